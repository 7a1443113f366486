import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { checkMoney, roundingAllowance, roundingDifference } from '../../../lib/operations/check-money.ts';
import type { SalesOrder } from '../../../lib/model/sales-order.ts';
import { orderLine, salesOrder } from '../../support/sales-orders.ts';

const minor = fc.integer({ min: 0, max: 1_000_000 });
const lines = fc.array(fc.record({ subtotal: minor, discountShare: fc.double({ min: 0, max: 1, noNaN: true }), tax: minor }), { minLength: 1, maxLength: 20 });

/** An order whose totals are the exact sums of its parts. */
function consistentOrder(parts: { subtotal: number; discountShare: number; tax: number }[], shipping: number, fee: number): SalesOrder {
  const made = parts.map(({ subtotal, discountShare, tax }, index) => {
    const discount = Math.floor(subtotal * discountShare);
    return orderLine({ lineId: String(index), subtotal, discount, net: subtotal - discount, tax });
  });
  const sum = (pick: (line: (typeof made)[number]) => number): number => made.reduce((total, line) => total + pick(line), 0);
  const merchandise = sum((line) => line.net);
  const tax = sum((line) => line.tax) + 99;
  return salesOrder({
    lines: made,
    shippingLines: [{ lineId: 's', methodId: 'flat_rate', instanceId: '', methodTitle: '', net: shipping, tax: 99 }],
    fees: [{ lineId: 'f', name: 'Gift wrap', net: fee, tax: 0 }],
    totals: { merchandise, discount: sum((line) => line.discount), shipping, fees: fee, tax, total: merchandise + shipping + fee + tax },
  });
}

describe('money of an order', () => {
  it('adds up whenever the totals are the sums of the parts', () => {
    fc.assert(fc.property(lines, minor, minor, (parts, shipping, fee) => {
      const order = consistentOrder(parts, shipping, fee);
      assert.deepEqual(checkMoney(order), []);
      assert.equal(roundingDifference(order), 0);
    }));
  });

  it('reports every total that is off by more than rounding explains, with both figures', () => {
    fc.assert(fc.property(lines, fc.constantFrom('total', 'tax', 'discount', 'shipping'), fc.integer({ min: 1, max: 10_000 }), (parts, what, beyond) => {
      const order = consistentOrder(parts, 495, 350);
      // Net and tax of each line, of shipping and of the fee, and the sum itself.
      const gap = roundingAllowance(2 * (parts.length + 2)) + beyond;
      const off = { ...order, totals: { ...order.totals, [what]: order.totals[what] + gap } };
      assert.deepEqual(checkMoney(off), [{ what, stated: order.totals[what] + gap, parts: order.totals[what] }]);
    }));
  });

  it('lets the taxes of many lines drift from a tax that was rounded at subtotal, and the total with them', () => {
    const order = (lineCount: number, tax: number): SalesOrder => {
      const made = Array.from({ length: lineCount }, (_, index) => orderLine({ lineId: String(index), subtotal: 1999, net: 1999, tax: 400 }));
      const rate = { rateId: '1', rateCode: 'GB-VAT-1', label: 'VAT', ratePercent: 20, compound: false, amount: tax, shippingAmount: 0 };
      const merchandise = lineCount * 1999;
      return salesOrder({ lines: made, shippingLines: [], taxes: [rate], totals: { merchandise, discount: 0, shipping: 0, fees: 0, tax, total: merchandise + tax } });
    };
    // 20 % of 19.99 is 3.998: a fifth of a penny per line.
    assert.deepEqual(checkMoney(order(30, 11_994)), []);
    assert.equal(roundingDifference(order(30, 11_994)), -6);
    assert.deepEqual(checkMoney(order(30, 11_980)).map(({ what }) => what), ['tax']);
    assert.deepEqual(checkMoney(order(1, 398)).map(({ what }) => what), ['tax']);
  });

  it('allows amounts of nought no rounding', () => {
    const order = salesOrder({ lines: [orderLine({ tax: 0 })], shippingLines: [], totals: { merchandise: 6583, discount: 0, shipping: 0, fees: 0, tax: 0, total: 6585 } });
    assert.deepEqual(checkMoney(order), [{ what: 'total', stated: 6585, parts: 6583 }]);
  });

  it('counts a negative fee as what it is', () => {
    const order = consistentOrder([{ subtotal: 5000, discountShare: 0, tax: 1000 }], 495, 0);
    const fees = [{ lineId: 'f', name: 'Store credit', net: -500, tax: 0 }];
    assert.deepEqual(checkMoney({ ...order, fees, totals: { ...order.totals, fees: -500, total: order.totals.total - 500 } }), []);
  });
});
