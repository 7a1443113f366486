import { strict as assert } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CanonicalMessage } from '../../lib/model/envelope.ts';
import { eventually } from '../support/eventually.ts';
import { catchAll, exceptions, hold, orderMessage, probe, tab } from '../support/messages.ts';
import { runFlow, type FlowRun } from '../support/node-runtime.ts';
import { salesOrder } from '../support/sales-orders.ts';

const lane = { id: 'lane', type: 'durable-lane', z: 'tab', lane: 'orders', order: 'strict', concurrency: 10, maxAttempts: 3, retryDelaysSeconds: ['0.01'], priority: 1, wires: [['out']] };
const drop = { id: 'out', type: 'function', z: 'tab', func: 'return null;', outputs: 1, timeout: 0, noerr: 0, initialize: '', finalize: '', libs: [], wires: [[]] };

describe('durable-lane', () => {
  let folder: string;
  let run: FlowRun | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'selvedge-lane-'));
  });
  afterEach(async () => {
    await run?.stop();
    await rm(folder, { recursive: true });
  });

  it('hands out again after a restart what nobody settled', async () => {
    run = await runFlow([tab, lane, hold('out'), catchAll, exceptions, probe('parked')], { dataDir: folder });
    const first = run.next('out');
    run.node('lane').receive(orderMessage());
    assert.equal(((await first) as unknown as CanonicalMessage).selvedge.lane?.attempt, 1);
    await run.stop();

    run = await runFlow([tab, { ...lane, wires: [['again']] }, hold('again'), catchAll, exceptions, probe('parked')], { dataDir: folder });
    await run.next('again');
    const [entry] = await run.store.read.lanes.unsettled('sales-order', 'HT-53');
    assert.deepEqual([entry?.state, entry?.attempts], ['claimed', 0]);
  });

  it('shows a message that the flow behind it dropped, naming the last node', async () => {
    run = await runFlow([tab, lane, drop, catchAll, exceptions, probe('parked')], { dataDir: folder });
    const { store } = run;
    run.node('lane').receive(orderMessage());
    const found = await eventually('the exception', async () => (await store.read.exceptions.list({ state: ['open'], limit: 1 }))[0]);
    assert.equal(found.code, 'MESSAGE_DROPPED');
    assert.match(found.text, /node out /);
    assert.equal((await store.read.lanes.counts('orders')).parked, 1);
  });

  it('refuses a second lane of the same name', async () => {
    run = await runFlow([tab, lane, { ...lane, id: 'lane2' }, hold('out'), catchAll, exceptions, probe('parked')], { dataDir: folder });
    const { services } = run;
    await eventually('the first lane', () => services.lanes.get('orders'));
    assert.equal(services.lanes.size, 1);
  });

  it('lets a dry run through and keeps nothing of it', async () => {
    run = await runFlow([tab, lane, hold('out'), catchAll, exceptions, probe('parked')], { dataDir: folder });
    const out = run.next('out');
    run.node('lane').receive(orderMessage(salesOrder(), { dryRun: true }));
    assert.equal(((await out) as unknown as CanonicalMessage).selvedge.lane, undefined);
    assert.deepEqual(await run.store.read.lanes.unsettled('sales-order', 'HT-53'), []);
  });

  it('refuses a payload that is no message of the kit', async () => {
    run = await runFlow([tab, lane, hold('out'), catchAll, exceptions, probe('parked')], { dataDir: folder });
    const parked = run.next('parked');
    run.node('lane').receive({ _msgid: 'x', payload: 'hello' });
    assert.equal(((await parked) as { payload: { code: string } }).payload.code, 'PAYLOAD_INVALID');
  });
});
