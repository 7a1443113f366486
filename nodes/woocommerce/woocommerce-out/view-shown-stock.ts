import type { WoocommerceConnector } from '../../../lib/connectors/woocommerce/connector.ts';
import type { ShopStock } from '../../../lib/connectors/woocommerce/shop-stock.ts';
import { toFailure } from '../../../lib/errors/operation-error.ts';
import type { DestinationLookup, DestinationView } from '../../../lib/lanes/contract.ts';
import { checkPayload } from '../../../lib/model/check-payload.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import type { StockChange, StockLevel } from '../../../lib/model/stock.ts';

/** What the shop shows of SKUs now, before their figures are sent again. Where the shop cannot be asked, the views say why. */
export function viewShownStock(connector: () => Pick<WoocommerceConnector, 'findSellables'>): DestinationLookup {
  return async (messages) => {
    const levels = messages.map(readLevel);
    try {
      // A person looks while the lanes work: their calls go first.
      const found = await connector().findSellables(levels.flatMap(({ level }) => level?.skuCode ?? []), { priority: 'catalogue' });
      return levels.map(({ level, why }) => (level ? view(level, found.get(level.skuCode) ?? []) : { state: 'unknown', why }));
    } catch (error) {
      const why = toFailure(error).message;
      return levels.map(() => ({ state: 'unknown', why }));
    }
  };
}

function view({ skuCode, published }: StockLevel, places: readonly ShopStock[]): DestinationView {
  const [place] = places;
  if (!place) return { state: 'unknown', why: `The shop has no SKU ${skuCode}.` };
  if (places.length > 1) return { state: 'unknown', why: `The shop has SKU ${skuCode} ${places.length} times.` };
  const { productId, variantId, keptBy, quantity } = place;
  const shows = keptBy === 'itself' ? `shows ${quantity ?? 0}` : 'keeps no figure';
  return { state: 'there', number: `${variantId ?? productId}, ${shows}`, sameContent: keptBy === 'itself' && quantity === published };
}

function readLevel({ topic, payload }: CanonicalMessage): { readonly level: StockLevel | null; readonly why: string } {
  if (topic !== 'stock-change') return { level: null, why: `The shop is asked for stock, not for "${topic}".` };
  try {
    checkPayload(topic, payload);
    return { level: (payload as StockChange).level, why: '' };
  } catch (error) {
    return { level: null, why: toFailure(error).message };
  }
}
