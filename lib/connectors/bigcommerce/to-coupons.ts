import type { SalesOrder } from '../../model/sales-order.ts';
import { apportion, readExact, toMinor } from './exact-amount.ts';
import { productsOf, type RawOrder } from './raw-order.ts';
import type { TiedMoney } from './tie-money.ts';

/**
 * What each coupon or promotion took off the goods, without tax; together they make the lines' discounts. A discount without a code
 * goes under its id (`manual-discount`). Where prices include tax, the store states the discount with it: the rest is its tax.
 */
export function toCoupons(raw: RawOrder, money: TiedMoney): SalesOrder['coupons'] {
  const found = new Map<string, { discount: number; discountTax: number }>();
  for (const product of productsOf(raw)) {
    const discount = money.lines.get(product.id)?.discount ?? 0;
    const applied = product.applied_discounts ?? [];
    const amounts = applied.map(({ amount }) => readExact(amount, 'applied_discounts/amount'));
    const sum = amounts.reduce((total, amount) => total + amount, 0);
    // Shares of the line's discount, in proportion to what is stated; all of it under one name where nothing is.
    const scaled = amounts.map((amount) => (sum === 0 ? 0 : (amount * discount * money.unit) / sum));
    const shares = apportion(scaled, discount, money.unit) ?? scaled.map((_, index) => (index === 0 ? discount : 0));
    applied.forEach(({ code, id, name }, index) => {
      const label = String(code ?? '').trim() || String(id ?? '').trim() || String(name ?? '').trim() || 'discount';
      const before = found.get(label) ?? { discount: 0, discountTax: 0 };
      const share = shares[index] ?? 0;
      const discountTax = raw.is_tax_inclusive_pricing ? Math.max(0, toMinor(amounts[index] ?? 0, money.unit) - share) : 0;
      found.set(label, { discount: before.discount + share, discountTax: before.discountTax + discountTax });
    });
    if (applied.length === 0 && discount !== 0) {
      const before = found.get('discount') ?? { discount: 0, discountTax: 0 };
      found.set('discount', { ...before, discount: before.discount + discount });
    }
  }
  return [...found].map(([code, amounts]) => ({ code, ...amounts })).filter(({ discount }) => discount !== 0);
}
