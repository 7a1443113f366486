import { strict as assert } from 'node:assert';
import type { Node } from 'node-red';
import { messagesUnderWay, recordEnd, trackDelivery, type MessageEnd } from '../../nodes/runtime/track-delivery.ts';
import { catchAll, orderMessage, probe, tab } from '../support/messages.ts';
import { runFlow, type FlowRun } from '../support/node-runtime.ts';

const code = (id: string, func: string, wires: string[][]) => ({ id, type: 'function', z: 'tab', func, outputs: wires.length, timeout: 0, noerr: 0, initialize: '', finalize: '', libs: [], wires });

const open = new AbortController().signal;

describe('delivery tracking', () => {
  let run: FlowRun | undefined;
  let before = 0;
  beforeEach(() => {
    before = messagesUnderWay();
  });
  afterEach(async () => {
    await run?.stop();
    assert.equal(messagesUnderWay(), before, 'no message is left behind');
  });
  let serial = 0;
  const send = async (flow: object[]): Promise<MessageEnd> => {
    run = await runFlow([tab, code('start', 'return msg;', [['a']]), ...flow]);
    const start: Node = run.node('start');
    const trace = `t${(serial += 1)}`;
    return trackDelivery(trace, { now: 0, closed: open }, () => start.receive(orderMessage(undefined, { trace })));
  };

  it('names the last node of a message that a function node dropped', async () => {
    assert.deepEqual(await send([code('a', 'return null;', [[]])]), { kind: 'lost', lastNode: 'a' });
  });

  it('waits for every branch of a fan-out, also for one that works asynchronously', async () => {
    let late = false;
    const flow = [code('a', 'return [msg, msg];', [['b'], ['c']]), code('b', 'return null;', [[]]), code('c', 'await new Promise((r) => setTimeout(r, 60)); return msg;', [['d']]), probe('d')];
    const ended = send(flow);
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    const end = await ended.finally(() => (late = true));
    assert.equal(late, true);
    assert.equal(end.kind, 'lost');
    assert.equal((end as { lastNode: string }).lastNode, 'd');
  });

  it('follows a message through its Catch node', async () => {
    const flow = [code('a', 'throw new Error("no")', [[]]), { ...catchAll, wires: [['b']] }, code('b', 'return null;', [[]])];
    assert.deepEqual(await send(flow), { kind: 'lost', lastNode: 'b' });
  });

  it('follows a message whose envelope a function node took away', async () => {
    assert.deepEqual(await send([code('a', 'return { payload: 1 };', [['b']]), probe('b')]), { kind: 'lost', lastNode: 'a' });
  });

  it('keeps the first end that a node records', async () => {
    run = await runFlow([tab, code('start', 'return null;', [[]])]);
    const start = run.node('start');
    const end = await trackDelivery('own', { now: 0, closed: open }, () => {
      start.receive(orderMessage(undefined, { trace: 'own' }));
      recordEnd('own', { kind: 'journaled', note: 'in a lane' });
      recordEnd('own', { kind: 'parked', note: 'elsewhere' });
    });
    assert.deepEqual(end, { kind: 'journaled', note: 'in a lane' });
  });

  it('counts as interrupted when one of its branches was, whatever became of the others', async () => {
    for (const kinds of [['skipped', 'interrupted', 'done'], ['interrupted', 'journaled']] as const) {
      run = await runFlow([tab, code('start', 'return null;', [[]])]);
      const start = run.node('start');
      const end = await trackDelivery('own', { now: 0, closed: open }, () => {
        start.receive(orderMessage(undefined, { trace: 'own' }));
        for (const kind of kinds) recordEnd('own', { kind, note: kind });
      });
      assert.equal(end.kind, 'interrupted');
      await run.stop();
      run = undefined;
    }
  });

  it('lets go of what is under way when its sender closes', async () => {
    const closing = new AbortController();
    run = await runFlow([tab, code('start', 'await new Promise((r) => setTimeout(r, 50)); return null;', [[]])]);
    const start = run.node('start');
    const ended = trackDelivery('closing', { now: 0, closed: closing.signal }, () => start.receive(orderMessage(undefined, { trace: 'closing' })));
    closing.abort();
    assert.equal((await ended).kind, 'interrupted');
  });
});
