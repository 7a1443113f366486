// Over 300 lines: the whole contract of a lane, told in one place; its parts have specs of their own.
import assert from 'node:assert/strict';
import { OperationError, type Failure } from '../../../lib/errors/operation-error.ts';
import { entryOf, laneBench, message, refused, timeOut } from './lane-bench.ts';
import { quiet } from './fake-clock.ts';

const rateLimited = new OperationError('REMOTE_RATE_LIMITED', 'BlueCherry asks us to slow down').toFailure();

describe('a durable lane', () => {
  let bench: ReturnType<typeof laneBench>;
  const begin = async (...options: Parameters<typeof laneBench>) => {
    bench = laneBench(...options);
    await bench.live();
  };
  afterEach(() => bench.discard());

  it('hands out what was journaled, whole, with its token, its holder, its attempt and a fresh trace', async () => {
    await begin();
    const original = { ...message('53', '1', { priority: 4 }), note: { kept: ['untouched'] } };
    await bench.journal(original);
    const [handed] = bench.delivered;
    const { trace, ...selvedge } = handed!.selvedge;
    assert.deepEqual({ ...handed, selvedge: { ...selvedge, trace: 'first' } }, { ...original, selvedge: { ...original.selvedge, holder: bench.holder, lane: { lane: 'erp', entry: entryOf(handed), attempt: 1 } } });
    assert.notEqual(trace, 'first');
    assert.deepEqual(await bench.timeline('53'), ['journaled']);
  });

  it('keeps the message as it was when it was journaled', async () => {
    await begin();
    const one = { ...message('53'), payload: { order: '53' } };
    const journaling = bench.lane.journal(one);
    one.payload.order = 'changed';
    await journaling;
    await quiet();
    assert.deepEqual(bench.delivered[0]?.payload, { order: '53' });
  });

  it('forgets the token, the holder and the failure of an earlier lane', async () => {
    await begin();
    const source = await bench.seize('source:shop-in');
    await bench.journal(message('53', '1', { lane: { lane: 'earlier', entry: 99, attempt: 4 }, holder: source, failure: timeOut }));
    const [kept] = await bench.store().read.lanes.unsettled('sales-order', '53');
    assert.deepEqual(JSON.parse(kept?.message ?? ''), message('53'));
    assert.deepEqual(bench.delivered[0]?.selvedge.lane, { lane: 'erp', entry: entryOf(bench.delivered[0]), attempt: 1 });
    assert.equal(bench.delivered[0].selvedge.failure, undefined);
  });

  it('refuses a message that is not data', async () => {
    await begin();
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    await assert.rejects(bench.lane.journal({ ...message('53'), req: circular }), { code: 'PAYLOAD_INVALID' });
  });

  it('does not keep a revision twice while it waits or is under way, and says so nowhere', async () => {
    await begin();
    await bench.journal(message('53'), message('53'));
    await bench.journal(message('53'));
    assert.deepEqual(bench.taken(), ['53/1']);
    assert.deepEqual(await bench.timeline('53'), ['journaled']);
    assert.equal(bench.lane.status().waiting, 0);
  });

  it('hands out a key in order: the next revision waits until the one before is settled', async () => {
    await begin();
    await bench.journal(message('53', '1'), message('53', '2'), message('54', '1'));
    const [first] = bench.delivered;
    assert.deepEqual(bench.taken(), ['53/1', '54/1']);
    assert.equal(await bench.failed(first, timeOut), 'postponed');
    await quiet();
    assert.deepEqual(bench.taken(), []);
    await bench.clock.advance(2000);
    assert.deepEqual(bench.taken(), ['53/1']);
    await bench.settle(first, { kind: 'done', note: 'sales order 9 in BlueCherry' });
    await quiet();
    assert.deepEqual(bench.taken(), ['53/2']);
  });

  it('of order latest, a newer revision takes the place of those still waiting', async () => {
    await begin({ order: 'latest' });
    await bench.journal(message('sku', '1'));
    const [first] = bench.delivered;
    await bench.journal(message('sku', '2'));
    await bench.journal(message('sku', '3'));
    assert.equal(bench.lane.status().waiting, 1);
    await bench.settle(first, { kind: 'done', note: '' });
    await quiet();
    assert.deepEqual(bench.taken(), ['sku/1', 'sku/3']);
  });

  it('never has more in flight than its concurrency', async () => {
    await begin({ concurrency: 2 });
    await bench.journal(...['1', '2', '3', '4', '5'].map((key) => message(key)));
    assert.deepEqual([bench.delivered.length, bench.lane.status().inFlight, bench.lane.status().waiting], [2, 2, 3]);
    await bench.settle(bench.delivered[0], { kind: 'done', note: '' });
    await quiet();
    assert.deepEqual([bench.delivered.length, bench.lane.status().inFlight, bench.lane.status().waiting], [3, 2, 2]);
  });

  it('tries again after the delays of its schedule, up to a quarter later, and gives up after its attempts', async () => {
    await begin();
    await bench.journal(message('53'));
    const first = bench.delivered[0];
    bench.taken();
    assert.equal(await bench.failed(first, timeOut), 'postponed');
    await bench.clock.advance(999);
    assert.deepEqual(bench.taken(), []);
    await bench.clock.advance(251);
    assert.equal(bench.delivered[0]?.selvedge.lane?.attempt, 2);
    bench.taken();
    assert.equal(await bench.failed(first, timeOut), 'postponed');
    await bench.clock.advance(4999);
    assert.deepEqual(bench.taken(), []);
    await bench.clock.advance(1251);
    assert.deepEqual(bench.taken(), ['53/1']);
    assert.equal(await bench.failed(first, timeOut), 'park');
    assert.deepEqual(await bench.states('53'), ['1 claimed 2'], 'nothing is changed: the caller parks it');
    assert.deepEqual(await bench.timeline('53'), ['journaled', 'retry', 'retry']);
  });

  it('keeps the schedule of a class of failures where it has one', async () => {
    await begin({ classDelaysMs: { outage: [60_000], 'rate-limit': [300] } });
    await bench.journal(message('53'));
    await bench.failed(bench.delivered.shift(), timeOut);
    await bench.clock.advance(59_999);
    assert.equal(bench.delivered.length, 0);
    await bench.clock.advance(15_001);
    await bench.failed(bench.delivered.pop(), rateLimited);
    await bench.clock.advance(375);
    assert.deepEqual(bench.taken(), ['53/1']);
  });

  it('forgives a failure of our own once in a row, so that one which ends every time ends', async () => {
    await begin({ maxAttempts: 2 });
    await bench.journal(message('53'), message('54'));
    const own = new OperationError('STORE_UNAVAILABLE', 'The disk is full').toFailure();
    const fail = async (failure: Failure) => {
      const answer = await bench.failed(bench.delivered.shift(), failure);
      await bench.clock.advance(1300);
      return answer;
    };
    bench.delivered.pop();
    assert.equal(await fail(own), 'postponed');
    assert.deepEqual(await bench.states('53'), ['1 claimed 0']);
    assert.equal(await fail(own), 'postponed');
    assert.deepEqual(await bench.states('53'), ['1 claimed 1']);
    assert.equal(await fail(own), 'park');
  });

  it('waits as long as the remote system asked, not as long as its schedule says', async () => {
    await begin();
    await bench.journal(message('53'));
    await bench.failed(bench.delivered.pop(), { ...timeOut, retryAfterMs: 20_000 });
    await bench.clock.advance(19_999);
    assert.deepEqual(bench.taken(), []);
    await bench.clock.advance(1);
    assert.deepEqual(bench.taken(), ['53/1']);
  });

  it('leaves to the caller what must not be retried', async () => {
    await begin();
    await bench.journal(message('53'));
    assert.equal(await bench.failed(bench.delivered[0], refused), 'park');
    assert.deepEqual(await bench.states('53'), ['1 claimed 0']);
  });

  it('takes a released entry back without counting the attempt', async () => {
    await begin();
    await bench.journal(message('53'));
    await bench.settle(bench.delivered[0], { kind: 'released' });
    await quiet();
    assert.deepEqual(bench.delivered.map(({ selvedge }) => selvedge.lane?.attempt), [1, 1]);
  });

  it('tells the record what became of it, once, however often it is settled', async () => {
    await begin();
    await bench.journal(message('53'), message('54'));
    const [a, b] = bench.delivered;
    await Promise.all([
      bench.settle(a, { kind: 'done', note: 'sales order 9 in BlueCherry.' }),
      bench.settle(a, { kind: 'done', note: 'again' }),
      bench.settle(b, { kind: 'skipped', reason: 'it was cancelled' }),
    ]);
    await bench.settle(a, { kind: 'done', note: 'again' });
    const texts = async (key: string) => (await bench.store().read.timeline.of('sales-order', key, 9)).slice(1).map(({ kind, text }) => `${kind}|${text}`);
    assert.deepEqual(await texts('53'), ['done|Done: sales order 9 in BlueCherry.']);
    assert.deepEqual(await texts('54'), ['skipped|Not sent: it was cancelled.']);
    assert.equal(bench.lane.status().settled, 2);
  });

  it('begins after a crash with what the dead process had claimed, attempts kept', async () => {
    await begin();
    await bench.journal(message('53', '1'), message('53', '2'), message('54'));
    await bench.failed(bench.delivered[0], timeOut);
    await bench.clock.advance(1300);
    await bench.live();
    const attempts = () => bench.delivered.map(({ selvedge }) => [selvedge.key, selvedge.lane?.attempt]);
    assert.deepEqual(attempts(), [['54', 1]]);
    assert.deepEqual([bench.lane.status().inFlight, bench.lane.status().waiting], [1, 2]);
    await bench.settle(bench.delivered[0]);
    assert.deepEqual(attempts(), [['54', 1], ['53', 2]]);
  });

  it('stops when what is in flight is settled, and claims nothing more', async () => {
    await begin({ concurrency: 1 });
    await bench.journal(message('53'), message('54'));
    let stopped = false;
    const stopping = bench.lane.stop(10_000).then(() => (stopped = true));
    await quiet();
    assert.equal(stopped, false);
    await bench.settle(bench.delivered[0], { kind: 'done', note: '' });
    await stopping;
    assert.deepEqual(bench.taken(), ['53/1']);
    assert.equal(bench.lane.status().running, false);
    assert.equal((await bench.store().read.lanes.counts('erp')).waiting, 1);
  });

  it('releases at the deadline what is still in flight, and takes it for a fact that the destination has it after all', async () => {
    await begin();
    await bench.journal(message('53'), message('54'));
    const late = bench.delivered[0];
    const stopping = bench.lane.stop(10_000);
    await bench.clock.advance(10_000);
    await stopping;
    assert.deepEqual(await bench.states('53'), ['1 waiting 0']);
    await bench.settle(late, { kind: 'done', note: 'after all' });
    await bench.live();
    assert.deepEqual(bench.taken(), ['54/1']);
  });

  it('journals while it is stopped, and hands out when it starts', async () => {
    await begin();
    await bench.lane.stop(0);
    await bench.journal(message('53'));
    assert.deepEqual(bench.taken(), []);
    await bench.live();
    assert.deepEqual(bench.taken(), ['53/1']);
  });

  it('goes on by itself when the flow could not even take a message', async () => {
    await begin();
    await bench.lane.stop(0);
    let calls = 0;
    await bench.lane.start(() => {
      calls += 1;
      if (calls === 1) throw new Error('no such wire');
    }, () => undefined);
    await bench.journal(message('53'));
    await bench.clock.advance(1300);
    assert.equal(calls, 2);
  });

  it('shows its figures and says when they change', async () => {
    await begin({ concurrency: 1 });
    let changes = 0;
    const off = bench.lane.onChange(() => (changes += 1));
    await bench.journal(message('53'), message('54'), message('54', '2'));
    assert.ok(changes > 0);
    await bench.clock.advance(5000);
    const { waiting, inFlight, parked, oldestAgeMs, running } = bench.lane.status();
    assert.deepEqual({ waiting, inFlight, parked, oldestAgeMs, running }, { waiting: 2, inFlight: 1, parked: 0, oldestAgeMs: 5000, running: true });
    const [underWay] = bench.lane.inFlight();
    assert.deepEqual(underWay, { entry: entryOf(bench.delivered[0]), entity: 'sales-order', key: '53', attempt: 1, since: bench.clock.now() - 5000 });
    const { bytes } = await bench.store().read.lanes.counts('erp');
    assert.equal(bench.lane.status().bytes, bytes);
    off();
    const before = changes;
    await bench.journal(message('55'));
    assert.equal(changes, before);
  });

  it('says how many were settled in the last minute, and how much the rest weighs', async () => {
    await begin();
    await bench.journal(message('53'), message('54'), message('55'));
    await bench.settle(bench.delivered[0]);
    await bench.clock.advance(40_000);
    await bench.settle(bench.delivered[1]);
    assert.equal(bench.lane.status().settledPerMinute, 2);
    assert.equal(bench.lane.status().bytes, (await bench.store().read.lanes.counts('erp')).bytes);
    await bench.clock.advance(20_000);
    assert.equal(bench.lane.status().settledPerMinute, 1);
    await bench.settle(bench.delivered[2]);
    assert.equal(bench.lane.status().bytes, 0);
  });

  it('puts what one turn brings into one transaction', async () => {
    await begin({ concurrency: 500 });
    let writes = 0;
    const store = bench.store();
    const write = store.write.bind(store);
    Object.assign(store, { write: (work: Parameters<typeof write>[0]) => ((writes += 1), write(work)) });
    await bench.journal(...Array.from({ length: 200 }, (_, n) => message(`k${n}`)));
    assert.equal(bench.delivered.length, 200);
    assert.ok(writes <= 3, `${writes} writes`);
    writes = 0;
    await Promise.all(bench.delivered.map((one) => bench.settle(one, { kind: 'done', note: '' })));
    await quiet();
    assert.ok(writes <= 3, `${writes} writes`);
  });

  it('claims what a turn journals in the transaction that keeps it, behind what the turn settles', async () => {
    await begin({ concurrency: 1 });
    await bench.journal(message('53'));
    let writes = 0;
    const store = bench.store();
    const write = store.write.bind(store);
    Object.assign(store, { write: (work: Parameters<typeof write>[0]) => ((writes += 1), write(work)) });
    await Promise.all([bench.settle(bench.delivered[0]), Promise.resolve().then(() => bench.lane.journal(message('54')))]);
    assert.deepEqual(bench.taken(), ['53/1', '54/1']);
    assert.equal(writes, 3, 'settle, journal, claim');
  });
});
