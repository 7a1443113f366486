import { strict as assert } from 'node:assert';
import type { ExceptionRecord } from '../../lib/model/exception-record.ts';
import type { SalesOrder } from '../../lib/model/sales-order.ts';
import { settleSalesOrders } from '../../nodes/bluecherry/bluecherry-out/settle-sales-orders.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { eventually } from '../support/eventually.ts';
import { bluecherryAccount, catchAll, exceptions, orderMessage, probe, sandboxKeys, tab } from '../support/messages.ts';
import { runFlow, type FlowRun } from '../support/node-runtime.ts';
import { orderLine, salesOrder, sku } from '../support/sales-orders.ts';

const codes = { customer: 'WEB01', division: '01', warehouse: 'LDS', shipVia: 'RM48', terms: 'CARD', orderType: 'EC' };
const ready = (id: number, change: Partial<SalesOrder> = {}): SalesOrder =>
  salesOrder({ orderId: String(id), orderNumber: String(id), externalRef: `HT-${id}`, codes, lines: [orderLine({ sku: sku().identity })], ...change });

describe('bluecherry-out', () => {
  let sandbox: Sandbox;
  let run: FlowRun;
  const start = async (naive: boolean): Promise<void> => {
    sandbox = await startSandbox({ allowDuplicateExternalRef: naive });
    run = await runFlow(
      [
        tab,
        bluecherryAccount(sandbox.bluecherry.url),
        { id: 'lane', type: 'durable-lane', z: 'tab', lane: 'orders', order: 'strict', concurrency: 50, maxAttempts: 5, retryDelaysSeconds: ['0.05'], priority: 1, wires: [['out']] },
        { id: 'out', type: 'bluecherry-out', z: 'tab', account: 'erp', operation: 'create-sales-order', batchSize: 100, lingerMs: 20, unknownAfterSeconds: 1, wires: [['done']] },
        probe('done'),
        catchAll,
        exceptions,
        probe('parked'),
      ],
      { env: sandboxKeys },
    );
    await eventually('the lane', () => run.services.lanes.get('orders'));
  };
  afterEach(async () => {
    await run.stop();
    await sandbox.stop();
  });
  const inErp = (): string[] => sandbox.bluecherry.record().salesOrders.map(({ externalRef }) => externalRef).sort();
  const settled = (keys: string[], times = 1) =>
    eventually('settled lane entries', async () => {
      const events = await Promise.all(keys.map((key) => run.store.read.timeline.of('sales-order', key, 50)));
      return events.every((of) => of.filter(({ kind }) => kind === 'done').length >= times) ? true : undefined;
    });

  it('sends orders that come together in one batch and tells each one its number', async () => {
    await start(false);
    const done = run.next('done');
    for (const id of [1, 2, 3]) run.node('lane').receive(orderMessage(ready(id)));
    assert.match(((await done) as { erp: { ordNum: string } }).erp.ordNum, /^\d+$/);
    await settled(['HT-1', 'HT-2', 'HT-3']);
    assert.deepEqual(inErp(), ['HT-1', 'HT-2', 'HT-3']);
    assert.equal(sandbox.bluecherry.record().requests.filter(({ method }) => method === 'POST').length, 1);
  });

  it('parks one refused order with the words of BlueCherry and lets the rest of its batch arrive', async () => {
    await start(false);
    const parked = run.next('parked');
    run.node('lane').receive(orderMessage(ready(1)));
    run.node('lane').receive(orderMessage(ready(2, { codes: { ...codes, shipVia: 'SLOW' } })));
    const { payload } = (await parked) as { payload: ExceptionRecord };
    assert.deepEqual([payload.code, payload.key], ['BLUECHERRY_CODE_UNKNOWN', 'HT-2']);
    assert.match(payload.message, /SLOW|shipVia/);
    await settled(['HT-1']);
    assert.deepEqual(inErp(), ['HT-1']);
  });

  it('looks an order up after an answer was lost, and does not write it again although the ERP would let it', async () => {
    await start(true);
    sandbox.bluecherry.traffic.addFaults({ kind: 'close-after-commit', match: { method: 'POST', pathIncludes: '/order-batches' }, times: 1 });
    run.node('lane').receive(orderMessage(ready(1)));
    await settled(['HT-1']);
    assert.deepEqual(inErp(), ['HT-1']);
  });

  for (const kind of ['500', '503-html', 'html-200', 'malformed-json', 'error-in-200', '429', '429-without-headers', 'batch-window-423', 'batch-window-503', 'timeout-after-commit'] as const) {
    it(`neither loses nor repeats an order when BlueCherry answers its import with ${kind}`, async () => {
      await start(true);
      sandbox.bluecherry.traffic.addFaults({ kind, match: { method: 'POST', pathIncludes: '/order-batches' }, times: 1 });
      for (const id of [1, 2]) run.node('lane').receive(orderMessage(ready(id)));
      await settled(['HT-1', 'HT-2']);
      assert.deepEqual(inErp(), ['HT-1', 'HT-2']);
    });
  }

  it('parks an order as ATTEMPTS_EXHAUSTED, with the last error, when BlueCherry stays down', async () => {
    await start(true);
    sandbox.bluecherry.traffic.addFaults({ kind: '429', match: { method: 'POST' }, retryAfterSeconds: 0 });
    const parked = run.next('parked');
    run.node('lane').receive(orderMessage(ready(1)));
    const { payload } = (await parked) as { payload: ExceptionRecord };
    assert.deepEqual([payload.code, payload.details['lastCode'], payload.details['attempts']], ['ATTEMPTS_EXHAUSTED', 'REMOTE_RATE_LIMITED', 5]);
  });

  it('writes an order again after the settle time when BlueCherry never got it', async () => {
    await start(true);
    sandbox.bluecherry.traffic.addFaults({ kind: 'close', match: { method: 'POST', pathIncludes: '/order-batches' }, times: 1 });
    run.node('lane').receive(orderMessage(ready(1)));
    await settled(['HT-1']);
    assert.deepEqual(inErp(), ['HT-1']);
  });

  it('does not send the same order twice, whichever revision comes', async () => {
    await start(true);
    run.node('lane').receive(orderMessage(ready(1)));
    await settled(['HT-1']);
    run.node('lane').receive(orderMessage(ready(1, { note: 'call first' }), { revision: '2' }));
    await settled(['HT-1'], 2);
    assert.deepEqual(inErp(), ['HT-1']);
  });

  it('parks an order whose content changed after it was sent', async () => {
    await start(true);
    run.node('lane').receive(orderMessage(ready(1)));
    await settled(['HT-1']);
    const parked = run.next('parked');
    run.node('lane').receive(orderMessage(ready(1, { totals: { ...ready(1).totals, total: 9999 } }), { revision: '2' }));
    assert.equal(((await parked) as { payload: ExceptionRecord }).payload.code, 'ORDER_CHANGED_AFTER_IMPORT');
    assert.deepEqual(inErp(), ['HT-1']);
  });

  it('sends and keeps nothing under a lease that another worker has, and does not call that an exception', async () => {
    await start(true);
    const holder = { lease: 'account:erp', fence: 0 };
    run.node('out').receive(orderMessage(ready(1), { lane: { lane: 'orders', entry: 4711, attempt: 1 }, holder }));
    run.node('lane').receive(orderMessage(ready(2)));
    await settled(['HT-2']);
    assert.deepEqual(inErp(), ['HT-2']);
    assert.deepEqual(await run.store.read.effects.byKey('HT-1'), []);
    assert.deepEqual(await run.services.desk.list({ limit: 10 }), []);
  });

  it('writes down nothing of an order that another worker settles', async () => {
    await start(true);
    const parked = run.next('parked');
    run.node('lane').receive(orderMessage(ready(1, { codes: { ...codes, shipVia: 'SLOW' } })));
    await parked;
    const settle = settleSalesOrders(run.services, 'bluecherry:HTL');
    const message = orderMessage(ready(1));
    const known = () => run.store.read.references.find('sales-order', 'bluecherry:HTL', ['HT-1']);
    await assert.rejects(settle(message, { lease: 'account:erp', fence: 0 }, { kind: 'created', ordNum: '77' }), { code: 'LEASE_LOST' });
    assert.deepEqual([await known(), (await run.services.desk.list({ limit: 10 })).map(({ state }) => state)], [[], ['open']]);
    await settle(message, run.services.leases.worker(), { kind: 'created', ordNum: '77' });
    assert.deepEqual((await known()).map(({ remoteId }) => remoteId), ['77']);
  });

  it('tells the desk what BlueCherry has of what waits for a person', async () => {
    await start(true);
    run.node('lane').receive(orderMessage(ready(1)));
    await settled(['HT-1']);
    const changed = { ...ready(1).totals, total: 9999 };
    for (const order of [ready(1, { totals: changed }), ready(2, { codes: { ...codes, shipVia: 'SLOW' } })]) {
      const parked = run.next('parked');
      run.node('lane').receive(orderMessage(order, { revision: '2' }));
      await parked;
    }
    const open = await run.services.desk.list({ state: ['open'], limit: 10 });
    const { items } = await run.services.desk.preview(open.map(({ id }) => id));
    const [ordNum] = sandbox.bluecherry.record().salesOrders.map((order) => order.ordNum.trim());
    assert.deepEqual(Object.fromEntries(items.map(({ key, destination }) => [key, destination])), {
      'HT-1': { state: 'there', number: ordNum, sameContent: false },
      'HT-2': { state: 'new' },
    });
  });

  it('refuses to write without a lane behind it', async () => {
    await start(false);
    const parked = run.next('parked');
    run.node('out').receive(orderMessage(ready(1)));
    assert.equal(((await parked) as { payload: ExceptionRecord }).payload.code, 'LANE_MISSING');
    assert.deepEqual(inErp(), []);
  });

  it('shows the request of a dry run, without the key, and sends nothing', async () => {
    await start(false);
    const shown = new Promise<{ msg: string; topic: string }>((resolve) => run.onDebug((message) => resolve(message as { msg: string; topic: string })));
    run.node('lane').receive(orderMessage(ready(7), { dryRun: true }));
    const { msg, topic } = await shown;
    assert.equal(topic, 'dry run of HT-7: POST /HTL/v1/order-batches');
    assert.match(msg, /order-batches/);
    assert.match(msg, /MC100-NAV-XS/);
    assert.doesNotMatch(msg, /bc_sandbox_key/);
    assert.equal(sandbox.bluecherry.record().requests.length, 0);
  });
});
