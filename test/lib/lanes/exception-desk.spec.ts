import assert from 'node:assert/strict';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import { createDurableLane } from '../../../lib/lanes/durable-lane.ts';
import { entryOf, laneBench, laneOptions, message, refused } from './lane-bench.ts';
import { quiet } from './fake-clock.ts';

describe('the exception desk', () => {
  let bench: ReturnType<typeof laneBench>;
  beforeEach(async () => {
    bench = laneBench();
    await bench.live();
  });
  afterEach(() => bench.discard());

  const skuMissing = new OperationError('SKU_MISSING', 'Line 1 has no SKU', { details: { line: 1 } }).toFailure();
  const parkBehindLane = async (key: string, revision = '1') => {
    await bench.journal(message(key, revision));
    const handed = bench.delivered.find(({ selvedge }) => selvedge.key === key)!;
    bench.taken();
    return bench.desk.park({ message: handed, failure: refused, raisedBy: 'erp-out' });
  };
  const parkAtSource = (key = '69') => bench.desk.park({ message: message(key), failure: skuMissing, raisedBy: 'validation' });

  it('keeps the message whole, where it failed and where it starts again', async () => {
    const row = await parkAtSource();
    assert.deepEqual([row.code, row.owner, row.text, row.details, row.raisedBy, row.resumeAt, row.laneEntry], ['SKU_MISSING', 'ecommerce', 'Line 1 has no SKU', '{"line":1}', 'validation', 'node:shop-in', null]);
    assert.deepEqual(JSON.parse(row.message), message('69'));
    assert.deepEqual(await bench.timeline('69'), ['parked']);
  });

  it('keeps even a message that is not data', async () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const row = await bench.desk.park({ message: { ...message('69'), req: circular }, failure: skuMissing, raisedBy: 'x' });
    assert.deepEqual(JSON.parse(row.message), message('69'));
    const payloadLost = await bench.desk.park({ message: { ...message('70'), payload: circular }, failure: skuMissing, raisedBy: 'x' });
    assert.equal((JSON.parse(payloadLost.message) as { payload: unknown }).payload, null);
  });

  it('parks the lane entry with it: the lane has room again, and the entry waits', async () => {
    const row = await parkBehindLane('53');
    assert.deepEqual([row.resumeAt, row.laneEntry !== null], ['lane:erp', true]);
    const { inFlight, parked, waiting } = bench.lane.status();
    assert.deepEqual({ inFlight, parked, waiting }, { inFlight: 0, parked: 1, waiting: 0 });
  });

  it('lets a corrected revision take the place of the parked one, whose exception closes with its success', async () => {
    const row = await parkBehindLane('53');
    await bench.journal(message('53', '2'));
    assert.deepEqual(bench.taken(), ['53/2']);
    assert.equal(bench.lane.status().parked, 0);
    assert.equal((await bench.desk.get(row.id))?.state, 'open');
    await bench.desk.resolveByKey('sales-order', '53', 'it arrived');
    assert.equal((await bench.desk.get(row.id))?.state, 'resolved');
  });

  it('sends the entry again on replay, from the first attempt, and says in the audit who did it', async () => {
    const row = await parkBehindLane('53');
    const after = await bench.desk.replay(row.id, 'ann');
    assert.equal(after.state, 'replaying');
    await quiet();
    assert.deepEqual(bench.delivered.map(({ selvedge }) => [selvedge.lane?.entry, selvedge.lane?.attempt]), [[row.laneEntry, 1]]);
    assert.equal(bench.lane.status().parked, 0);
    const [audit] = await bench.store().read.audit.recent(1);
    assert.deepEqual([audit?.who, audit?.action, audit?.subject], ['ann', 'exception.replay', `exception:${row.id}`]);
    assert.ok(!JSON.stringify(await bench.store().read.timeline.of('sales-order', '53', 9)).includes('ann'));
  });

  it('is open again, with one more attempt, when the replay fails', async () => {
    const row = await parkBehindLane('53');
    await bench.desk.replay(row.id, 'ann');
    await quiet();
    const again = await bench.desk.park({ message: bench.delivered[0]!, failure: refused, raisedBy: 'erp-out' });
    assert.deepEqual([again.id, again.state, again.attempts], [row.id, 'open', 2]);
  });

  it('never sends an older revision after a newer one that is through: there is nothing to send again', async () => {
    const row = await parkBehindLane('53');
    await bench.journal(message('53', '2'));
    await bench.lane.settle(entryOf(bench.delivered.splice(0)[0]), { kind: 'done', note: '' });
    const after = await bench.desk.replay(row.id, 'ann');
    await quiet();
    assert.deepEqual(bench.taken(), []);
    assert.deepEqual([after.state, after.closeReason], ['resolved', 'A newer revision has taken its place.']);
  });

  it('asks the source to fetch the record again', async () => {
    const row = await parkAtSource();
    const asked: string[] = [];
    const off = bench.desk.registerSource('shop-in', async (exception) => {
      asked.push(exception.key);
      await bench.desk.resolveByKey('sales-order', exception.key, 'sales order 9');
    });
    const after = await bench.desk.replay(row.id, 'ann');
    assert.deepEqual([asked, after.state, after.closeReason], [['69'], 'resolved', 'sales order 9']);
    off();
    await assert.rejects(bench.desk.replay((await parkAtSource('70')).id, 'ann'), { code: 'CONFIGURATION_INVALID', message: /node shop-in, which is not in the deployed flow/ });
  });

  it('is open again with the reason when the source cannot fetch the record', async () => {
    const row = await parkAtSource();
    bench.desk.registerSource('shop-in', () => Promise.reject(new OperationError('REMOTE_UNREACHABLE', 'The shop cannot be reached')));
    const after = await bench.desk.replay(row.id, 'ann');
    assert.deepEqual([after.state, after.code, JSON.parse(after.details)], ['open', 'SKU_MISSING', { line: 1, replayFailed: 'REMOTE_UNREACHABLE: The shop cannot be reached' }]);
    assert.deepEqual(await bench.timeline('69'), ['parked', 'replayed', 'replay-failed']);
  });

  it('says which lane is missing from the deployed flow', async () => {
    const row = await parkBehindLane('53');
    await bench.live();
    const other = createDurableLane({ ...laneOptions, name: 'other' }, { store: bench.store(), clock: bench.clock, owner: 'x' });
    bench.desk.registerLane(other);
    bench.desk.registerLane(bench.lane)();
    await assert.rejects(bench.desk.replay(row.id, 'ann'), { code: 'CONFIGURATION_INVALID', message: /lane "erp"/ });
    assert.equal((await bench.desk.get(row.id))?.state, 'open');
  });

  it('is not replayed twice at once, nor when it is closed or unknown', async () => {
    const row = await parkBehindLane('53');
    const results = await Promise.allSettled([bench.desk.replay(row.id, 'ann'), bench.desk.replay(row.id, 'bob')]);
    assert.deepEqual(results.map(({ status }) => status), ['fulfilled', 'rejected']);
    await bench.desk.resolveByKey('sales-order', '53', 'arrived');
    await assert.rejects(bench.desk.replay(row.id, 'ann'), { message: /is closed already \(resolved by selvedge\)/ });
    await assert.rejects(bench.desk.replay(999, 'ann'), { message: 'There is no exception 999.' });
  });

  it('dismisses with a reason: the entry is settled and the key goes on', async () => {
    const row = await parkBehindLane('53');
    await bench.journal(message('53', '2'));
    const after = await bench.desk.dismiss(row.id, 'ann', 'a test order');
    await quiet();
    assert.deepEqual([after.state, after.closedBy, after.closeReason], ['dismissed', 'ann', 'a test order']);
    assert.deepEqual(bench.taken(), ['53/2']);
    assert.equal(bench.lane.status().parked, 0);
    assert.equal((await bench.store().read.lanes.get([row.laneEntry!]))[0]?.state, 'settled');
  });

  it('does not dismiss what is being sent again just now', async () => {
    const row = await parkBehindLane('53');
    await bench.desk.replay(row.id, 'ann');
    await assert.rejects(bench.desk.dismiss(row.id, 'ann', 'no'), { message: /wait for its outcome/ });
  });

  it('closes the exceptions of a key that has succeeded, but not one whose entry is still parked', async () => {
    const source = await parkAtSource('53');
    const lane = await parkBehindLane('53');
    assert.equal(await bench.desk.resolveByKey('sales-order', '53', 'arrived another way'), 1);
    assert.deepEqual([(await bench.desk.get(source.id))?.state, (await bench.desk.get(lane.id))?.state], ['resolved', 'open']);
    assert.equal(await bench.desk.resolveByKey('sales-order', '99', 'nothing'), 0);
  });

  it('closes the exception at the source when its replay now waits behind a lane', async () => {
    const source = await parkAtSource('53');
    bench.desk.registerSource('shop-in', () => Promise.resolve());
    await bench.desk.replay(source.id, 'ann');
    const lane = await parkBehindLane('53');
    assert.match((await bench.desk.get(source.id))?.closeReason ?? '', new RegExp(`exception ${lane.id}`));
  });

  it('opens again what a dead process was fetching; what a lane holds goes on by itself', async () => {
    const source = await parkAtSource();
    const lane = await parkBehindLane('53');
    bench.desk.registerSource('shop-in', () => new Promise(() => undefined));
    void bench.desk.replay(source.id, 'ann');
    await bench.desk.replay(lane.id, 'ann');
    assert.equal((await bench.desk.get(source.id))?.state, 'replaying');
    await bench.live();
    await quiet();
    assert.deepEqual([(await bench.desk.get(source.id))?.state, (await bench.desk.get(lane.id))?.state], ['open', 'replaying']);
    assert.deepEqual(bench.taken(), ['53/1']);
  });

  it('tells its listeners of every change', async () => {
    let changes = 0;
    const off = bench.desk.onChange(() => (changes += 1));
    const row = await parkAtSource();
    await bench.desk.dismiss(row.id, 'ann', 'x');
    assert.equal(changes, 2);
    off();
    await parkAtSource('70');
    assert.equal(changes, 2);
    assert.deepEqual((await bench.desk.list({ state: ['open'], limit: 9 })).map(({ key }) => key), ['70']);
  });
});
