import type { StockChange, StockChangeReason, StockLevel } from '../../model/stock.ts';

type DetectedChange = Pick<StockChange, 'level' | 'before' | 'urgency'>;

const none: ReadonlySet<string> = new Set();

/**
 * Levels that leave for their channel, most urgent first and otherwise as they came. Of a SKU that comes twice the last
 * level counts. An unchanged figure is sent for an explicit reason, or where the channel shows another one by now.
 * @param levels of one channel
 * @param last published figure per SKU
 * @param moved SKUs of which the channel has sold or taken back units since
 */
export function detectChanges(levels: readonly StockLevel[], last: ReadonlyMap<string, number>, reason: StockChangeReason, moved = none): readonly DetectedChange[] {
  const everything = reason === 'first-run' || reason === 'resync' || reason === 'drift';
  const changes: DetectedChange[] = [];
  for (const level of new Map(levels.map((one) => [one.skuCode, one])).values()) {
    const before = last.get(level.skuCode) ?? null;
    if (everything || level.published !== before || moved.has(level.skuCode)) changes.push({ level, before, urgency: urgencyOf(level, before) });
  }
  return changes.sort((one, other) => one.urgency - other.urgency);
}

/** @param before what the channel shows as far as it is known; null: nothing is known */
export function urgencyOf({ published, hot }: StockLevel, before: number | null): StockChange['urgency'] {
  const falls = before === null || published <= before;
  if (hot && falls) return 0;
  if (falls && published === 0) return 1;
  if (hot) return 2;
  return falls ? 3 : 4;
}
