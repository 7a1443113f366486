import { idOf, listOf, membersOf, notAsPublished, textOf, type Members } from './remote-record.ts';

/** Where the store keeps a sellable, and what it shows of its stock at one location. */
export interface ShopStock {
  readonly productId: string;
  /** Null for a product without options. */
  readonly variantId: string | null;
  readonly skuCode: string | null;
  readonly keptBy: 'itself' | 'nobody';
  /** What an absolute adjustment sets: on hand at the location. Null where the location has none of it. */
  readonly quantity: number | null;
  /** What the storefront sells: on hand less the store's own safety stock. */
  readonly availableToSell: number | null;
  /** `instock`, `outofstock`. */
  readonly stockStatus: string;
}

/** A row of `/inventory/items`. @throws REMOTE_RECORD_INVALID */
export function toShopStock(row: Members, locationId: number): ShopStock {
  const identity = membersOf(row['identity']);
  const productId = idOf(identity['product_id']);
  if (productId === null) throw notAsPublished('An inventory item', '/identity/product_id', 'not an id');
  const location = listOf(row['locations']).find((one) => one['location_id'] === locationId);
  const quantity = location ? wholeUnits(location['total_inventory_onhand']) : null;
  const availableToSell = location ? wholeUnits(location['available_to_sell']) : null;
  return {
    productId,
    // The v2 SKU id is null for the variant that a product without options is (reference/catalog/product-variants, sku_id).
    variantId: idOf(identity['sku_id']) === null ? null : idOf(identity['variant_id']),
    skuCode: textOf(identity['sku']).trim() || null,
    keptBy: quantity === null ? 'nobody' : 'itself',
    quantity,
    availableToSell,
    stockStatus: (availableToSell ?? 0) > 0 ? 'instock' : 'outofstock',
  };
}

function wholeUnits(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? Math.floor(value) : null;
}
