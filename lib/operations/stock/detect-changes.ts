import type { StockChange, StockChangeReason, StockLevel } from '../../model/stock.ts';

type DetectedChange = Pick<StockChange, 'level' | 'before' | 'urgency'>;

/**
 * Levels that leave for their channel, most urgent first and otherwise as they came. Of a SKU that comes twice the last
 * level counts. An unchanged figure is sent for an explicit reason only.
 * @param levels of one channel
 * @param last published figure per SKU
 */
export function detectChanges(levels: readonly StockLevel[], last: ReadonlyMap<string, number>, reason: StockChangeReason): readonly DetectedChange[] {
  const everything = reason === 'first-run' || reason === 'resync' || reason === 'drift';
  const changes: DetectedChange[] = [];
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
