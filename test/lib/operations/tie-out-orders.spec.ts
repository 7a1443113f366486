import { strict as assert } from 'node:assert';
import type { ErpOrder } from '../../../lib/model/erp-order.ts';
import { tieOutOrders } from '../../../lib/operations/tie-out-orders.ts';
import { salesOrder } from '../../support/sales-orders.ts';

const erp = (change: Partial<ErpOrder> = {}): ErpOrder => ({ ordNum: '1004512', externalRef: 'HT-53', customerPo: '53', status: 'open', rawStatus: 'O', currency: 'GBP', total: 8494, lines: [], modifiedAt: '2026-11-21T00:00:00Z', ...change });
const finding = (shop: Parameters<typeof salesOrder>[0], sales: ErpOrder[]): string | undefined => tieOutOrders([salesOrder(shop)], sales).rows[0]?.finding;

describe('the month-end sheet', () => {
  it('ties an order to its sales order of the same total', () => {
    const { rows, open } = tieOutOrders([salesOrder()], [erp()]);
    assert.deepEqual([rows[0]?.finding, rows[0]?.ordNum, rows[0]?.difference, open], ['tied', '1004512', 0, 0]);
  });

  it('finds a paid order that BlueCherry lacks, and leaves an unpaid one alone', () => {
    assert.equal(finding({}, []), 'missing in BlueCherry');
    assert.equal(finding({ state: 'awaiting-payment' }, []), 'not due');
  });

  it('shows by how much the totals differ', () => {
    const { rows, open } = tieOutOrders([salesOrder()], [erp({ total: 8500 })]);
    assert.deepEqual([rows[0]?.finding, rows[0]?.difference, open], ['amounts differ', 6, 1]);
  });

  it('finds an order that BlueCherry has twice, and one that should not have been sent', () => {
    assert.equal(finding({}, [erp(), erp({ ordNum: '1004513' })]), 'twice in BlueCherry');
    assert.equal(finding({ state: 'on-hold' }, [erp()]), 'sent although not due');
  });
});
