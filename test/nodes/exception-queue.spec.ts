import { strict as assert } from 'node:assert';
import type { ExceptionRecord } from '../../lib/model/exception-record.ts';
import { OperationError } from '../../lib/errors/operation-error.ts';
import { catchAll, exceptions, orderMessage, probe, tab } from '../support/messages.ts';
import { eventually } from '../support/eventually.ts';
import { runFlow, type FlowRun } from '../support/node-runtime.ts';
import { salesOrder } from '../support/sales-orders.ts';

const failing = { id: 'f', type: 'function', z: 'tab', func: 'throw new Error("the shop is on fire");', outputs: 1, timeout: 0, noerr: 0, initialize: '', finalize: '', libs: [], wires: [[]] };
const flow = [tab, failing, catchAll, exceptions, probe('parked'), { id: 'end', type: 'exception-queue', z: 'tab', action: 'close', reason: 'we do not ship to the moon', wires: [[]] }];
type Listed = { items: (ExceptionRecord & { title: string })[]; total: number };

describe('exception-queue', () => {
  let run: FlowRun;
  beforeEach(async () => {
    run = await runFlow(flow);
  });
  afterEach(() => run.stop());
  const listed = async (): Promise<Listed> => (await run.request().get('/selvedge/exceptions?state=open')).body as Listed;

  it('takes the error of an ordinary node and an ordinary message as UNCLASSIFIED', async () => {
    const parked = run.next('parked');
    run.node('f').receive({ _msgid: 'x1', payload: 1 });
    const { payload } = (await parked) as { payload: ExceptionRecord };
    assert.deepEqual([payload.code, payload.raisedBy, payload.key], ['UNCLASSIFIED', 'f', 'x1']);
    assert.match(payload.message, /on fire/);
  });

  it('keeps code, owner and details of a failure of the kit, and one exception per order', async () => {
    const failure = new OperationError('SKU_MISSING', 'Line 1 has no SKU in the shop.', { details: { line: 1 } }).toFailure();
    for (let time = 0; time < 2; time += 1) {
      const parked = run.next('parked');
      run.node('exceptions').receive(orderMessage(undefined, { failure }));
      await parked;
    }
    const { items, total } = await listed();
    assert.equal(total, 1);
    assert.deepEqual([items[0]?.code, items[0]?.owner, items[0]?.key, items[0]?.attempts], ['SKU_MISSING', 'ecommerce', 'HT-53', 2]);
    assert.equal(items[0]?.title, 'An order line has no SKU');
  });

  it('dismisses only with a reason, and keeps it', async () => {
    const parked = run.next('parked');
    run.node('f').receive({ _msgid: 'x2' });
    await parked;
    const id = (await listed()).items[0]?.id ?? 0;
    assert.equal((await run.request().post(`/selvedge/exceptions/${id}/dismiss`).send({ reason: ' ' })).status, 409);
    assert.equal((await run.request().post(`/selvedge/exceptions/${id}/dismiss`).send({ reason: 'put out' })).status, 200);
    assert.equal((await listed()).total, 0);
    assert.equal((await run.store.read.exceptions.get(id))?.closeReason, 'put out');
    assert.equal((await run.store.read.audit.recent(1))[0]?.action.includes('dismiss'), true);
  });

  describe('for the form and for scripts', () => {
    const post = (path: string, body: object = {}) => run.request().post(`/selvedge/exceptions/${path}`).send(body);
    const get = async <T>(path: string): Promise<T> => (await run.request().get(`/selvedge/exceptions${path}`)).body as T;
    const missing = (value: string) => new OperationError('TRANSLATION_MISSING', `No translation for "${value}" in ship-via.csv.`, { details: { table: 'ship-via', value } }).toFailure();
    const park = async (key: string, value = 'flat_rate'): Promise<ExceptionRecord> => {
      const parked = run.next('parked');
      run.node('exceptions').receive(orderMessage(salesOrder({ externalRef: key }), { failure: missing(value) }));
      return ((await parked) as { payload: ExceptionRecord }).payload;
    };

    it('groups them by what has to be put right', async () => {
      for (const key of ['HT-53', 'HT-54']) await park(key);
      const { cause } = await park('HT-55', 'local_pickup');
      const { items, total } = await get<{ items: Record<string, unknown>[]; total: number }>('/groups');
      assert.deepEqual([items.map(({ count, code, title, keys }) => [count, code, title, keys]), total], [
        [[2, 'TRANSLATION_MISSING', 'A mapping table has no row for a value', ['HT-54', 'HT-53']], [1, 'TRANSLATION_MISSING', 'A mapping table has no row for a value', ['HT-55']]],
        3,
      ]);
      const listed = await get<Listed>(`?state=open,assigned&cause=${encodeURIComponent(cause)}`);
      assert.deepEqual(listed.items.map(({ key }) => key), ['HT-55']);
      assert.deepEqual((await get<{ items: unknown[] }>('/groups?owner=finance')).items, []);
    });

    it('assigns one or all of a cause, to whoever asks or to nobody', async () => {
      const { id, cause } = await park('HT-53');
      await park('HT-54');
      assert.deepEqual((await post('assign', { cause, to: 'bob' })).body, { assigned: 2 });
      assert.deepEqual((await get<Listed>('?assignedTo=bob&state=assigned')).items.map(({ key }) => key), ['HT-54', 'HT-53']);
      const mine = (await post(`${id}/assign`)).body as ExceptionRecord;
      assert.deepEqual([mine.state, mine.assignedTo], ['assigned', 'operator']);
      assert.equal(((await post(`${id}/assign`, { to: null })).body as ExceptionRecord).state, 'open');
    });

    it('shows the message of one, and takes a correction with a reason', async () => {
      const { id } = await park('HT-53');
      const { kept } = await get<{ kept: { payload: object } }>(`/${id}`);
      assert.deepEqual(kept.payload, salesOrder());
      const payload = { ...salesOrder(), note: 'wrap it' };
      assert.equal((await post(`${id}/edit`, { payload })).status, 409);
      assert.match(((await post(`${id}/edit`, { payload: { note: 1 }, why: 'x' })).body as { message: string }).message, /^Not a sales order/);
      assert.notEqual(((await post(`${id}/edit`, { payload, why: 'the customer rang' })).body as ExceptionRecord).editedAt, null);
      assert.deepEqual((await get<{ kept: { payload: object } }>(`/${id}`)).kept.payload, payload);
      assert.equal((await run.request().get('/selvedge/exceptions/999')).status, 409);
    });

    it('replays a cause, first one alone, and stops it', async () => {
      const { id, cause } = await park('HT-53');
      await park('HT-54');
      const fetched: string[] = [];
      run.services.desk.registerSource('in', { fetch: ({ key }) => { fetched.push(key); return Promise.resolve(); }, send: () => Promise.resolve(), revisionOf: () => Promise.resolve('other') });
      const started = (await post('replay-cause', { cause })).body as { id: number; state: string; total: number; canary: number; by: string };
      assert.deepEqual([started.state, started.total, started.canary, started.by], ['canary', 2, id, 'operator']);
      await eventually('the first one', () => (fetched.length > 0 ? true : undefined));
      assert.deepEqual(fetched, ['HT-53']);
      assert.equal(((await post(`batches/${started.id}/stop`)).body as { state: string }).state, 'stopped');
      const { items } = await get<{ items: { id: number; reason: string }[] }>('/batches');
      assert.deepEqual(items.map(({ id: batch, reason }) => [batch, reason]), [[started.id, 'Stopped by operator.']]);
      assert.equal((await post('replay-cause', {})).status, 409);
    });

    it('says what a replay would do, of chosen ones or of a cause', async () => {
      const { id, cause } = await park('HT-53');
      await park('HT-54');
      run.services.desk.registerDestination('out', () => new Set(['in']), (messages) => Promise.resolve(messages.map(({ selvedge }) => (selvedge.key === 'HT-53' ? { state: 'there', number: '100234', sameContent: true } : { state: 'new' }))));
      const counts = (body: Record<string, unknown>) => Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'items'));
      assert.deepEqual(counts((await post('preview', { cause })).body as Record<string, unknown>), { new: 1, there: 1, changed: 0, unknown: 0, left: 0 });
      assert.deepEqual(counts((await post('preview', { ids: [id] })).body as Record<string, unknown>), { new: 0, there: 1, changed: 0, unknown: 0, left: 0 });
      assert.equal((await post('preview', { ids: 'all' })).status, 409);
      assert.equal((await post('preview', { ids: Array.from({ length: 501 }, (_, index) => index) })).status, 409);
    });

    it('dismisses all of a cause with a reason', async () => {
      const { cause } = await park('HT-53');
      await park('HT-54');
      await park('HT-55', 'local_pickup');
      assert.equal((await post('dismiss-cause', { cause })).status, 409);
      assert.deepEqual((await post('dismiss-cause', { cause, reason: 'a test day' })).body, { dismissed: 2 });
      assert.deepEqual((await listed()).items.map(({ key }) => key), ['HT-55']);
    });
  });

  it('leaves a message alone that another worker has taken over', async () => {
    const holder = await run.store.write(async ({ leases }) => (await leases.acquire('source:in', 'somebody', 1000))!);
    await run.store.write(({ leases }) => leases.expireAll());
    await run.store.write(({ leases }) => leases.acquire('source:in', 'somebody else', 60_000));
    run.node('exceptions').receive(orderMessage(undefined, { holder }));
    const next = run.next('parked');
    run.node('exceptions').receive(orderMessage(salesOrder({ externalRef: 'HT-99' })));
    assert.equal(((await next) as { payload: ExceptionRecord }).payload.key, 'HT-99');
    assert.deepEqual((await listed()).items.map(({ key }) => key), ['HT-99']);
  });

  it('ends a message with its reason in the timeline when set to end it', async () => {
    run.node('end').receive(orderMessage());
    const { events } = await eventsOf(run, 'HT-53');
    assert.match(events.at(-1)?.text ?? '', /we do not ship to the moon/);
    assert.equal((await listed()).total, 0);
  });
});

async function eventsOf(run: FlowRun, key: string): Promise<{ events: { text: string }[] }> {
  for (;;) {
    const body = (await run.request().get(`/selvedge/timeline/sales-order/${key}`)).body as { events: { text: string }[] };
    if (body.events.length > 0) return body;
  }
}
