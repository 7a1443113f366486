import { strict as assert } from 'node:assert';
import { commercialFingerprint } from '../../../lib/operations/commercial-fingerprint.ts';
import { judgeImport } from '../../../lib/operations/judge-import.ts';
import type { OrderState } from '../../../lib/model/sales-order.ts';
import { leeds, orderLine, salesOrder } from '../../support/sales-orders.ts';

describe('whether an order is due for the ERP', () => {
  const reasonOf = (state: OrderState): string => {
    const judgement = judgeImport(salesOrder({ state }));
    return judgement.due ? 'due' : judgement.reason;
  };

  it('takes paid orders only and says why it leaves the others', () => {
    const reasons = (['paid', 'awaiting-payment', 'on-hold', 'failed', 'cancelled', 'refunded'] as const).map(reasonOf);
    assert.deepEqual(reasons, ['due', 'awaiting-payment', 'on-hold', 'payment-failed', 'cancelled', 'refunded-in-full']);
  });

  it('takes a partly refunded order and leaves one whose refunds reach its total', () => {
    const refund = (amount: number) => salesOrder({ refunds: [{ refundId: '1', amount: 4000, reason: '' }, { refundId: '2', amount, reason: '' }] });
    assert.equal(judgeImport(refund(4493)).due, true);
    assert.equal(judgeImport(refund(4494)).due, false);
  });

  it('takes an order that a gift card paid in full', () => {
    assert.equal(judgeImport(salesOrder({ totals: { ...salesOrder().totals, total: 0 } })).due, true);
  });
});

describe('the commercial fingerprint of an order', () => {
  const same = commercialFingerprint(salesOrder());

  it('ignores status, notes, refunds and what the kit added', () => {
    const order = salesOrder({ remoteStatus: 'completed', note: 'x', modifiedAt: '2027-01-01T00:00:00Z', refunds: [{ refundId: '1', amount: 1, reason: '' }] });
    const withSku = { ...order, lines: order.lines.map((line) => ({ ...line, sku: { division: '01', style: 'A', colorCode: '', label: '', dimension: '', sizeBucket: 1 } })) };
    assert.equal(commercialFingerprint(withSku), same);
  });

  it('changes with quantity, money, shipping and address', () => {
    const changed = [
      salesOrder({ lines: [orderLine({ quantity: 2 })] }),
      salesOrder({ totals: { ...salesOrder().totals, total: 1 } }),
      salesOrder({ shippingLines: [] }),
      salesOrder({ shipTo: { ...leeds, address1: '2 Mill Lane' } }),
    ];
    assert.equal(new Set([same, ...changed.map(commercialFingerprint)]).size, 5);
  });
});
