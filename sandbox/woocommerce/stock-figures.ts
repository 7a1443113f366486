import type { JsonObject } from '../json-value.ts';

const quantityOf = (record: JsonObject): number | null => (typeof record['stock_quantity'] === 'number' ? record['stock_quantity'] : null);

export const managesStock = (record: JsonObject): boolean => record['manage_stock'] === true;

/**
 * The members of a product that follow from its stock, as WC_Product::validate_props sets them: who does not manage stock has
 * no quantity and no backorders; who does has the status that the quantity gives, whatever was sent as status. A variation whose
 * parent manages stock shows "parent".
 */
export const settledStock = (record: JsonObject, parentManages = false): JsonObject => {
  if (!managesStock(record)) {
    const isVariation = record['type'] === 'variation';
    return { manage_stock: isVariation && parentManages ? 'parent' : false, stock_quantity: null, backorders: 'no', backorders_allowed: false, backordered: false, low_stock_amount: null };
  }
  const quantity = quantityOf(record) ?? 0;
  const backorders = record['backorders'] ?? 'no';
  const allowed = backorders !== 'no';
  const status = quantity > 0 ? 'instock' : allowed ? 'onbackorder' : 'outofstock';
  return { stock_quantity: quantity, stock_status: status, backorders, backorders_allowed: allowed, backordered: allowed && quantity < 0 };
};

/** A variable product that does not manage stock itself is as well in stock as the best of its variations. */
export const statusOfVariations = (variations: readonly JsonObject[]): string =>
  ['instock', 'onbackorder'].find((status) => variations.some((variation) => variation['stock_status'] === status)) ?? 'outofstock';
