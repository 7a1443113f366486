import { sum, sumTaxed, taxed, taxOf, type Amount, type Taxed } from '../amounts.ts';
import { lineDiscount, type Order, type OrderAddress, type OrderLine } from './order.ts';

/** Prices of one unit; four decimals, where taxes of whole lines are to the cent. */
export const unitPrices = (line: OrderLine, included: boolean): Taxed => {
  const ex = included ? Math.round(line.price / (1 + line.taxRate)) : line.price;
  const inc = included ? line.price : Math.round(line.price * (1 + line.taxRate));
  return { ex, inc, tax: inc - ex };
};

/** Of the whole line, before discounts. */
export const lineTotals = (line: OrderLine, included: boolean): Taxed => taxed(line.price * line.quantity, line.taxRate, included);

/** What the line is charged: after its discounts. */
export const lineCharged = (line: OrderLine, included: boolean): Taxed => taxed(line.price * line.quantity - lineDiscount(line), line.taxRate, included);

export const wrappingTotals = (line: OrderLine, included: boolean): Taxed => taxed((line.wrapping?.cost ?? 0) * line.quantity, line.taxRate, included);

export const shippingTotals = (address: OrderAddress, included: boolean): Taxed => taxed(address.cost, address.taxRate, included);

export const handlingTotals = (address: OrderAddress, included: boolean): Taxed => taxed(address.handling, address.taxRate, included);

export interface OrderTotals {
  /** Before discounts. */
  readonly subtotal: Taxed;
  /** Of what is charged for the lines, after discounts. */
  readonly subtotalTax: Amount;
  readonly shipping: Taxed;
  readonly handling: Taxed;
  readonly wrapping: Taxed;
  readonly fees: Taxed;
  readonly couponDiscount: Amount;
  /** Discounts that no coupon gave. */
  readonly otherDiscount: Amount;
  readonly total: Taxed;
}

/** An order's sums. In a shop that enters prices without tax discounts come off before tax, else off the prices with tax. */
export const orderTotals = (order: Order, included: boolean): OrderTotals => {
  const charged = sumTaxed(order.lines.map((line) => lineCharged(line, included)));
  const subtotal = sumTaxed(order.lines.map((line) => lineTotals(line, included)));
  const shipping = sumTaxed(order.addresses.map((address) => shippingTotals(address, included)));
  const handling = sumTaxed(order.addresses.map((address) => handlingTotals(address, included)));
  const wrapping = sumTaxed(order.lines.map((line) => wrappingTotals(line, included)));
  const fees: Taxed = { ex: sum(order.fees.map(({ ex }) => ex)), inc: sum(order.fees.map(({ inc }) => inc)), tax: sum(order.fees.map(({ ex, inc }) => inc - ex)) };
  const lineDiscounts = order.lines.flatMap(({ discounts }) => discounts);
  const off = (byCoupon: boolean): Amount => sum(lineDiscounts.filter(({ code }) => (code !== null) === byCoupon).map(({ amount }) => amount));
  const plain = sumTaxed([charged, shipping, handling, wrapping, fees]);
  return {
    subtotal,
    subtotalTax: charged.tax,
    shipping,
    handling,
    wrapping,
    fees,
    couponDiscount: off(true),
    otherDiscount: off(false) + order.discount,
    total: { ex: plain.ex - order.discount, inc: plain.inc - order.discount, tax: plain.tax },
  };
};

export interface TaxRow {
  readonly addressId: number;
  /** '' for what no line has. */
  readonly lineId: number | null;
  readonly kind: 'item' | 'shipping' | 'handling' | 'gift-wrapping';
  readonly rate: number;
  readonly amount: Amount;
}

/** Each tax of an order by what it is on; together they are the order's tax, but for its fees'. */
export const taxRows = (order: Order, included: boolean): TaxRow[] =>
  [
    ...order.lines.map((line): TaxRow => ({ addressId: line.addressId, lineId: line.id, kind: 'item', rate: line.taxRate, amount: lineCharged(line, included).tax })),
    ...order.lines.map((line): TaxRow => ({ addressId: line.addressId, lineId: line.id, kind: 'gift-wrapping', rate: line.taxRate, amount: wrappingTotals(line, included).tax })),
    ...order.addresses.map((address): TaxRow => ({ addressId: address.id, lineId: null, kind: 'shipping', rate: address.taxRate, amount: taxOf(address.cost, address.taxRate, included) })),
    ...order.addresses.map((address): TaxRow => ({ addressId: address.id, lineId: null, kind: 'handling', rate: address.taxRate, amount: taxOf(address.handling, address.taxRate, included) })),
  ].filter(({ amount, kind }) => amount > 0 || kind === 'item');

export const itemsTotal = (order: Order): number => order.lines.reduce((units, { quantity }) => units + quantity, 0);
export const itemsShipped = (order: Order): number => order.lines.reduce((units, { quantityShipped }) => units + quantityShipped, 0);
