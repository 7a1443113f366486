import type { Json } from '../../sandbox/json-value.ts';
import { Catalogue } from '../../sandbox/woocommerce/catalogue.ts';
import { recordedShop } from '../../sandbox/woocommerce/recorded-shop.ts';
import { rowsOf, type RecordedCase, type RecordedLine } from './recorded-orders.ts';

/** Away from the ids of every shop that was recorded. */
const elsewhere = 1_000_000_000;

/**
 * The orders as the sandbox's shop takes them. It shows on every line the SKU that its own product has today, as WooCommerce
 * does; where another shop's order names a product of the same id, the line moves to an id that it does not know. And it
 * sorts by the time of change, so an order without one gets that of its creation.
 */
export function asShopOrders(cases: readonly RecordedCase[]): readonly Json[] {
  const shop = recordedShop();
  const catalogue = new Catalogue(shop.products, shop.variations);
  const moved = (line: RecordedLine): RecordedLine => {
    const known = catalogue.skuOf(line.variation_id || line.product_id || 0);
    if (known === undefined || known === (line.sku ?? '')) return line;
    return { ...line, product_id: (line.product_id ?? 0) + elsewhere, ...(line.variation_id ? { variation_id: line.variation_id + elsewhere } : {}) };
  };
  return cases.map(({ order }) => {
    const { date_created_gmt: created, date_modified_gmt: modified } = order;
    const lines = Array.isArray(order.line_items) ? { line_items: rowsOf(order.line_items).map(moved) } : {};
    return { ...order, ...lines, date_modified_gmt: modified ?? created ?? '2026-01-01T00:00:00' } as unknown as Json;
  });
}
