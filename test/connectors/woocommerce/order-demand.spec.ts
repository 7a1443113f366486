import assert from 'node:assert/strict';
import { demandOnLines, orderDemand } from '../../../lib/connectors/woocommerce/order-demand.ts';
import { coreStatusMap } from '../../../lib/connectors/woocommerce/status-map.ts';
import { toSalesOrder } from '../../../lib/connectors/woocommerce/to-sales-order.ts';
import { orderLine, salesOrder } from '../../support/sales-orders.ts';
import { recordedOrder, recordedOrders } from '../support/recorded.ts';

const read = (raw: unknown) => orderDemand(toSalesOrder(raw, { channel: 'shop', externalRefPrefix: 'HT-', statusMap: coreStatusMap }), raw);
const inWords = (rows: ReturnType<typeof demandOnLines>): string[] => (rows ?? assert.fail('nothing could be told')).map(({ skuCode, units }) => `${units} ${skuCode}`);

describe('what a WooCommerce order demands', () => {
  it('is every unit of a paid order, at the time of the order', () => {
    assert.deepEqual(inWords(read(recordedOrder(54))), ['1 MC100-NAV-L', '2 MC100-NAV-XL']);
    assert.equal(read(recordedOrder(54))[0]?.orderedAt, Date.UTC(2026, 10, 20, 23, 43, 13));
  });

  it('is also what waits for its payment on hold: the shop has taken it off its stock', () => {
    assert.deepEqual(inWords(read(recordedOrder(66))), ['3 MC100-BLA-XS']);
  });

  it('is nothing where the shop took nothing or gave it back, and where nothing will ever be sent', () => {
    for (const [id, status] of [[65, 'pending'], [71, 'cancelled'], [72, 'failed'], [75, 'refunded']] as const) {
      assert.deepEqual([recordedOrder(id)['status'], read(recordedOrder(id))], [status, []]);
    }
    const refunded = salesOrder({ refunds: [{ refundId: '1', amount: 8000, reason: '' }, { refundId: '2', amount: 494, reason: '' }] });
    assert.deepEqual(orderDemand(refunded, null), [], 'refunds reach the total, whatever the status says');
    assert.equal(orderDemand({ ...refunded, refunds: refunded.refunds.slice(0, 1) }, null).length, 1);
    assert.equal(orderDemand(salesOrder({ totals: { ...salesOrder().totals, total: 0 } }), null).length, 1, 'an order for nothing is sent, too');
  });

  it('keeps refunded units, except those that the shop says it has put back', () => {
    assert.deepEqual(inWords(read(recordedOrder(73))), ['1 MC100-ECR-XS', '1 MC100-ECR-S']);
    const line = { id: '7', meta_data: [{ key: '_restock_refunded_items', value: '2' }] };
    const order = salesOrder({ lines: [orderLine({ lineId: '7', quantity: 2 }), orderLine({ lineId: '8', quantity: 2 })] });
    assert.deepEqual(inWords(orderDemand(order, { line_items: [line] })), ['2 MC100-NAV-XS']);
    assert.deepEqual(inWords(orderDemand(order, { line_items: [{ ...line, meta_data: [{ key: '_restock_refunded_items', value: 'all' }] }] })), ['2 MC100-NAV-XS', '2 MC100-NAV-XS']);
  });

  it('leaves out lines without a SKU or without units', () => {
    assert.deepEqual(inWords(read(recordedOrder(69))), ['1 MC100-NAV-XL']);
    assert.deepEqual(orderDemand(salesOrder({ lines: [orderLine({ quantity: 0 }), orderLine({ quantity: -1 })] }), null), []);
  });
});

describe('what an order demands that cannot be read as published', () => {
  it('is what the shop keeps on its lines, which is the same but for what it keeps no stock of and for full refunds', () => {
    for (const raw of recordedOrders().filter(({ id }) => id !== 70 && id !== 75)) assert.deepEqual(demandOnLines(raw), read(raw), `order ${raw.id}`);
    assert.deepEqual([inWords(demandOnLines(recordedOrder(70))), inWords(read(recordedOrder(70)))], [['1 MC100-BLA-S'], ['1 GC50', '1 MC100-BLA-S']]);
  });

  it('does not need a status that means something, nor members that it does not ask for', () => {
    const { billing, total, ...raw } = { ...recordedOrder(53), status: 'awaiting-dragon' } as Record<string, unknown>;
    assert.ok(billing !== undefined && total !== undefined);
    assert.deepEqual(inWords(demandOnLines(raw)), ['1 MC100-NAV-XS']);
  });

  it('takes any rubbish for no units, and says so when it cannot even tell when the order was made', () => {
    const lines = (line_items: unknown) => demandOnLines({ ...recordedOrder(53), line_items });
    for (const rubbish of [null, 'x', [null], [{}], [{ sku: 'A', meta_data: 'x' }], [{ sku: 'A', meta_data: [{ key: '_reduced_stock', value: 'many' }] }]]) assert.deepEqual(lines(rubbish), []);
    assert.deepEqual([demandOnLines(null), demandOnLines({ ...recordedOrder(53), date_created_gmt: 'yesterday' })], [null, null]);
  });
});
