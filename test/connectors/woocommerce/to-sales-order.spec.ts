import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import { coreStatusMap } from '../../../lib/connectors/woocommerce/status-map.ts';
import { toSalesOrder } from '../../../lib/connectors/woocommerce/to-sales-order.ts';
import { SalesOrder } from '../../../lib/model/sales-order.ts';
import { checkMoney } from '../../../lib/operations/check-money.ts';
import { failureOf } from '../support/failures.ts';
import { recordedOrder, recordedOrders, type Raw } from '../support/recorded.ts';

const context = { channel: 'harbour-thread', externalRefPrefix: 'WEB-', statusMap: coreStatusMap };
const map = (raw: unknown): SalesOrder => toSalesOrder(raw, context);
const change = (id: number, changes: Record<string, unknown>): Raw => ({ ...recordedOrder(id), ...changes });
const changeLine = (changes: Record<string, unknown>): Raw => {
  const order = recordedOrder(53);
  return { ...order, line_items: order.line_items.map((line) => ({ ...line, ...changes })) };
};
const isSalesOrder = new Ajv().compile(SalesOrder);
const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
const partsOf = (order: SalesOrder): number => sum([...order.lines, ...order.shippingLines, ...order.fees].map((part) => part.net + part.tax));

describe('a WooCommerce order as a sales order', () => {
  it('maps all 24 recorded orders, which add up to the penny', () => {
    const orders = recordedOrders();
    assert.equal(orders.length, 24);
    for (const raw of orders) {
      const order = map(raw);
      assert.ok(isSalesOrder(order), JSON.stringify(isSalesOrder.errors));
      assert.equal(order.totals.total, Math.round(Number(raw['total']) * 100), order.orderId);
      assert.equal(partsOf(order), order.totals.total, order.orderId);
      assert.equal(sum(order.lines.map((line) => line.discount)), order.totals.discount, order.orderId);
      assert.equal(sum(order.taxes.map((tax) => tax.amount + tax.shippingAmount)), order.totals.tax, order.orderId);
      assert.equal(order.externalRef, `WEB-${raw.id}`);
    }
  });

  it('maps what the shop recorded for a discounted order', () => {
    const order = map(recordedOrder(67));
    assert.deepEqual(
      order.lines.map(({ skuCode, quantity, subtotal, discount, net, tax }) => ({ skuCode, quantity, subtotal, discount, net, tax })),
      [
        { skuCode: 'MC100-NAV-S', quantity: 1, subtotal: 6583, discount: 658, net: 5925, tax: 1185 },
        { skuCode: 'MC100-BLA-XL', quantity: 2, subtotal: 13167, discount: 1317, net: 11850, tax: 2370 },
      ],
    );
    assert.deepEqual(order.coupons, [{ code: 'welcome10', discount: 1975, discountTax: 395 }]);
    assert.deepEqual(order.totals, { merchandise: 17775, discount: 1975, shipping: 0, fees: 0, tax: 3555, total: 21330 });
    assert.deepEqual(order.taxes[0], { rateId: '1', rateCode: 'GB-VAT-1', label: 'VAT', ratePercent: 20, compound: false, amount: 3555, shippingAmount: 0 });
  });

  it('gives the recorded states', () => {
    const states = new Map<string, number[]>();
    for (const raw of recordedOrders()) states.set(map(raw).state, [...(states.get(map(raw).state) ?? []), raw.id]);
    assert.deepEqual(states.get('awaiting-payment'), [65]);
    assert.deepEqual(states.get('on-hold'), [66]);
    assert.deepEqual(states.get('failed'), [72]);
    assert.deepEqual(states.get('cancelled'), [71]);
    assert.deepEqual(states.get('refunded'), [75]);
    assert.equal(states.get('paid')?.length, 19);
  });

  it('takes times from the GMT members as UTC, never site time', () => {
    const order = map(change(53, { date_created: '2026-11-21T01:43:13', date_paid: '2026-11-21T01:43:13' }));
    assert.equal(order.createdAt, '2026-11-20T23:43:13Z');
    assert.equal(order.paidAt, '2026-11-20T23:43:13Z');
    assert.equal(map(recordedOrder(65)).paidAt, null);
  });

  it('knows an order by its id, whatever number a plug-in shows', () => {
    const order = map(change(53, { number: 'HT-2026-0001' }));
    assert.deepEqual([order.orderId, order.orderNumber, order.externalRef], ['53', 'HT-2026-0001', 'WEB-53']);
  });

  it('never reads the floating-point price', () => {
    assert.deepEqual(map(changeLine({ price: 1e308 })).lines, map(recordedOrder(53)).lines);
  });

  for (const sku of ['', null, undefined]) {
    it(`keeps a line whose SKU is ${String(sku) || 'empty'}, without a SKU`, () => assert.equal(map(changeLine({ sku })).lines[0]?.skuCode, null));
  }

  it('keeps SKUs as text with their leading zeros', () => assert.equal(map(changeLine({ sku: '00123-BLK' })).lines[0]?.skuCode, '00123-BLK'));

  it('takes the spaces around a SKU away', () => {
    assert.equal(map(changeLine({ sku: ' \u00a0MC100-NAV-XS\t' })).lines[0]?.skuCode, 'MC100-NAV-XS');
    assert.equal(map(changeLine({ sku: '   ' })).lines[0]?.skuCode, null);
  });

  it('tells the parent product from the variation that is sold', () => {
    const { remoteProductId, remoteVariantId } = map(recordedOrder(53)).lines[0]!;
    assert.deepEqual([remoteProductId, remoteVariantId], ['11', '12']);
    assert.equal(map(changeLine({ variation_id: 0 })).lines[0]?.remoteVariantId, null);
  });

  it('notes a refund as a positive amount', () => {
    assert.deepEqual(map(recordedOrder(73)).refunds, [{ refundId: '74', amount: 9480, reason: 'One too small' }]);
    assert.deepEqual(map(change(73, { refunds: [{ id: 74, reason: null, total: '94.80' }] })).refunds, [{ refundId: '74', amount: 9480, reason: '' }]);
  });

  it('maps several shipping lines, a negative fee and compound taxes', () => {
    const order = map(
      change(53, {
        total: '88.53',
        shipping_total: '9.95',
        total_tax: '15.75',
        shipping_lines: [
          { id: 1, method_title: 'Jumper', method_id: 'flat_rate', instance_id: '3', total: '4.95', total_tax: '0.99' },
          { id: 2, method_title: 'Jeans', method_id: 'dpd', instance_id: 7, total: '5.00', total_tax: '1.00' },
        ],
        fee_lines: [{ id: 9, name: 'Staff discount', total: '-3.00', total_tax: '-0.60' }],
        tax_lines: [
          { id: 1, rate_code: 'CA-GST', rate_id: 1, label: 'GST', compound: false, tax_total: '10.00', shipping_tax_total: '1.00', rate_percent: 5 },
          { id: 2, rate_code: 'CA-QST', rate_id: 2, label: 'QST', compound: true, tax_total: '3.76', shipping_tax_total: '0.99', rate_percent: '9.975' },
        ],
      }),
    );
    assert.deepEqual(order.shippingLines.map(({ methodId, instanceId, net, tax }) => [methodId, instanceId, net, tax]), [['flat_rate', '3', 495, 99], ['dpd', '7', 500, 100]]);
    assert.deepEqual(order.fees, [{ lineId: '9', name: 'Staff discount', net: -300, tax: -60 }]);
    assert.deepEqual(order.taxes.map(({ compound, ratePercent }) => [compound, ratePercent]), [[false, 5], [true, 9.975]]);
    // 65.83 + 9.95 - 3.00 + 13.17 + 1.99 - 0.60 = 87.34, and the shop states 88.53: the gap is for validation to see.
    assert.deepEqual(checkMoney(order).map(({ what, stated, parts }) => [what, stated, parts]), [['total', 8853, 8734], ['tax', 1575, 1456]]);
  });

  it('states amounts without tax whether the shop shows prices with it or without', () => {
    const withTax = map(recordedOrder(53));
    const without = map(change(53, { prices_include_tax: false }));
    assert.equal(withTax.pricesIncludeTax, true);
    assert.equal(without.pricesIncludeTax, false);
    assert.deepEqual(withTax.lines, without.lines);
  });

  it('reads amounts with the decimals of their currency', () => {
    const yen = map(change(54, { currency: 'JPY', total: '197', discount_total: '0.00', shipping_lines: [], shipping_total: '0', line_items: [{ id: 1, name: 'x', quantity: 1, subtotal: '197', total: '197.00', total_tax: '', sku: 'A' }] }));
    assert.equal(yen.totals.total, 197);
    assert.equal(yen.lines[0]?.net, 197);
  });

  it('rounds parts that a shop states finer than the currency, as PHP does, and leaves the total exact', () => {
    const line = { subtotal: '65.8350', total: '65.834999', total_tax: '13.166667', taxes: [{ id: 1, total: '13.166667', subtotal: '' }] };
    const order = map({ ...changeLine(line), total: '84.940000', discount_total: '0.000001', coupon_lines: [{ code: 'x', discount: '0.004545', discount_tax: '-0.005' }] });
    assert.deepEqual(order.lines.map(({ subtotal, net, tax, taxes }) => [subtotal, net, tax, taxes[0]?.amount]), [[6584, 6583, 1317, 1317]]);
    assert.deepEqual([order.totals.total, order.totals.discount, order.coupons[0]], [8494, 0, { code: 'x', discount: 0, discountTax: -1 }]);
  });

  it('takes the noise of floating point out of amounts that come as numbers', () => {
    const order = map({ ...changeLine({ total: 65.83, total_tax: 13.170000000000002 }), total: 84.94000000000001 });
    assert.deepEqual([order.totals.total, order.lines[0]?.tax], [8494, 1317]);
  });

  it('takes sums that are absent from their parts', () => {
    const order = map({ ...changeLine({ subtotal: null }), discount_total: null, shipping_total: undefined, total_tax: '' });
    assert.deepEqual([order.totals.discount, order.totals.shipping, order.totals.tax, order.lines[0]?.discount], [0, 495, 1416, 0]);
    assert.deepEqual(checkMoney(order), []);
  });

  it('leaves emoji, right-to-left and combining text as the customer wrote it', () => {
    const first_name = 'נועה 👩🏽‍🦱';
    const last_name = 'السيّد';
    const city = ' Øre\u0301 ';
    const order = map(change(53, { billing: { first_name, last_name, city, country: 'il' }, customer_note: '🎁 ‏שלום‎' }));
    assert.deepEqual([order.billTo.firstName, order.billTo.lastName, order.billTo.city, order.billTo.country, order.note], [first_name, last_name, city, 'IL', '🎁 ‏שלום‎']);
  });

  for (const [title, address] of [['absent', undefined], ['null', null], ['PHP\'s empty list', []], ['empty', {}], ['full of nulls', { first_name: null, phone: null, country: null }]] as const) {
    it(`takes an address that is ${title} for an empty one`, () => {
      const order = map(change(53, { shipping: address, billing: address }));
      assert.ok(isSalesOrder(order));
      assert.ok(Object.values(order.shipTo).every((value) => value === ''));
      assert.equal(order.customer.email, '');
    });
  }

  it('tells guests from registered customers', () => {
    assert.deepEqual(map(recordedOrder(53)).customer, { kind: 'registered', remoteId: '2', email: 'shopper0@example.com' });
    for (const customer_id of [0, '0', null, undefined]) assert.deepEqual(map(change(53, { customer_id })).customer.kind, 'guest');
  });

  it('bears unknown members, numbers as text, text as numbers and absent lists', () => {
    const order = recordedOrder(53);
    const odd = {
      ...order, id: '53', number: 53, customer_id: '2', plugin: { deep: [1] }, coupon_lines: null, refunds: undefined, fee_lines: undefined, transaction_id: null,
      billing: { ...(order['billing'] as object), postcode: 1234 },
      line_items: order.line_items.map((line) => ({ ...line, quantity: '1', id: '1', bundled_by: 4, taxes: null })),
    };
    const mapped = map(odd);
    assert.ok(isSalesOrder(mapped), JSON.stringify(isSalesOrder.errors));
    assert.equal(mapped.lines[0]?.quantity, 1);
    assert.equal(mapped.billTo.postcode, '1234');
    assert.equal(mapped.totals.total, 8494);
  });

  const refused: [string, unknown, string, string?][] = [
    ['an unknown status', change(53, { status: 'packed' }), 'STATUS_UNMAPPED'],
    ['an unknown currency', change(53, { currency: 'QQQ' }), 'CURRENCY_UNKNOWN'],
    ['an amount that is no number', change(53, { total: '84,94' }), 'AMOUNT_INVALID'],
    ['an amount beyond reason', changeLine({ total: '99999999999999.00' }), 'AMOUNT_INVALID'],
    ['a total with a fraction of a penny', change(53, { total: '84.9433' }), 'AMOUNT_INVALID'],
    ['a line without its amount', changeLine({ total: '' }), 'AMOUNT_INVALID'],
    ['half a unit', changeLine({ quantity: 1.5 }), 'QUANTITY_INVALID'],
    ['units beyond counting', changeLine({ quantity: 1e300 }), 'QUANTITY_INVALID'],
    ['a quantity in words', changeLine({ quantity: 'two' }), 'QUANTITY_INVALID'],
    ['no lines member', change(53, { line_items: undefined }), 'REMOTE_RECORD_INVALID', '/line_items'],
    ['a line total that is an object', changeLine({ total: { amount: 1 } }), 'REMOTE_RECORD_INVALID', '/line_items/0/total'],
    ['no creation time', change(53, { date_created_gmt: null }), 'REMOTE_RECORD_INVALID', '/date_created_gmt'],
    ['no id', change(53, { id: undefined }), 'REMOTE_RECORD_INVALID', '/id'],
    ['a list', [], 'REMOTE_RECORD_INVALID', '/'],
    ['null', null, 'REMOTE_RECORD_INVALID', '/'],
    ['text', 'order', 'REMOTE_RECORD_INVALID', '/'],
  ];
  for (const [title, raw, code, path] of refused) {
    it(`refuses ${title} by name`, async () => {
      const failure = await failureOf(() => map(raw));
      assert.equal(failure.code, code);
      if (path !== undefined) assert.equal(failure.details['path'], path);
    });
  }

  it('names the status that has no meaning yet', async () => {
    const failure = await failureOf(() => map(change(53, { status: 'packed' })));
    assert.match(failure.message, /"packed"/);
    assert.equal(failure.details['status'], 'packed');
    const known = toSalesOrder(change(53, { status: 'packed' }), { ...context, statusMap: new Map([...coreStatusMap, ['packed', 'paid']]) });
    assert.deepEqual([known.state, known.remoteStatus], ['paid', 'packed']);
    assert.equal(map(change(53, { status: 'wc-completed' })).state, 'paid', 'a plug-in may answer with the stored prefix');
  });

  it('lets an absurd but whole quantity through to validation, which names its limit', () => {
    assert.equal(map(changeLine({ quantity: 1_000_000 })).lines[0]?.quantity, 1_000_000);
    assert.equal(map(changeLine({ quantity: -1 })).lines[0]?.quantity, -1);
  });
});
