import type { SalesOrder as ArrivedOrder } from '../../sandbox/bluecherry/order-book.ts';
import type { RecordedOrder } from './recorded-orders.ts';

/**
 * The verdict over what arrived at BlueCherry. It shares no code with the product: it knows decimal strings, the
 * recorded orders and the sandbox's record, and nothing else.
 */
export type { ArrivedOrder };

/** Millionths of a currency unit: every decimal string that a shop writes is exact in them. */
function exact(text: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,6}))?$/.exec(text.trim());
  if (!match) throw new Error(`"${text}" is not a decimal amount`);
  const [, sign, units = '0', decimals = ''] = match;
  const value = BigInt(units) * 1_000_000n + BigInt(decimals.padEnd(6, '0'));
  return sign === '-' ? -value : value;
}

const sum = (texts: readonly string[]): bigint => texts.reduce((total, text) => total + exact(text), 0n);

/** Sentences about every difference between an order of the shop and its sales order; none when they agree to the penny. */
export function differences(shop: RecordedOrder, arrived: ArrivedOrder): string[] {
  const { lines = [], charges = [], totals } = arrived.body;
  const kind = (type: string) => charges.filter((charge) => charge.type === type);
  const found: string[] = [];
  const compare = (what: string, expected: bigint, actual: bigint): void => {
    if (expected !== actual) found.push(`${what}: the shop has ${expected}, BlueCherry ${actual} (millionths)`);
  };
  compare('total', exact(shop.total), exact(totals.total));
  compare('discount', exact(shop.discount_total), exact(totals.discount ?? ''));
  compare('tax', exact(shop.total_tax), exact(totals.tax ?? ''));
  compare('goods', sum(shop.line_items.map((line) => line.total)), sum(lines.map((line) => line.amount)));
  compare('shipping', sum(shop.shipping_lines.map((line) => line.total)), sum(kind('freight').map((charge) => charge.amount)));
  compare('fees', sum(shop.fee_lines.map((line) => line.total)), sum(kind('fee').map((charge) => charge.amount)));
  const parts = sum([...lines, ...charges].flatMap((part) => [part.amount, part.taxAmount]));
  compare('sum of the parts', exact(shop.total), parts);
  const wanted = shop.line_items.map((line) => `${line.sku ?? ''} × ${line.quantity}`);
  const got = lines.map((line) => `${line.skuCode ?? ''} × ${line.qtyOrdered}`);
  if (wanted.join() !== got.join()) found.push(`lines: the shop has ${wanted.join(', ')}; BlueCherry ${got.join(', ')}`);
  return found;
}

/** Orders that BlueCherry has more than once, by external reference. */
export function repeated(arrived: readonly ArrivedOrder[]): string[] {
  const count = new Map<string, number>();
  for (const { externalRef } of arrived) count.set(externalRef, (count.get(externalRef) ?? 0) + 1);
  return [...count].filter(([, times]) => times > 1).map(([externalRef, times]) => `${externalRef} × ${times}`);
}
