import type { ShopStock } from '../../../lib/connectors/woocommerce/shop-stock.ts';
import type { ShownFigure } from '../../../lib/model/stock.ts';

export interface SinglePlaces {
  /** Figures of the SKUs that the shop has at one place only, as far as it was read; each SKU once. */
  add(stock: readonly ShopStock[]): readonly ShownFigure[];
  /** SKUs at several places, with these: `11/26` for a variation, `50` for a simple product. */
  ambiguous(): ReadonlyMap<string, readonly string[]>;
  /** How many of what was read have no SKU. */
  withoutSku(): number;
}

/**
 * Tells apart what a shop has under which SKU, over one run of reading it.
 * @param suspects SKUs that were ambiguous before: their figures are left out until that is over
 */
export function singlePlaces(suspects: ReadonlySet<string>): SinglePlaces {
  const places = new Map<string, readonly string[]>();
  const nameless = new Set<string>();
  return {
    add(stock) {
      const figures = new Map<string, ShownFigure>();
      for (const one of stock) {
        const place = placeOf(one);
        if (one.skuCode === null) {
          nameless.add(place);
          continue;
        }
        const known = places.get(one.skuCode) ?? [];
        if (!known.includes(place)) places.set(one.skuCode, [...known, place]);
        if (known.length === 0) figures.set(one.skuCode, { skuCode: one.skuCode, shown: shownOf(one) });
      }
      return [...figures.values()].filter(({ skuCode }) => places.get(skuCode)?.length === 1 && !suspects.has(skuCode));
    },
    ambiguous: () => new Map([...places].filter(([, { length }]) => length > 1).map(([skuCode, several]) => [skuCode, several.toSorted()])),
    withoutSku: () => nameless.size,
  };
}

export const placeOf = ({ productId, variantId }: Pick<ShopStock, 'productId' | 'variantId'>): string => (variantId === null ? productId : `${productId}/${variantId}`);

/** A figure that the parent keeps for all its variations together is not one of this SKU. */
const shownOf = ({ keptBy, quantity }: ShopStock): number | null => (keptBy === 'itself' ? quantity : null);
