import assert from 'node:assert/strict';
import fc from 'fast-check';
import { withDefaults } from '../../../lib/connectors/bluecherry/account-config.ts';
import { addDays, calendarDay } from '../../../lib/connectors/bluecherry/calendar-day.ts';
import type { ImportOrder } from '../../../lib/connectors/bluecherry/import-order.ts';
import { toImportOrder } from '../../../lib/connectors/bluecherry/to-import-order.ts';
import type { SalesOrder } from '../../../lib/model/sales-order.ts';
import { failureOf } from '../support/failures.ts';
import { recordedOrder, recordedOrders } from '../support/recorded.ts';
import { translated } from '../support/translated-order.ts';

const settings = (changes: Partial<Parameters<typeof withDefaults>[0]> = {}) =>
  withDefaults({ baseUrl: 'https://erp.example', company: 'HTL', apiKey: 'k', limits: { requestsPerSecond: 1, concurrency: 1, timeoutMs: 1000 }, ...changes });
const map = (order: SalesOrder): ImportOrder => toImportOrder(order, settings());

/** Decimal text as an integer of its last place, without any arithmetic of the product. */
const units = (text: string): bigint => BigInt(text.replace('.', ''));
const ordered = (order: ImportOrder): bigint => [...order.lines, ...order.charges].reduce((sum, part) => sum + units(part.amount) + units(part.taxAmount), 0n);

describe('a sales order for BlueCherry', () => {
  it('adds up to the recorded total to the penny, for all 24 recorded orders', () => {
    for (const raw of recordedOrders()) {
      const order = map(translated(raw));
      assert.equal(order.totals.total, raw['total'], String(raw.id));
      assert.equal(ordered(order), units(String(raw['total'])), String(raw.id));
      assert.equal(order.totals.rounding, '0.00', String(raw.id));
      assert.equal(order.totals.tax, raw['total_tax'], String(raw.id));
      assert.equal(order.totals.discount, raw['discount_total'], String(raw.id));
      assert.equal(order.totals.freight, raw['shipping_total'], String(raw.id));
    }
  });

  it('has the shape of the model', () => {
    const order = map(translated(recordedOrder(53)));
    assert.deepEqual(order, {
      externalRef: 'WEB-53', orderType: 'EC', customer: 'WEB01', store: '', customerPo: '53', division: '01', terms: 'CARD', shipVia: 'RM48', currency: 'GBP',
      orderDate: '2026-11-20', startDate: '2026-11-20', cancelDate: '2026-12-20', paymentReference: 'ch_0', note: '',
      billTo: { name: 'Ann Smith', company: '', address1: '1 Mill Lane', address2: 'Flat 2b', city: 'Leeds', state: '', zip: 'LS1 4DY', country: 'GB', phone: '0113 496 0010', email: 'shopper0@example.com' },
      shipTo: { name: 'Ann Smith', company: '', address1: '1 Mill Lane', address2: 'Flat 2b', city: 'Leeds', state: '', zip: 'LS1 4DY', country: 'GB', phone: '0113 496 0010', email: 'shopper0@example.com' },
      lines: [{
        lineNo: 1, sku: { division: '02', style: '00210', colorCode: 'IND', label: '', dimension: '30', sizeBucket: 3 }, skuCode: 'MC100-NAV-XS', location: 'LDS',
        qtyOrdered: 1, price: '65.8300', discountAmount: '0.00', amount: '65.83', taxAmount: '13.17',
      }],
      charges: [{ type: 'freight', code: 'FREIGHT', description: 'Standard', amount: '4.95', taxAmount: '0.99' }],
      discounts: [],
      taxes: [{ code: 'GB-VAT-1', rate: '20', amount: '14.16' }],
      totals: { merchandise: '65.83', discount: '0.00', freight: '4.95', fees: '0.00', rounding: '0.00', tax: '14.16', total: '84.94' },
    });
  });

  it('carries coupon, fee and gift card', () => {
    const coupon = map(translated(recordedOrder(67)));
    assert.deepEqual(coupon.discounts, [{ code: 'welcome10', amount: '19.75', taxAmount: '3.95' }]);
    assert.deepEqual(coupon.lines.map(({ price, discountAmount, amount }) => [price, discountAmount, amount]), [['65.8300', '6.58', '59.25'], ['65.8350', '13.17', '118.50']]);
    assert.deepEqual(map(translated(recordedOrder(68))).charges[1], { type: 'fee', code: 'FEE', description: 'Gift wrap', amount: '3.50', taxAmount: '0.00' });
    assert.equal(map(translated(recordedOrder(70))).lines[0]?.skuCode, 'GC50');
  });

  it('sends the difference to the stated total as a rounding charge, of either sign', () => {
    for (const [total, rounding] of [[8495, '0.01'], [8492, '-0.02']] as const) {
      const base = translated(recordedOrder(53));
      const order = map({ ...base, totals: { ...base.totals, total } });
      assert.deepEqual(order.charges.at(-1), { type: 'rounding', code: 'ROUNDING', description: 'Rounding in the shop', amount: rounding, taxAmount: '0.00' });
      assert.equal(ordered(order), units(order.totals.total));
    }
  });

  it('adds up for any amounts, in any currency\'s decimals', () => {
    const amount = fc.integer({ min: -50_000, max: 5_000_000 });
    const part = fc.record({ net: amount, tax: amount });
    const base = translated(recordedOrder(53));
    fc.assert(
      fc.property(fc.array(fc.tuple(part, fc.integer({ min: 1, max: 50 })), { minLength: 1, maxLength: 8 }), fc.array(part, { maxLength: 3 }), fc.array(part, { maxLength: 3 }), fc.integer({ min: -9, max: 9 }), fc.constantFrom('GBP', 'JPY', 'KWD'), (lines, shipping, fees, gap, currency) => {
        const parts = [...lines.map(([line]) => line), ...shipping, ...fees];
        const total = parts.reduce((sum, { net, tax }) => sum + net + tax, gap);
        const order = map({
          ...base, currency,
          lines: lines.map(([money, quantity]) => ({ ...base.lines[0]!, ...money, quantity, subtotal: money.net, discount: 0 })),
          shippingLines: shipping.map((money) => ({ ...base.shippingLines[0]!, ...money })),
          fees: fees.map((money, index) => ({ lineId: String(index), name: 'fee', ...money })),
          totals: { ...base.totals, total },
        });
        assert.equal(ordered(order), units(order.totals.total));
        const { merchandise, freight, fees: feeTotal, rounding, tax } = order.totals;
        assert.equal([merchandise, freight, feeTotal, rounding, tax].reduce((sum, text) => sum + units(text), 0n), units(order.totals.total));
        const decimals = { GBP: 2, JPY: 0, KWD: 3 }[currency];
        for (const text of Object.values(order.totals)) assert.equal(text.split('.')[1]?.length ?? 0, decimals, text);
        for (const line of order.lines) assert.match(line.price, /^-?\d+\.\d{4}$/);
      }),
    );
  });

  it('keeps names of any script, and ships to a company when no person is named', () => {
    const base = translated(recordedOrder(53));
    const order = map({ ...base, shipTo: { ...base.shipTo, firstName: 'נועה 👩🏽‍🦱', lastName: 'السيّد' }, billTo: { ...base.billTo, firstName: '', lastName: '', company: 'Mill & Co' } });
    assert.equal(order.shipTo.name, 'נועה 👩🏽‍🦱 السيّد');
    assert.equal(order.billTo.name, 'Mill & Co');
  });

  it('names the node that is missing before it: code translation, order validation', async () => {
    const base = translated(recordedOrder(55));
    const { codes, ...withoutCodes } = base;
    assert.equal((await failureOf(() => map(withoutCodes))).code, 'CONFIGURATION_INVALID');
    const failure = await failureOf(() => map({ ...base, codes: { ...codes!, warehouse: '' } }));
    assert.equal(failure.code, 'CONFIGURATION_INVALID');
    assert.deepEqual(failure.details['missing'], ['warehouse']);
    const { sku, ...bare } = base.lines[1]!;
    assert.ok(sku);
    const incomplete = await failureOf(() => map({ ...base, lines: [base.lines[0]!, bare] }));
    assert.deepEqual([incomplete.code, incomplete.details['line']], ['ORDER_INCOMPLETE', 2]);
    const noCode = await failureOf(() => map({ ...base, lines: [{ ...base.lines[0]!, skuCode: null }] }));
    assert.equal(noCode.code, 'ORDER_INCOMPLETE');
    assert.equal((await failureOf(() => map({ ...base, lines: [{ ...base.lines[0]!, quantity: 0 }] }))).code, 'QUANTITY_INVALID');
  });

  describe('has dates', () => {
    const dated = (createdAt: string, paidAt: string | null, changes = {}): string[] => {
      const { orderDate, startDate, cancelDate } = toImportOrder({ ...translated(recordedOrder(53)), createdAt, paidAt }, settings(changes));
      return [orderDate, startDate, cancelDate];
    };

    it('of the calendar of the ERP\'s time zone', () => {
      assert.deepEqual(dated('2026-07-01T23:30:00Z', '2026-07-01T23:30:00Z'), ['2026-07-02', '2026-07-02', '2026-08-01']);
      assert.deepEqual(dated('2026-07-01T23:30:00Z', '2026-07-01T23:30:00Z', { timeZone: 'America/New_York' })[0], '2026-07-01');
    });

    it('that count shipping from the payment, in days that can be set', () => {
      assert.deepEqual(dated('2026-01-05T10:00:00Z', '2026-01-20T10:00:00Z', { startAfterDays: 2, cancelAfterDays: 10 }), ['2026-01-05', '2026-01-22', '2026-02-01']);
      assert.deepEqual(dated('2026-01-05T10:00:00Z', null)[1], '2026-01-05');
    });

    it('whose cancel date lies after the start date, whatever is set', () => {
      for (const cancelAfterDays of [-5, 0, 1]) assert.equal(dated('2026-02-28T10:00:00Z', null, { cancelAfterDays })[2], '2026-03-01');
    });

    it('that no change of clocks moves', () => {
      assert.equal(calendarDay('2026-03-29T00:30:00Z', 'Europe/London'), '2026-03-29');
      assert.equal(calendarDay('2026-03-29T23:30:00Z', 'Europe/London'), '2026-03-30');
      assert.equal(calendarDay('2026-10-25T00:30:00Z', 'Europe/London'), '2026-10-25');
      assert.equal(addDays('2026-03-28', 2), '2026-03-30');
      assert.equal(addDays('2026-10-24', 2), '2026-10-26');
      assert.equal(addDays('2028-02-28', 1), '2028-02-29');
      assert.equal(addDays('2026-12-31', 1), '2027-01-01');
    });
  });
});
