import type { SalesOrder as ArrivedOrder } from '../../sandbox/bluecherry/order-book.ts';
import { rowsOf, type Amount, type RecordedOrder } from './recorded-orders.ts';

/**
 * The verdict over what arrived at BlueCherry. It shares no code with the product: it knows decimal strings, the
 * recorded orders and the sandbox's record, and nothing else.
 */
export type { ArrivedOrder };

const wholeUnit = 1_000_000n;

/** Millionths of a currency unit: every decimal text that a shop writes is exact in them. */
function exact(amount: Amount | undefined): bigint {
  const text = typeof amount === 'number' ? amount.toFixed(6) : (amount ?? '').trim();
  const match = /^([+-]?)(\d+)(?:\.(\d{1,6})\d*)?$/.exec(text);
  if (!match) throw new Error(`"${text}" is not a decimal amount`);
  const [, sign, units = '0', decimals = ''] = match;
  const value = BigInt(units) * wholeUnit + BigInt(decimals.padEnd(6, '0'));
  return sign === '-' ? -value : value;
}

const sum = (amounts: readonly (Amount | undefined)[]): bigint => amounts.reduce((total, amount) => total + exact(amount), 0n);
const isStated = (amount: Amount | undefined): amount is string | number => amount !== undefined && amount !== null && amount !== '';
const distance = (a: bigint, b: bigint): bigint => (a > b ? a - b : b - a);

/** Sentences about every difference between an order of the shop and its sales order; none when they agree to the penny. */
export function differences(shop: RecordedOrder, arrived: ArrivedOrder): string[] {
  const { lines = [], charges = [], totals } = arrived.body;
  const coin = wholeUnit / 10n ** BigInt(totals.total.split('.')[1]?.length ?? 0);
  const kind = (type: string) => charges.filter((charge) => charge.type === type);
  const found: string[] = [];
  // A shop may state parts finer than any coin (65.833333): each may then be off by half of one.
  const compare = (what: string, stated: readonly (Amount | undefined)[], actual: bigint): void => {
    const amounts = stated.filter(isStated);
    const finer = amounts.filter((amount) => exact(amount) % coin !== 0n).length;
    const expected = sum(amounts);
    if (distance(expected, actual) * 2n > BigInt(finer) * coin) found.push(`${what}: the shop has ${expected}, BlueCherry ${actual} (millionths)`);
  };
  compare('total', [exactOnly(shop.total)], exact(totals.total));
  if (isStated(shop.discount_total)) compare('discount', [shop.discount_total], exact(totals.discount ?? ''));
  if (isStated(shop.total_tax)) compare('tax', [shop.total_tax], exact(totals.tax ?? ''));
  compare('goods', rowsOf(shop.line_items).map((line) => line.total), sum(lines.map((line) => line.amount)));
  compare('shipping', rowsOf(shop.shipping_lines).map((line) => line.total), sum(kind('freight').map((charge) => charge.amount)));
  compare('fees', rowsOf(shop.fee_lines).map((line) => line.total), sum(kind('fee').map((charge) => charge.amount)));
  const parts = [...lines, ...charges];
  // The lines' taxes may miss the stated tax where a shop rounds at subtotal: with the rounding charge's own they do not.
  if (sum(parts.flatMap((part) => [part.amount, part.taxAmount])) !== exact(totals.total)) found.push('the parts with their tax do not make the total');
  if (totals.tax !== undefined && sum(parts.map((part) => part.taxAmount)) !== exact(totals.tax)) found.push('the taxes of the parts do not make the tax');
  // Half a coin per amount (net and tax of each part) is what rounding explains.
  const slack = kind('rounding').flatMap((charge) => [exact(charge.amount), exact(charge.taxAmount)]).reduce((most, value) => (distance(value, 0n) > most ? distance(value, 0n) : most), 0n);
  if (slack > BigInt(parts.length) * coin) found.push(`a rounding charge of ${slack} (millionths) is more than rounding`);
  const wanted = rowsOf(shop.line_items).map((line) => `${(line.sku ?? '').trim()} × ${Number(line.quantity)}`);
  const got = lines.map((line) => `${line.skuCode ?? ''} × ${line.qtyOrdered}`);
  if (wanted.join() !== got.join()) found.push(`lines: the shop has ${wanted.join(', ')}; BlueCherry ${got.join(', ')}`);
  return found;
}

/** What was paid is never finer than a coin; six decimals of a number are noise. */
function exactOnly(total: Amount): Amount {
  return typeof total === 'number' ? total.toFixed(4) : total;
}

/** Orders that BlueCherry has more than once, by external reference. */
export function repeated(arrived: readonly ArrivedOrder[]): string[] {
  const count = new Map<string, number>();
  for (const { externalRef } of arrived) count.set(externalRef, (count.get(externalRef) ?? 0) + 1);
  return [...count].filter(([, times]) => times > 1).map(([externalRef, times]) => `${externalRef} × ${times}`);
}
