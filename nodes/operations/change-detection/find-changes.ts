import type { StockChange, StockLevelPage } from '../../../lib/model/stock.ts';
import { detectChanges } from '../../../lib/operations/stock/detect-changes.ts';
import { sideBySide, type OrderedChange } from '../../../lib/operations/stock/side-by-side.ts';
import type { SnapshotTable } from '../../../lib/store/contract/snapshot-table.ts';
import { readSent } from './sent-figures.ts';

/**
 * What leaves of a page for its channel, in the order in which it leaves. One read of the figures sent last.
 * @param page levels of one channel
 * @param firstRun whether a SKU of which nothing was ever sent leaves for that reason
 * @param moved SKUs of which the channel has sold or taken back units since its figure was written
 */
export async function findChanges(
  snapshots: Pick<SnapshotTable, 'get'>,
  page: StockLevelPage,
  firstRun: boolean,
  moved: ReadonlySet<string> = new Set(),
): Promise<readonly OrderedChange<StockChange>[]> {
  const [first] = page.levels;
  if (!first) return [];
  const sent = await readSent(snapshots, first.channel, page.levels.map(({ skuCode }) => skuCode));
  const { feed } = page.cycle;
  return sideBySide(
    detectChanges(page.levels, sent, page.reason, moved).map((change): StockChange => {
      const reason = firstRun && change.before === null ? 'first-run' : page.reason;
      return { feed, reason, ...change };
    }),
  );
}
