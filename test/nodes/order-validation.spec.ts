import { strict as assert } from 'node:assert';
import type { ExceptionRecord } from '../../lib/model/exception-record.ts';
import type { SalesOrder } from '../../lib/model/sales-order.ts';
import { commercialFingerprint } from '../../lib/operations/commercial-fingerprint.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { bluecherryAccount, catchAll, exceptions, orderMessage, probe, sandboxKeys, tab } from '../support/messages.ts';
import { runFlow, type FlowRun } from '../support/node-runtime.ts';
import { leeds, orderLine, salesOrder } from '../support/sales-orders.ts';

describe('order-validation', () => {
  let sandbox: Sandbox;
  let run: FlowRun;
  beforeEach(async () => {
    sandbox = await startSandbox();
    run = await runFlow(
      [tab, bluecherryAccount(sandbox.bluecherry.url), { id: 'check', type: 'order-validation', z: 'tab', account: 'erp', wires: [['pass'], ['nothing']] }, probe('pass'), probe('nothing'), catchAll, exceptions, probe('parked')],
      { env: sandboxKeys },
    );
  });
  afterEach(async () => {
    await run.stop();
    await sandbox.stop();
  });
  const check = async (where: 'pass' | 'nothing' | 'parked', order: SalesOrder): Promise<{ payload: Omit<SalesOrder, 'state'> & ExceptionRecord }> => {
    const arrived = run.next(where);
    run.node('check').receive(orderMessage(order));
    return (await arrived) as { payload: Omit<SalesOrder, 'state'> & ExceptionRecord };
  };
  const imported = async (order: SalesOrder): Promise<void> => {
    const id = { destination: 'bluecherry:HTL', operation: 'create-sales-order', key: order.externalRef, revision: '' };
    await run.store.write(async (tables) => {
      const holder = run.services.leases.worker();
      await tables.effects.claim([{ ...id, holder, fingerprint: commercialFingerprint(order), claimedAt: 1 }]);
      await tables.effects.confirm([{ ...id, holder, result: JSON.stringify({ ordNum: '1004512', refundedAtImport: 0 }) }], 2);
    });
  };

  it('asks BlueCherry for a SKU that its directory lacks, once, and gives the line its identity', async () => {
    const { payload } = await check('pass', salesOrder());
    assert.deepEqual([payload.lines[0]?.sku?.division, payload.lines[0]?.sku?.style], ['01', 'MC100']);
    await check('pass', salesOrder({ externalRef: 'HT-54' }));
    const questions = sandbox.bluecherry.record().requests.filter(({ path }) => path.includes('/skus'));
    assert.equal(questions.length, 1);
  });

  it('parks an order with a SKU that BlueCherry does not have', async () => {
    const { payload } = await check('parked', salesOrder({ lines: [orderLine({ skuCode: 'NOPE-1' })] }));
    assert.deepEqual([payload.code, payload.owner], ['SKU_UNKNOWN', 'ecommerce']);
  });

  it('writes down why an unpaid order is not sent', async () => {
    await check('nothing', salesOrder({ state: 'on-hold', remoteStatus: 'on-hold' }));
    const events = await run.store.read.timeline.of('sales-order', 'HT-53', 10);
    assert.match(events.at(-1)?.text ?? '', /on hold until its payment arrives/);
  });

  it('leaves an order alone that BlueCherry has and the shop has not changed', async () => {
    await imported(salesOrder());
    await check('nothing', salesOrder({ remoteStatus: 'completed' }));
  });

  it('never drops a change, a cancellation or a refund after the import', async () => {
    await imported(salesOrder());
    const codes = [];
    for (const order of [
      salesOrder({ shipTo: { ...leeds, address1: '2 Mill Lane' } }),
      salesOrder({ state: 'cancelled', remoteStatus: 'cancelled' }),
      salesOrder({ refunds: [{ refundId: '9', amount: 100, reason: '' }] }),
    ]) {
      codes.push((await check('parked', order)).payload.code);
    }
    assert.deepEqual(codes, ['ORDER_CHANGED_AFTER_IMPORT', 'ORDER_CANCELLED_AFTER_IMPORT', 'REFUND_AFTER_IMPORT']);
  });

  it('takes an order that is cancelled while it waits out of its lane', async () => {
    const message = orderMessage();
    const [id] = await run.store.write((tables) =>
      tables.lanes.append([{ lane: 'orders', entity: 'sales-order', key: 'HT-53', revision: '1', message: JSON.stringify(message), priority: 1, dueAt: 0, createdAt: 0 }]),
    );
    await check('nothing', salesOrder({ state: 'cancelled', remoteStatus: 'cancelled' }));
    assert.equal((await run.store.read.lanes.get([id ?? 0]))[0]?.state, 'settled');
  });

  it('refuses another entity than a sales order', async () => {
    const parked = run.next('parked');
    run.node('check').receive({ ...orderMessage(), topic: 'sku-page' });
    assert.equal(((await parked) as { payload: ExceptionRecord }).payload.code, 'PAYLOAD_INVALID');
  });
});
