import assert from 'node:assert/strict';
import fc from 'fast-check';
import { coreStatusMap } from '../../../lib/connectors/bigcommerce/status-map.ts';
import { toSalesOrder } from '../../../lib/connectors/bigcommerce/to-sales-order.ts';
import type { SalesOrder } from '../../../lib/model/sales-order.ts';
import { checkMoney } from '../../../lib/operations/check-money.ts';
import { failureOf } from '../support/failures.ts';
import { madeOrder, orderWith, plainPlan, type MadeOrder, type OrderPlan } from './support/made-order.ts';

const read = (raw: unknown): SalesOrder => toSalesOrder(raw, { channel: 'northgate', externalRefPrefix: 'NGO-', statusMap: coreStatusMap });
const codeOf = async (raw: unknown): Promise<string> => (await failureOf(() => read(raw))).code;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const lineOf = (order: MadeOrder, changes: Record<string, unknown>, index = 0): MadeOrder => {
  Object.assign(order.consignments.shipping[0]!.line_items[index]!, changes);
  return order;
};

describe('a BigCommerce order becomes a sales order', () => {
  it('with all that the ERP needs', () => {
    const order = read(madeOrder(plainPlan));
    assert.deepEqual(
      [order.orderId, order.externalRef, order.state, order.remoteStatus, order.currency, order.createdAt, order.modifiedAt, order.paidAt, order.createdVia, order.note],
      ['218', 'NGO-218', 'paid', '11', 'USD', '2019-03-05T21:40:11Z', '2019-03-11T15:17:25Z', null, 'www', 'Ring twice'],
    );
    assert.deepEqual(order.customer, { kind: 'registered', remoteId: '11', email: 'jane@example.com' });
    assert.deepEqual([order.shipTo.address1, order.shipTo.postcode, order.shipTo.country, order.billTo.city], ['1 Dock Road', '97201', 'US', 'Austin']);
    assert.deepEqual(order.lines.map(({ lineId, skuCode, quantity, remoteVariantId }) => [lineId, skuCode, quantity, remoteVariantId]), [['65', 'NG-65', 2, '965'], ['66', 'NG-66', 1, '966']]);
    assert.deepEqual(order.shippingLines, [{ lineId: '51', methodId: 'Ship by Weight', instanceId: '', methodTitle: 'Ship by Weight', net: 1200, tax: 99 }]);
    assert.deepEqual(order.payment, { method: 'Credit Card', title: 'Credit Card', transactionId: 'ch_1' });
  });

  it('a coupon off its lines, tax taken from what remains', () => {
    const order = read(madeOrder(plainPlan));
    assert.deepEqual(order.lines.map(({ subtotal, discount, net }) => [subtotal, discount, net]), [[5998, 259, 5739], [5599, 241, 5358]]);
    assert.deepEqual(order.coupons, [{ code: 'S2549JM0Y', discount: 500, discountTax: 0 }]);
    assert.deepEqual(order.totals, { merchandise: 11_097, discount: 500, shipping: 1200, fees: 0, tax: 1015, total: 13_312 });
    assert.deepEqual(checkMoney(order), []);
  });

  it('with prices that include tax, the coupon\'s tax apart', () => {
    const order = read(madeOrder({ ...plainPlan, taxInclusive: true }));
    assert.equal(order.totals.total, 11_597 - 500 + 1200);
    assert.deepEqual(order.coupons.map(({ discount, discountTax }) => discount + discountTax), [500]);
    assert.deepEqual(checkMoney(order), []);
  });

  it('with handling, wrapping and fees as fees of their own', () => {
    const raw = lineOf(madeOrder({ ...plainPlan, handling: 150, wrapping: 400, fee: 1230 }), { wrapping_name: 'Festive paper' });
    assert.deepEqual(read(raw).fees.map(({ lineId, name, net }) => [lineId, name, net]), [['handling', 'Handling', 150], ['wrapping', 'Gift wrapping: Festive paper', 400], ['4', 'Customs', 1230]]);
  });

  const cents = fc.integer({ min: 0, max: 50_000 });
  const plans: fc.Arbitrary<OrderPlan> = fc.record({
    taxInclusive: fc.boolean(),
    rate: fc.constantFrom(0, 500, 725, 825, 1950, 2000),
    lines: fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 30 }), price: fc.integer({ min: 1, max: 40_000 }) }), { minLength: 1, maxLength: 20 }),
    discount: fc.integer({ min: 0, max: 100 }).map((percent) => percent),
    shipping: cents, handling: cents, wrapping: cents, fee: cents,
    taxRounding: fc.constantFrom('order' as const, 'line' as const),
  });
  it('whose lines, shipping, fees and taxes make the total to the cent, each as stated within a cent', () => {
    fc.assert(
      fc.property(plans, (percentPlan) => {
        const goods = sum(percentPlan.lines.map(({ quantity, price }) => quantity * price));
        const raw = madeOrder({ ...percentPlan, discount: Math.floor((goods * percentPlan.discount) / 100) });
        const order = read(raw);
        const parts = [...order.lines, ...order.shippingLines, ...order.fees];
        assert.equal(sum(parts.map(({ net, tax }) => net + tax)), order.totals.total);
        assert.equal(sum(parts.map(({ tax }) => tax)), order.totals.tax);
        assert.equal(sum(order.lines.map(({ subtotal, discount }) => subtotal - discount)), order.totals.merchandise);
        assert.equal(sum(order.coupons.map(({ discount }) => discount)), order.totals.discount);
        assert.equal(order.totals.total, Math.round(Number(raw['total_inc_tax']) * 100));
        order.lines.forEach((line, index) => {
          const stated = raw.consignments.shipping[0]!.line_items[index]!;
          assert.ok(Math.abs(line.net + line.tax - Number(stated['discounted_total_inc_tax']) * 100) < 2, `line ${index}`);
          assert.ok(Math.abs(line.tax - Number(stated['total_tax']) * 100) < 1.01, `tax of line ${index}`);
        });
        assert.deepEqual(checkMoney(order), []);
      }),
      { numRuns: 300 },
    );
  });

  it('where a line states its tax before the discount, the one that makes the order\'s tax is taken', () => {
    const raw = lineOf(lineOf(madeOrder(plainPlan), { total_tax: '4.9484' }), { total_tax: '4.6192' }, 1);
    assert.deepEqual(read(raw).lines.map(({ tax }) => tax), read(madeOrder(plainPlan)).lines.map(({ tax }) => tax));
  });

  it('where only the taxes by rate tie, these are taken, and shown by rate', () => {
    const inclusive = madeOrder({ ...plainPlan, taxInclusive: true });
    const right = read(inclusive).lines.map(({ tax }) => tax);
    const wrong = lineOf(lineOf(inclusive, { total_tax: '9.0000' }), { total_tax: '9.0000' }, 1);
    const row = (type: string, product: string | null, amount: number, name = 'State') => ({ sales_tax_id: name, name, class: 'Default', rate: '8.2500', line_amount: (amount / 100).toFixed(4), order_product_id: product, line_item_type: type });
    const shipping = Number(wrong['shipping_cost_tax']) * 100;
    const order = read({ ...wrong, taxes: [row('item', '65', right[0]! - 1), row('item', '65', 1, 'City'), row('item', '66', right[1]!), row('shipping', null, shipping)] });
    assert.deepEqual(order.lines.map(({ tax, taxes }) => [tax, taxes.map(({ rateId, amount }) => [rateId, amount])]), [[right[0], [['State', right[0]! - 1], ['City', 1]]], [right[1], [['State', right[1]]]]]);
    assert.deepEqual(order.taxes.map(({ rateCode, amount, shippingAmount, ratePercent }) => [rateCode, amount, shippingAmount, ratePercent]), [['State', right[0]! + right[1]! - 1, Math.round(shipping), 8.25], ['City', 1, 0, 8.25]]);
    assert.throws(() => read(wrong), { code: 'MONEY_DOES_NOT_ADD_UP' });
  });

  it('store credit and gift certificates are payments, and change no amount', () => {
    const order = read(orderWith({ store_credit_amount: '10.0000', gift_certificate_amount: '25.0000' }));
    assert.equal(order.payment.title, 'Credit Card + store credit 10.00 USD + gift certificate 25.00 USD');
    assert.equal(order.totals.total, 13_312);
  });

  it('an order that is collected goes to its location, one of downloads goes nowhere', () => {
    const raw = madeOrder({ ...plainPlan, shipping: 0 });
    const [{ line_items: items }] = raw.consignments.shipping as [{ line_items: unknown[] }];
    const location = { name: 'Soho', address_line_1: '3 Rye Lane', city: 'London', postal_code: 'SE15', country_alpha2: 'gb', phone: '1' };
    const collected = read({ ...raw, consignments: { shipping: [], pickups: [{ id: 7, pickup_method_id: 3, pickup_method_display_name: 'Store', location, line_items: items }] } });
    assert.deepEqual([collected.shipTo.company, collected.shipTo.firstName, collected.shipTo.country, collected.shippingLines[0]?.methodId, collected.shippingLines[0]?.instanceId], ['Soho', 'Jane', 'GB', 'Store', '3']);
    const sent = read({ ...raw, consignments: { downloads: [{ recipient_email: 'a@example.com', line_items: items }], email: [] } });
    assert.deepEqual([sent.shipTo.address1, sent.shippingLines, sent.lines.length], ['', [], 2]);
  });

  it('refunds by themselves where they were fetched, else their stated sum', () => {
    assert.deepEqual(read(orderWith({ refunded_amount: '12.5000' })).refunds, [{ refundId: '218-refunded', amount: 1250, reason: '' }]);
    assert.deepEqual(read(orderWith({ refunded_amount: '12.5000', refunds: [{ id: 9, total_amount: 12.5, reason: 'torn' }] })).refunds, [{ refundId: '9', amount: 1250, reason: 'torn' }]);
  });

  it('every status of BigCommerce has a meaning', () => {
    const states = Array.from({ length: 15 }, (_, status) => read(orderWith({ status_id: status })).state);
    assert.equal(states.join(), 'awaiting-payment,awaiting-payment,paid,paid,refunded,cancelled,cancelled,awaiting-payment,paid,paid,paid,paid,on-hold,on-hold,paid');
  });

  it('yen have no decimals, a guest has no id', () => {
    const order = read(orderWith({ default_currency_code: 'JPY', customer_id: 0 }, { ...plainPlan, rate: 0, discount: 0, lines: [{ quantity: 3, price: 120_000 }], shipping: 50_000 }));
    assert.deepEqual([order.lines[0]?.net, order.totals.total, order.customer.kind], [3600, 4100, 'guest']);
  });

  const twoPlaces = (): MadeOrder => {
    const raw = madeOrder(plainPlan);
    const [first] = raw.consignments.shipping;
    const second = { ...first!, id: 52, line_items: [first!.line_items[1]!] };
    return { ...raw, consignments: { ...raw.consignments, shipping: [{ ...first!, line_items: [first!.line_items[0]!] }, second] } };
  };
  const refused: [string, () => unknown, string][] = [
    ['goes to several addresses', twoPlaces, 'ORDER_INCOMPLETE'],
    ['has a status nobody knows', () => orderWith({ status_id: 77 }), 'STATUS_UNMAPPED'],
    ['has a total that its parts do not make', () => orderWith({ total_inc_tax: '133.2100', total_ex_tax: '123.0700' }), 'MONEY_DOES_NOT_ADD_UP'],
    ['has a tax that its parts do not make', () => orderWith({ total_tax: '9.0000', total_ex_tax: '124.1100' }), 'MONEY_DOES_NOT_ADD_UP'],
    ['contradicts itself without and with tax', () => orderWith({ total_ex_tax: '120.0000' }), 'MONEY_DOES_NOT_ADD_UP'],
    ['is stated after store credit', () => orderWith({ total_inc_tax: '123.1100', total_ex_tax: '112.9700', store_credit_amount: '10.0000' }), 'MONEY_DOES_NOT_ADD_UP'],
    ['was paid with more credit than it costs', () => orderWith({ store_credit_amount: '900.0000' }), 'MONEY_DOES_NOT_ADD_UP'],
    ['has a total with a fraction of a cent', () => orderWith({ total_inc_tax: '133.1150' }), 'AMOUNT_INVALID'],
    ['has an amount that is none', () => lineOf(madeOrder(plainPlan), { total_ex_tax: 'free' }), 'AMOUNT_INVALID'],
    ['has half a unit', () => lineOf(madeOrder(plainPlan), { quantity: 1.5 }), 'QUANTITY_INVALID'],
    ['has a currency that is none', () => orderWith({ default_currency_code: 'ZZZ' }), 'CURRENCY_UNKNOWN'],
    ['has links instead of its lines', () => orderWith({ consignments: { url: 'x', resource: 'x' } }), 'REMOTE_RECORD_INVALID'],
    ['has no lines member', () => orderWith({ consignments: undefined }), 'REMOTE_RECORD_INVALID'],
    ['has no date', () => orderWith({ date_created: 'yesterday' }), 'REMOTE_RECORD_INVALID'],
    ['is no order', () => 'order', 'REMOTE_RECORD_INVALID'],
  ];
  for (const [title, make, code] of refused) {
    it(`refuses one that ${title}`, async () => {
      assert.equal(await codeOf(make()), code);
    });
  }
});
