import type { WoocommerceConnector } from '../../../lib/connectors/woocommerce/connector.ts';
import { toFailure } from '../../../lib/errors/operation-error.ts';
import type { HostLog } from '../../runtime/host-services.ts';
import { shownAt } from './stock-item.ts';
import type { WriteResult } from './write-items.ts';

/** Of what was written, by SKU: what the shop shows now. That of hot SKUs is read, that of the others stood in the answer. */
export async function readBack(
  results: readonly WriteResult[],
  readHot: boolean,
  connector: Pick<WoocommerceConnector, 'findSellables'>,
  log: HostLog,
): Promise<ReadonlyMap<string, number>> {
  const shown = new Map(results.flatMap(({ item, outcome }) => (outcome.kind === 'written' ? [[item.level.skuCode, outcome.shown]] : [])));
  const hot = readHot ? results.filter(({ item, outcome }) => item.level.hot && outcome.kind === 'written') : [];
  if (hot.length === 0) return shown;
  try {
    const found = await connector.findSellables(hot.map(({ item }) => item.level.skuCode));
    for (const { item: { place, level: { skuCode } } } of hot) {
      const now = shownAt(place, found.get(skuCode));
      if (now !== undefined) shown.set(skuCode, now);
    }
  } catch (error) {
    // What was written is written; the next drift check looks again.
    log.warn({ code: toFailure(error).code, skus: hot.length }, 'hot SKUs could not be read back after their stock was written');
  }
  return shown;
}
