import type { WoocommerceConnector } from '../../../lib/connectors/woocommerce/connector.ts';
import type { StoreTables } from '../../../lib/store/contract/store.ts';
import { shownAt, type StockItem } from './stock-item.ts';
import type { KeptBaseline } from './unseen-sales.ts';
import { readBaselines } from './written-snapshot.ts';

/** What the shop shows of a SKU beside what was written last. */
export interface ShownBefore {
  readonly shown: number;
  readonly last: KeptBaseline;
  /** When the last good reading of the shop's orders began, ms since 1970 (UTC); 0: never. */
  readonly ordersReadAt: number;
}

/** As WooCommerce in names the feed of a channel's orders. */
export const ordersFeed = (channel: string): string => `${channel}:orders`;

/** What the shop shows just now, by SKU; SKUs that we never wrote, and those that the shop keeps no figure of, are left out. */
export async function lookBefore(
  items: readonly StockItem[],
  channel: string,
  connector: Pick<WoocommerceConnector, 'findSellables'>,
  read: Pick<StoreTables, 'snapshots' | 'feedRuns'>,
): Promise<ReadonlyMap<string, ShownBefore>> {
  if (items.length === 0) return new Map();
  const baselines = await readBaselines(read, channel, items.map(({ level }) => level.skuCode));
  const known = items.filter(({ level }) => baselines.has(level.skuCode));
  if (known.length === 0) return new Map();
  const { startedAt: ordersReadAt = 0 } = (await read.feedRuns.lastGood(ordersFeed(channel))) ?? {};
  const found = await connector.findSellables(known.map(({ level }) => level.skuCode));
  return new Map(known.flatMap(({ level: { skuCode }, place }): [string, ShownBefore][] => {
    const last = baselines.get(skuCode);
    const shown = shownAt(place, found.get(skuCode));
    return last && shown !== undefined ? [[skuCode, { shown, last, ordersReadAt }]] : [];
  }));
}
