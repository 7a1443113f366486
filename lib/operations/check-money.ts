import type { SalesOrder } from '../model/sales-order.ts';

/** A sum that does not agree with its parts; amounts are minor units of the order's currency. */
export interface MoneyGap {
  readonly what: 'total' | 'tax' | 'discount' | 'shipping' | 'merchandise' | 'fees';
  readonly stated: number;
  readonly parts: number;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/**
 * How far parts may differ from their stated sum. Shops round every amount to the minor unit by itself, half a unit at
 * most either way, and the sum too; above all where tax is rounded at subtotal, the taxes of many lines drift from the
 * stated tax. Amounts of nought are exact. One unit is always allowed.
 */
export function roundingAllowance(roundedAmounts: number): number {
  return Math.max(1, Math.floor((roundedAmounts + 1) / 2));
}

/** The difference between the stated total and all parts: goes to the ERP as a rounding charge. */
export function roundingDifference(order: SalesOrder): number {
  return order.totals.total - partsOf(order).total;
}

/** Sums that do not hold within {@link roundingAllowance}; none for an order that adds up. */
export function checkMoney(order: SalesOrder): readonly MoneyGap[] {
  const parts = partsOf(order);
  const taxed = [...order.lines, ...order.shippingLines, ...order.fees];
  const taxes = notNought(taxed.map((part) => part.tax));
  // Each rate's tax is rounded over the whole order before the rates are added.
  const tax = roundingAllowance(taxes + order.taxes.length);
  const total = roundingAllowance(notNought(taxed.map((part) => part.net)) + taxes + order.taxes.length);
  const discount = roundingAllowance(2 * notNought(order.lines.map((line) => line.discount)));
  const shipping = roundingAllowance(notNought(order.shippingLines.map((line) => line.net)));
  const sums: readonly (MoneyGap & { readonly allowed: number })[] = [
    { what: 'total', stated: order.totals.total, parts: parts.total, allowed: total },
    { what: 'tax', stated: order.totals.tax, parts: parts.tax, allowed: tax },
    { what: 'discount', stated: order.totals.discount, parts: parts.discount, allowed: discount },
    { what: 'shipping', stated: order.totals.shipping, parts: parts.shipping, allowed: shipping },
    { what: 'merchandise', stated: order.totals.merchandise, parts: parts.merchandise, allowed: 0 },
    { what: 'fees', stated: order.totals.fees, parts: parts.fees, allowed: 0 },
  ];
  return sums.filter((gap) => Math.abs(gap.stated - gap.parts) > gap.allowed).map(({ what, stated, parts: made }) => ({ what, stated, parts: made }));
}

function notNought(amounts: readonly number[]): number {
  return amounts.filter((amount) => amount !== 0).length;
}

function partsOf(order: SalesOrder): Record<MoneyGap['what'], number> {
  const merchandise = sum(order.lines.map((line) => line.net));
  const shipping = sum(order.shippingLines.map((line) => line.net));
  const fees = sum(order.fees.map((fee) => fee.net));
  const tax = sum([...order.lines, ...order.shippingLines, ...order.fees].map((part) => part.tax));
  const discount = sum(order.lines.map((line) => line.discount));
  return { merchandise, shipping, fees, tax, discount, total: merchandise + shipping + fees + tax };
}
