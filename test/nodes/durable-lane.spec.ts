import { strict as assert } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { CanonicalMessage } from '../../lib/model/envelope.ts';
import { emitTracked } from '../../nodes/runtime/emit-tracked.ts';
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

  it('parks what it refuses to send: a message that somebody has changed on disk', async () => {
    run = await runFlow([tab, lane, hold('out')], { dataDir: folder });
    const taken = run.next('out');
    run.node('lane').receive(orderMessage());
    await taken;
    await run.stop();
    const database = new DatabaseSync(path.join(folder, 'selvedge.sqlite'));
    database.exec(`update lane_entry set message = replace(message, 'HT-53', 'HT-99')`);
    database.close();

    run = await runFlow([tab, lane, hold('out'), catchAll, exceptions, probe('parked')], { dataDir: folder });
    const { store } = run;
    const found = await eventually('the exception', async () => (await store.read.exceptions.list({ state: ['open'], limit: 1 }))[0]);
    assert.deepEqual([found.code, found.key, (await store.read.lanes.counts('orders')).parked], ['MESSAGE_DAMAGED', 'HT-53', 1]);
  });

  describe('for its operators', () => {
    interface Listed {
      readonly name: string;
      readonly deployed: boolean;
      readonly lease: string | null;
      readonly leader: string | null;
      readonly status: { readonly waiting: number; readonly paused: { readonly by: string; readonly reason: string } | null } | null;
      readonly inFlight: readonly { readonly key: string; readonly attempt: number }[];
    }
    const list = async ({ request }: FlowRun): Promise<readonly Listed[]> => ((await request().get('/selvedge/lanes')).body as { lanes: Listed[] }).lanes;
    const order = (action: string, body: object = {}): PromiseLike<{ status: number; body: unknown }> => (run ?? assert.fail()).request().post(`/selvedge/lanes/orders/${action}`).send(body);

    it('lists all lanes with what is in flight and who drives them', async () => {
      run = await runFlow([tab, lane, hold('out')], { dataDir: folder });
      const taken = run.next('out');
      run.node('lane').receive(orderMessage());
      await taken;
      const [orders] = await list(run);
      assert.deepEqual([orders?.name, orders?.deployed, orders?.lease, orders?.inFlight.map(({ key, attempt }) => [key, attempt])], ['orders', true, 'lane:orders', [['HT-53', 1]]]);
      assert.equal(`worker:${orders?.leader ?? ''}`, run.services.leases.worker().lease);
    });

    it('sends nothing while it is paused, also after a restart, and goes on when it is resumed', async () => {
      run = await runFlow([tab, lane, hold('out')], { dataDir: folder });
      assert.equal((await order('pause', { reason: ' ' })).status, 409);
      assert.equal((await order('pause', { reason: 'stocktaking' })).status, 200);
      run.node('lane').receive(orderMessage());
      await eventually('the order on disk', async () => (await list(run ?? assert.fail()))[0]?.status?.waiting || undefined);
      await run.stop();

      run = await runFlow([tab, lane, hold('out')], { dataDir: folder });
      const [paused] = await list(run);
      assert.deepEqual([paused?.status?.waiting, paused?.status?.paused?.reason, paused?.inFlight], [1, 'stocktaking', []]);
      const taken = run.next('out');
      await order('resume');
      assert.equal(((await taken) as unknown as CanonicalMessage).selvedge.key, 'HT-53');
    });

    it('refuses orders to a lane that is not deployed', async () => {
      run = await runFlow([tab, lane, hold('out')], { dataDir: folder });
      const answer = await run.request().post('/selvedge/lanes/other/resume').send({});
      assert.deepEqual([answer.status, (answer.body as { code: string }).code], [409, 'LANE_MISSING']);
    });
  });

  describe('when its flow is redeployed', () => {
    const source = { id: 'shop', type: 'test-message', z: 'tab', sample: 'woocommerce-order-67', dryRun: false, wires: [['lane']] };
    const seen = (flow: FlowRun, id: string): string[] => {
      const keys: string[] = [];
      flow.node(id).on('input', (message) => keys.push((message as unknown as CanonicalMessage).selvedge.key));
      return keys;
    };

    for (const type of ['nodes', 'flows', 'full'] as const) {
      it(`gives back what is in flight and sends it again, once, after a deploy of "${type}"`, async () => {
        run = await runFlow([tab, lane, hold('out')], { dataDir: folder });
        const taken = run.next('out');
        run.node('lane').receive(orderMessage());
        await taken;
        await run.deploy([tab, { ...lane, concurrency: 11, wires: [['again']] }, hold('again'), source], type);
        const again = seen(run, 'again');
        const { store } = run;
        await eventually('the second delivery', async () => ((await store.read.lanes.counts('orders')).claimed === 1 && again.length > 0) || undefined);
        assert.deepEqual([again, (await store.read.exceptions.list({ limit: 5 })).length], [['HT-53'], 0]);
      });
    }

    it('takes a message that comes while the lane itself is being replaced for interrupted, not for dropped', async () => {
      run = await runFlow([tab, lane, hold('out'), source], { dataDir: folder });
      const { services, store } = run;
      const node = run.node('shop');
      const deployed = run.deploy([tab, { ...lane, concurrency: 11 }, hold('out'), source], 'nodes');
      const end = await emitTracked(services, node, orderMessage(), new AbortController().signal);
      await deployed;
      assert.ok(end.kind === 'interrupted' || end.kind === 'journaled', end.kind);
      assert.deepEqual(await store.read.exceptions.list({ limit: 5 }), []);
    });
  });
});
