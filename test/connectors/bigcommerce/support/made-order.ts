/** What a customer orders; amounts are cents. */
export interface OrderPlan {
  readonly taxInclusive: boolean;
  /** In ten-thousandths: 825 is 8.25 %. */
  readonly rate: number;
  readonly lines: readonly { readonly quantity: number; readonly price: number }[];
  /** Off the goods, by coupon. */
  readonly discount: number;
  readonly shipping: number;
  readonly handling: number;
  readonly wrapping: number;
  readonly fee: number;
  /** Taxes of lines are kept at four decimals and rounded over the order, or rounded line by line. */
  readonly taxRounding: 'order' | 'line';
}

const four = (tenThousandths: number): string => (tenThousandths / 10_000).toFixed(4);
const cents = (tenThousandths: number): number => Math.round(tenThousandths / 100) * 100;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export type MadeOrder = Record<string, unknown> & { id: number; consignments: { shipping: (Record<string, unknown> & { line_items: Record<string, unknown>[] })[] } & Record<string, unknown> };

/** An order as orders v2 state it with everything inline, computed from its plan in ten-thousandths. */
export function madeOrder(plan: OrderPlan, id = 218): MadeOrder {
  const { taxInclusive, rate } = plan;
  const taxOf = (amount: number): number => {
    const exact = taxInclusive ? Math.round((amount * rate) / (10_000 + rate)) : Math.round((amount * rate) / 10_000);
    return plan.taxRounding === 'line' || taxInclusive ? cents(exact) : exact;
  };
  const part = (amount: number): { ex: number; inc: number; tax: number } => {
    const tax = taxOf(amount);
    return taxInclusive ? { ex: amount - tax, inc: amount, tax } : { ex: amount, inc: amount + tax, tax };
  };
  const subtotal = sum(plan.lines.map(({ quantity, price }) => quantity * price));
  const discounts = plan.lines.map(({ quantity, price }) => (subtotal === 0 ? 0 : Math.floor((plan.discount * 100 * quantity * price) / subtotal)));
  if (discounts.length > 0) discounts[0] = (discounts[0] ?? 0) + plan.discount * 100 - sum(discounts);
  const lines = plan.lines.map(({ quantity, price }, index) => {
    const off = discounts[index] ?? 0;
    const before = part(quantity * price * 100);
    const after = part(quantity * price * 100 - off);
    return { quantity, off, before, after, id: 65 + index };
  });
  const costs = { shipping: part(plan.shipping * 100), handling: part(plan.handling * 100), wrapping: part(plan.wrapping * 100), fee: part(plan.fee * 100) };
  const all = [...lines.map(({ after }) => after), ...Object.values(costs)];
  const totalTax = cents(sum(all.map(({ tax }) => tax)));
  const total = taxInclusive ? sum(all.map(({ inc }) => inc)) : cents(sum(all.map(({ ex }) => ex))) + totalTax;
  const cost = (name: string, { ex, inc, tax }: { ex: number; inc: number; tax: number }): Record<string, string> => ({ [`${name}_ex_tax`]: four(ex), [`${name}_inc_tax`]: four(inc), [`${name}_tax`]: four(tax) });
  return {
    id, status_id: 11, status: 'Awaiting Fulfillment', customer_id: 11,
    date_created: 'Tue, 05 Mar 2019 21:40:11 +0000', date_modified: 'Mon, 11 Mar 2019 15:17:25 +0000', date_shipped: '',
    default_currency_code: 'USD', currency_code: 'USD', is_tax_inclusive_pricing: taxInclusive,
    ...cost('total', { ex: total - totalTax, inc: total, tax: totalTax }),
    ...cost('shipping_cost', costs.shipping), ...cost('handling_cost', costs.handling), ...cost('wrapping_cost', costs.wrapping),
    discount_amount: '0.0000', coupon_discount: four(plan.discount * 100), refunded_amount: '0.0000', store_credit_amount: '0.0000', gift_certificate_amount: '0.0000',
    payment_method: 'Credit Card', payment_provider_id: 'ch_1', payment_status: 'captured', order_source: 'www', customer_message: 'Ring twice',
    billing_address: { first_name: 'Jane', last_name: 'Doe', company: '', street_1: '555 East Street', street_2: '', city: 'Austin', state: 'Texas', zip: '78108', country: 'United States', country_iso2: 'US', phone: '1234567890', email: 'jane@example.com' },
    products: { url: 'x', resource: `/orders/${id}/products` }, shipping_addresses: { url: 'x', resource: 'x' }, coupons: { url: 'x', resource: 'x' },
    consignments: {
      pickups: [], downloads: [], email: { gift_certificates: [] },
      shipping: [{
        id: 51, first_name: 'Jane', last_name: 'Roe', company: '', street_1: '1 Dock Road', street_2: 'Flat 2', city: 'Portland', state: 'Oregon', zip: '97201', country: 'United States', country_iso2: 'US', phone: '', email: 'roe@example.com',
        shipping_method: 'Ship by Weight', cost_ex_tax: costs.shipping.ex / 10_000, cost_inc_tax: costs.shipping.inc / 10_000, cost_tax: costs.shipping.tax / 10_000,
        line_items: lines.map((line) => ({
          id: line.id, order_id: id, product_id: 700 + line.id, variant_id: 900 + line.id, order_address_id: 51, name: `Jacket ${line.id}`, sku: ` NG-${line.id} `, type: 'physical', quantity: line.quantity,
          ...cost('total', { ...line.before, tax: line.after.tax }), discounted_total_inc_tax: four(line.after.inc),
          applied_discounts: line.off === 0 ? [] : [{ id: 'total-coupon', amount: four(line.off), name: '$ off', code: 'S2549JM0Y', target: 'order' }],
        })),
      }],
    },
    fees: plan.fee === 0 ? [] : [{ id: 4, type: 'custom_fee', display_name_merchant: 'Customs', display_name_customer: 'Customs', source: 'AA', ...cost('cost', costs.fee) }],
  };
}

export const plainPlan: OrderPlan = { taxInclusive: false, rate: 825, lines: [{ quantity: 2, price: 2999 }, { quantity: 1, price: 5599 }], discount: 500, shipping: 1200, handling: 0, wrapping: 0, fee: 0, taxRounding: 'line' };

/** The same order with other members. */
export function orderWith(changes: Record<string, unknown>, plan = plainPlan): MadeOrder {
  return { ...madeOrder(plan), ...changes };
}
