import type { StockLevelPage } from '../../../lib/model/stock.ts';
import type { StoreTables } from '../../../lib/store/contract/store.ts';
import { readWritten } from '../../runtime/written-figures.ts';

/**
 * SKUs of which the channel sold or took back units by itself since we wrote its figure. It shows another one by now, also
 * where the new figure happens to be the one sent last: an order and a cycle have weighed each other up. Every order makes
 * a page because of orders, so other pages need not ask.
 */
export async function findMoved({ snapshots, demand }: Pick<StoreTables, 'snapshots' | 'demand'>, { reason, levels }: StockLevelPage): Promise<ReadonlySet<string>> {
  const [first] = levels;
  if (reason !== 'orders' || !first) return new Set();
  const written = await readWritten(snapshots, first.channel, levels.map(({ skuCode }) => skuCode));
  return demand.movedSince(first.channel, new Map([...written].map(([skuCode, { at }]) => [skuCode, at])));
}
