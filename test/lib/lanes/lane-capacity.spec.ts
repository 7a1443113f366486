import assert from 'node:assert/strict';
import { quiet } from './fake-clock.ts';
import { laneBench, message, refused } from './lane-bench.ts';

describe('the capacity of a lane', () => {
  let bench: ReturnType<typeof laneBench>;
  const begin = async (capacity: { entries: number; bytes: number }) => {
    bench = laneBench({ concurrency: 1, capacity });
    await bench.live();
  };
  afterEach(() => bench.discard());

  it('is reached by number: waiting, under way and parked', async () => {
    await begin({ entries: 3, bytes: 1e9 });
    await bench.journal(message('a'), message('b'));
    await bench.desk.park({ message: bench.delivered.shift() ?? assert.fail(), failure: refused, raisedBy: 'x' });
    assert.equal(bench.lane.full(), false);
    await bench.journal(message('c'));
    assert.equal(bench.lane.full(), true);
    assert.equal(bench.lane.status().full, true);
    await bench.settle(bench.delivered.shift());
    assert.equal(bench.lane.full(), false);
  });

  it('is reached by size', async () => {
    await begin({ entries: 1000, bytes: 5000 });
    await bench.journal({ ...message('a'), payload: 'x'.repeat(4000) });
    assert.equal(bench.lane.full(), false);
    await bench.journal({ ...message('b'), payload: '€'.repeat(400) });
    assert.equal(bench.lane.full(), true);
  });

  it('is a wish up to twice as much, which is refused: even within one turn', async () => {
    await begin({ entries: 2, bytes: 1e9 });
    const results = await Promise.allSettled(['a', 'b', 'c', 'd', 'e', 'f'].map((key) => bench.lane.journal(message(key))));
    assert.deepEqual(results.map(({ status }) => status), ['fulfilled', 'fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected']);
    await assert.rejects(bench.lane.journal(message('g')), { code: 'LANE_FULL' });
    await quiet();
    await bench.settle(bench.delivered.shift());
    await bench.journal(message('g'));
    assert.deepEqual(await bench.states('e'), []);
    assert.deepEqual(await bench.states('g'), ['1 waiting 0']);
  });

  it('does not count what was not kept, nor what a newer revision has made superfluous', async () => {
    bench = laneBench({ order: 'latest', concurrency: 1, capacity: { entries: 3, bytes: 1e9 } });
    await bench.live();
    await bench.journal(message('a'));
    for (let n = 1; n < 40; n += 1) await bench.journal({ ...message('sku', String(n)), payload: 'x'.repeat(n) }, message('a'));
    const { waiting, inFlight, bytes, full } = bench.lane.status();
    assert.deepEqual([waiting, inFlight, bytes, full], [1, 1, (await bench.store().read.lanes.counts('erp')).bytes, false]);
  });

  it('is known to other workers by what the holder of the lane reports, and by what they journaled since', async () => {
    await begin({ entries: 4, bytes: 1e9 });
    const other = await bench.worker();
    await bench.journal(message('a'), message('b'));
    await bench.clock.advance(1000);
    await bench.clock.advance(30_000);
    const { waiting, inFlight, oldestAgeMs, leading, running } = other.lane.status();
    assert.deepEqual({ waiting, inFlight, oldestAgeMs, leading, running }, { waiting: 1, inFlight: 1, oldestAgeMs: 31_000, leading: false, running: true });
    assert.equal(other.lane.full(), false);
    await Promise.all([other.lane.journal(message('c')), other.lane.journal(message('d'))]);
    assert.equal(other.lane.full(), true);
    await quiet();
    await bench.clock.advance(1000);
    assert.equal(bench.lane.status().waiting, 3, 'the holder has heard of them');
    assert.equal(bench.lane.full(), true);
  });

  it('is reported at most once a second, and only when something has changed', async () => {
    await begin({ entries: 4, bytes: 1e9 });
    await bench.clock.advance(60_000);
    let reports = 0;
    const store = bench.store();
    const write = store.write.bind(store);
    Object.assign(store, {
      write: (work: Parameters<typeof write>[0]) =>
        write((tables) => work({ ...tables, laneControls: { ...tables.laneControls, report: (row) => ((reports += 1), tables.laneControls.report(row)) } })),
    });
    await bench.clock.advance(60_000);
    assert.equal(reports, 0);
    for (const key of ['a', 'b', 'c']) await bench.journal(message(key));
    await bench.clock.advance(999);
    assert.equal(reports, 0);
    await bench.clock.advance(1);
    assert.equal(reports, 1);
    await bench.clock.advance(60_000);
    assert.equal(reports, 1);
  });
});
