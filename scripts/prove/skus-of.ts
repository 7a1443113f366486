import { rowsOf, type RecordedCase } from './recorded-orders.ts';

/** Every SKU that the orders name, without the spaces around it. */
export function skusOf(cases: readonly RecordedCase[]): ReadonlySet<string> {
  return new Set(cases.flatMap(({ order }) => rowsOf(order.line_items).map(({ sku }) => (sku ?? '').trim())).filter((sku) => sku !== ''));
}
