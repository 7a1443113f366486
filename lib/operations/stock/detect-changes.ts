import type { StockLevel } from '../../model/stock.ts';

/** `first-run` and `resync` are asked for by a person and send everything; the others send what changed. */
export type ChangeReason = 'cycle' | 'orders' | 'age' | 'first-run' | 'resync';

export interface StockChange {
  readonly level: StockLevel;
  /** What was published last; null: nothing yet. */
  readonly before: number | null;
  /**
   * 0 to 4, to be written in that order: a hot SKU that falls, any that is sold out, a hot one that rises, others that
   * fall, others that rise. What falls too late is oversold, what rises too late is only sold later.
   */
  readonly urgency: 0 | 1 | 2 | 3 | 4;
}

/**
 * Levels that leave for their channel, most urgent first and otherwise as they came. Of a SKU that comes twice the last
 * level counts. An unchanged figure is sent for an explicit reason only.
 * @param levels of one channel
 * @param last published figure per SKU
 */
export function detectChanges(levels: readonly StockLevel[], last: ReadonlyMap<string, number>, reason: ChangeReason): readonly StockChange[] {
  const everything = reason === 'first-run' || reason === 'resync';
  const changes: StockChange[] = [];
  for (const level of new Map(levels.map((one) => [one.skuCode, one])).values()) {
    const before = last.get(level.skuCode) ?? null;
    if (everything || level.published !== before) changes.push({ level, before, urgency: urgencyOf(level, before) });
  }
  return changes.sort((one, other) => one.urgency - other.urgency);
}

function urgencyOf({ published, hot }: StockLevel, before: number | null): StockChange['urgency'] {
  const falls = before === null || published <= before;
  if (hot && falls) return 0;
  if (falls && published === 0) return 1;
  if (hot) return 2;
  return falls ? 3 : 4;
}
