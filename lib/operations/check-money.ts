import type { SalesOrder } from '../model/sales-order.ts';

/** A sum that does not agree with its parts; amounts are minor units of the order's currency. */
export interface MoneyGap {
  readonly what: 'total' | 'tax' | 'discount' | 'shipping' | 'merchandise' | 'fees';
  readonly stated: number;
  readonly parts: number;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/**
 * How far parts may differ from their stated sum. Shops round each part to the minor unit (half a unit at most, either
 * way), so n parts can be off by n/2; a single part must agree but for the one unit that rounding at subtotal leaves.
 */
export function roundingAllowance(parts: number): number {
  return Math.max(1, Math.ceil(parts / 2));
}

/** The difference between the stated total and all parts: goes to the ERP as a rounding charge. */
export function roundingDifference(order: SalesOrder): number {
  return order.totals.total - partsOf(order).total;
}

/** Sums that do not hold within {@link roundingAllowance}; none for an order that adds up. */
export function checkMoney(order: SalesOrder): readonly MoneyGap[] {
  const parts = partsOf(order);
  const count = order.lines.length + order.shippingLines.length + order.fees.length;
  const exact: readonly MoneyGap[] = [
    { what: 'merchandise', stated: order.totals.merchandise, parts: parts.merchandise },
    { what: 'fees', stated: order.totals.fees, parts: parts.fees },
  ];
  const rounded: readonly MoneyGap[] = [
    { what: 'total', stated: order.totals.total, parts: parts.total },
    { what: 'tax', stated: order.totals.tax, parts: parts.tax },
    { what: 'discount', stated: order.totals.discount, parts: parts.discount },
    { what: 'shipping', stated: order.totals.shipping, parts: parts.shipping },
  ];
  return [
    ...rounded.filter((gap) => Math.abs(gap.stated - gap.parts) > roundingAllowance(count)),
    ...exact.filter((gap) => gap.stated !== gap.parts),
  ];
}

function partsOf(order: SalesOrder): Record<MoneyGap['what'], number> {
  const merchandise = sum(order.lines.map((line) => line.net));
  const shipping = sum(order.shippingLines.map((line) => line.net));
  const fees = sum(order.fees.map((fee) => fee.net));
  const tax = sum([...order.lines, ...order.shippingLines, ...order.fees].map((part) => part.tax));
  const discount = sum(order.lines.map((line) => line.discount));
  return { merchandise, shipping, fees, tax, discount, total: merchandise + shipping + fees + tax };
}
