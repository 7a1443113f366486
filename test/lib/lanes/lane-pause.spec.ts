import assert from 'node:assert/strict';
import { quiet } from './fake-clock.ts';
import { laneBench, message } from './lane-bench.ts';

describe('a paused lane', () => {
  let bench: ReturnType<typeof laneBench>;
  beforeEach(async () => {
    bench = laneBench({ concurrency: 1 });
    await bench.live();
  });
  afterEach(() => bench.discard());

  it('keeps what comes and sends nothing until it is resumed; what is under way ends by itself', async () => {
    await bench.journal(message('53'), message('54'));
    const [underWay] = bench.delivered.splice(0);
    await bench.lane.pause('ann', 'stock count');
    assert.deepEqual(bench.lane.status().paused, { at: bench.clock.now(), by: 'ann', reason: 'stock count' });
    await bench.settle(underWay);
    await bench.journal(message('55'));
    await bench.clock.advance(120_000);
    assert.deepEqual(bench.taken(), []);
    assert.equal(bench.lane.status().waiting, 2);
    await bench.lane.resume('ben');
    await quiet();
    assert.equal(bench.lane.status().paused, null);
    assert.deepEqual(bench.taken(), ['54/1']);
  });

  it('stays paused over a restart', async () => {
    await bench.lane.pause('ann', '');
    await bench.journal(message('53'));
    await bench.live();
    assert.equal(bench.lane.status().paused?.by, 'ann');
    assert.deepEqual(bench.taken(), []);
  });

  it('stands in the audit with who did it and why', async () => {
    await bench.lane.pause('ann', 'stock count');
    await bench.lane.resume('ben');
    const at = bench.clock.now();
    const paused = { at, by: 'ann', reason: 'stock count' };
    const text = (pause: object | null) => JSON.stringify({ paused: pause });
    const rows = await bench.store().read.audit.recent(10);
    assert.deepEqual(rows.map(({ who, action, subject, before, after }) => ({ who, action, subject, before, after })).sort((a, b) => a.who.localeCompare(b.who)), [
      { who: 'ann', action: 'lane.pause', subject: 'lane:erp', before: text(null), after: text(paused) },
      { who: 'ben', action: 'lane.resume', subject: 'lane:erp', before: text(paused), after: text(null) },
    ]);
  });

  it('is paused and resumed from any worker', async () => {
    const other = await bench.worker();
    await other.lane.pause('ann', 'from afar');
    await quiet();
    assert.equal(bench.lane.status().paused?.reason, 'from afar');
    await bench.journal(message('53'));
    assert.deepEqual(bench.taken(), []);
    await other.lane.resume('ann');
    await quiet();
    assert.deepEqual(bench.taken(), ['53/1']);
  });

  it('finds out by itself when the signal was lost', async () => {
    await bench.store().write(({ laneControls }) => laneControls.pause('erp', 'ann', '', 5));
    await bench.clock.advance(30_000);
    await bench.journal(message('53'));
    assert.deepEqual(bench.taken(), []);
    await bench.store().write(({ laneControls }) => laneControls.resume('erp'));
    await bench.clock.advance(30_000);
    assert.deepEqual(bench.taken(), ['53/1']);
  });
});
