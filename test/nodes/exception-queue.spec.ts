import { strict as assert } from 'node:assert';
import type { ExceptionRecord } from '../../lib/model/exception-record.ts';
import { OperationError } from '../../lib/errors/operation-error.ts';
import { catchAll, exceptions, orderMessage, probe, tab } from '../support/messages.ts';
import { runFlow, type FlowRun } from '../support/node-runtime.ts';

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
