import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ErrorCode } from '../../../lib/errors/error-table.ts';
import { OperationError, type FailureDetails } from '../../../lib/errors/operation-error.ts';
import { normaliseCause } from '../../../lib/lanes/normalise-cause.ts';
import { translateOrder } from '../../../lib/operations/translate-order.ts';
import { validateOrder } from '../../../lib/operations/validate-order.ts';
import { orderLine, salesOrder, sku } from '../../support/sales-orders.ts';

const record = { entity: 'sales-order', key: 'HT-53', revision: '2026-11-20T23:43:13Z' };
const causeOf = (code: ErrorCode, message: string, details: FailureDetails = {}, of: Partial<typeof record> = {}) =>
  normaliseCause(new OperationError(code, message, { details }).toFailure(), { ...record, ...of });
const thrownBy = (work: () => unknown): OperationError => {
  try {
    work();
  } catch (error) {
    return error as OperationError;
  }
  throw new Error('nothing was thrown');
};

describe('the cause of an exception', () => {
  const sentences: readonly [code: ErrorCode, message: string, details: FailureDetails, cause: string][] = [
    ['TRANSLATION_MISSING', 'No translation for "flat_rate:3" in ship-via.csv, "bacs" in terms.csv.', { table: 'ship-via', value: 'flat_rate:3', missing: ['ship-via: flat_rate:3', 'terms: bacs'] }, 'TRANSLATION_MISSING sales-order: No translation for "flat_rate:3" in ship-via.csv, "bacs" in terms.csv'],
    ['STATUS_UNMAPPED', 'Order 53 has the status "wc-made-to-order2", which has no meaning here yet.', { order: '53', status: 'wc-made-to-order2' }, 'STATUS_UNMAPPED sales-order: Order … has the status "wc-made-to-order2", which has no meaning here yet'],
    ['SKU_UNKNOWN', 'Line 3: SKU MC100-NAV-XS is not in BlueCherry.', { line: 3, sku: 'MC100-NAV-XS', order: '53' }, 'SKU_UNKNOWN sales-order: Line …: SKU MC100-NAV-XS is not in BlueCherry'],
    ['SKU_MISSING', 'Line 1 (Merino Crew - Navy, XS) has no SKU in the shop.', { line: 1, order: '53' }, 'SKU_MISSING sales-order: Line … (Merino Crew - Navy, XS) has no SKU in the shop'],
    ['MONEY_DOES_NOT_ADD_UP', 'The total is stated as 84.94 GBP and its parts make 1,084.90 GBP.', { what: 'total', stated: 8494, currency: 'GBP' }, 'MONEY_DOES_NOT_ADD_UP sales-order: The total is stated as … GBP and its parts make … GBP'],
    ['AMOUNT_INVALID', 'The amount "12,5x" (GBP) is not a number.', { amount: '12,5x', currency: 'GBP' }, 'AMOUNT_INVALID sales-order: The amount "…" (GBP) is not a number'],
    ['CURRENCY_UNKNOWN', '"POINTS" is not a currency.', { currency: 'POINTS' }, 'CURRENCY_UNKNOWN sales-order: "POINTS" is not a currency'],
    ['ORDER_INCOMPLETE', 'Missing in the shop: city of the ship-to address.', { missing: ['city of the ship-to address'] }, 'ORDER_INCOMPLETE sales-order: Missing in the shop: city of the ship-to address'],
    ['ORDER_CANCELLED_AFTER_IMPORT', 'Order 53 is sales order 100234, and the shop says "cancelled".', { ordNum: '100234', status: 'cancelled' }, 'ORDER_CANCELLED_AFTER_IMPORT sales-order: Order … is sales order …, and the shop says "cancelled"'],
    ['ORDER_CANCELLED_AFTER_IMPORT', 'HT-53 left its lane for BlueCherry just before the shop changed it.', {}, 'ORDER_CANCELLED_AFTER_IMPORT sales-order: … left its lane for BlueCherry just before the shop changed it'],
    ['BLUECHERRY_SKU_REFUSED', 'BlueCherry refuses order 53: line 2, SKU MC100-NAV-XS: The style is inactive (INACTIVE_STYLE).', { order: '53', sku: 'MC100-NAV-XS', remoteCode: 'INACTIVE_STYLE', line: 2 }, 'BLUECHERRY_SKU_REFUSED sales-order: BlueCherry refuses order …: line …, SKU MC100-NAV-XS: The style is inactive (INACTIVE_STYLE)'],
    ['REMOTE_REFUSED', 'WooCommerce answered 404: "Invalid ID 53." (woocommerce_rest_shop_order_invalid_id).', { status: 404, remoteCode: 'woocommerce_rest_shop_order_invalid_id' }, 'REMOTE_REFUSED sales-order: WooCommerce answered 404: "Invalid ID …." (woocommerce_rest_shop_order_invalid_id)'],
    ['REMOTE_RECORD_INVALID', 'Order 53 from WooCommerce is not as published at /line_items/0/total: must be string.', { order: '53', path: '/line_items/0/total' }, 'REMOTE_RECORD_INVALID sales-order: Order … from WooCommerce is not as published at /line_items/…/total: must be string'],
    ['PAYLOAD_INVALID', 'Not a sales order: payload/lines/0/net must be integer.', { where: 'payload/lines/0/net' }, 'PAYLOAD_INVALID sales-order: Not a sales order: payload/lines/…/net must be integer'],
    ['MESSAGE_DROPPED', 'The message left the flow after node 8f2a1bc3.4d without reaching a lane, an exception queue or an end.', { lastNode: '8f2a1bc3.4d' }, 'MESSAGE_DROPPED sales-order: The message left the flow after node 8f2a1bc3.4d without reaching a lane, an exception queue or an end'],
    ['ATTEMPTS_EXHAUSTED', 'Tried 5 times without success; the last time REMOTE_TIMEOUT: BlueCherry did not answer within 30 s.', { lastCode: 'REMOTE_TIMEOUT', attempts: 5 }, 'ATTEMPTS_EXHAUSTED sales-order: Tried … times without success; the last time REMOTE_TIMEOUT: BlueCherry did not answer within … s'],
    ['UNCLASSIFIED', 'getaddrinfo failed for https://shop.example/wp-json/orders?after=2026-01-01&page=2 (ann@example.com)', {}, 'UNCLASSIFIED sales-order: getaddrinfo failed for https://shop.example/wp-json/orders (…)'],
    ['UNCLASSIFIED', 'Job 0d3f1a52-aaaa-4bbb-8ccc-1234567890ab of 2026-11-20T23:43:13Z failed', {}, 'UNCLASSIFIED sales-order: Job … of … failed'],
  ];
  for (const [code, message, details, cause] of sentences) {
    it(`is "${cause}"`, () => assert.equal(causeOf(code, message, details), cause));
  }

  it('is the same for two orders that lack the same row, and another one for another value', () => {
    const rules = [{ table: 'ship-via', from: 'shipping-method', to: 'shipVia' }] as const;
    const tables = new Map([['ship-via', { name: 'ship-via', rows: new Map() }]]);
    const cause = (key: string, methodId: string): string => {
      const order = salesOrder({ externalRef: key, shippingLines: [{ ...salesOrder().shippingLines[0]!, methodId }] });
      return normaliseCause(thrownBy(() => translateOrder(order, rules, tables)).toFailure(), { ...record, key });
    };
    assert.equal(cause('HT-53', 'flat_rate'), cause('HT-1999', 'flat_rate'));
    assert.notEqual(cause('HT-53', 'flat_rate'), cause('HT-53', 'local_pickup'));
  });

  it('is the SKU that BlueCherry lacks, on whatever line of whatever order', () => {
    const cause = (orderNumber: string, before: number, skuCode: string): string => {
      const lines = [...Array.from({ length: before }, () => orderLine()), orderLine({ skuCode })];
      const skus = new Map([['MC100-NAV-XS', [sku()]]]);
      const limits = { maxLineQuantity: 100, maxOrderTotal: 1_000_000 };
      return normaliseCause(thrownBy(() => validateOrder(salesOrder({ orderNumber, lines }), skus, limits)).toFailure(), record);
    };
    assert.equal(cause('53', 0, 'NEW-1'), cause('7777', 2, 'NEW-1'));
    assert.notEqual(cause('53', 0, 'NEW-1'), cause('53', 0, 'NEW-2'));
  });

  it('does not take a key for a part of a longer word', () => {
    assert.equal(causeOf('UNCLASSIFIED', 'ash left the washing machine of ash', {}, { key: 'ash' }), 'UNCLASSIFIED sales-order: … left the washing machine of …');
  });

  it('is the same whatever the key, revision, numbers and dates of the record are', () => {
    const key = fc.stringMatching(/^[A-Z]{0,3}-?[A-Z0-9]{1,8}\d$/);
    const one = fc.record({ key, order: fc.nat(), amount: fc.double({ min: 0, max: 1e6, noNaN: true }), at: fc.date({ noInvalidDate: true }), id: fc.uuid() });
    fc.assert(
      fc.property(one, one, (a, b) => {
        const cause = ({ key, order, amount, at, id }: typeof a): string =>
          causeOf('UNCLASSIFIED', `Order ${order} (${key}, "${key}") of ${at.toISOString()}: ${amount.toFixed(2)} GBP, call ${id}, revision ${at.getTime()}.`, { order }, { key, revision: String(at.getTime()) });
        assert.equal(cause(a), cause(b));
      }),
    );
  });

  it('is short, and the cause of a cause is the cause', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), fc.string({ minLength: 1, maxLength: 12 }), (message, key) => {
        const cause = causeOf('UNCLASSIFIED', message, {}, { key });
        assert.ok(cause.length <= 200 && cause.startsWith('UNCLASSIFIED sales-order:'));
        assert.ok(!/\d/.test(cause), cause);
      }),
    );
    const cause = causeOf('SKU_UNKNOWN', 'Line 3: SKU AB is not in BlueCherry.', { sku: 'AB' });
    assert.equal(causeOf('SKU_UNKNOWN', cause.replace('SKU_UNKNOWN sales-order: ', ''), { sku: 'AB' }), cause);
  });
});
