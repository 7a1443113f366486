import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { recordEnd } from '../../nodes/runtime/track-delivery.ts';
import { showStanding } from '../../nodes/operations/back-in-stock-gate/show-standing.ts';
import { packageRoot } from '../../lib/package-root.ts';
import { gateBench, gateFlow } from './gate-bench.ts';

describe('back-in-stock-gate', () => {
  const bench = gateBench();

  it('tells of a SKU once it has been back for the whole time', async () => {
    await bench.begin();
    await bench.readCycle();
    await bench.see({ A: 0, B: 0 });
    await bench.pass(1);
    await bench.see({ A: 7, B: 2 });
    await bench.pass(30);
    assert.deepEqual([bench.notices.length, bench.statuses.at(-1)], [0, 'counts']);
    await bench.pass(1);
    const [notice] = bench.notices;
    const since = bench.minute(1);
    assert.deepEqual(notice?.payload, { skuCode: 'A', style: '00123', channel: 'harbour-thread', feed: bench.feed, units: 7, since, asOf: bench.minute(0), cycleId: 'C0' });
    assert.deepEqual([notice.topic, notice.selvedge.key, notice.selvedge.revision, notice.selvedge.source.node], ['back-in-stock', 'A@harbour-thread', since, 'gate']);
    await bench.pass(60);
    assert.deepEqual(bench.toldAt(), [31]);
  });

  it('says the units that were seen last', async () => {
    await bench.begin();
    await bench.readCycle();
    await bench.see({ A: 0 });
    await bench.see({ A: 3 });
    await bench.pass(10);
    await bench.see({ A: 250 });
    await bench.pass(21);
    assert.deepEqual(bench.notices.map(({ payload }) => payload.units), [250]);
  });

  it('tells nothing when the SKU falls below the threshold before the time is over, which then begins anew', async () => {
    await bench.begin();
    await bench.readCycle();
    await bench.see({ A: 0, B: 0 });
    await bench.see({ A: 5, B: 5 });
    await bench.pass(20);
    await bench.see({ A: 1, B: 0 });
    await bench.pass(15);
    await bench.see({ A: 4 });
    await bench.pass(29);
    assert.equal(bench.notices.length, 0);
    await bench.pass(2);
    assert.deepEqual([bench.skusTold(), bench.toldAt(), bench.notices[0]?.payload.since], [['A'], [65], bench.minute(35)]);
  });

  it('tells of no SKU that was in stock when it was first seen, and of each return only after the SKU was out', async () => {
    await bench.begin();
    await bench.readCycle();
    await bench.see({ A: 50, B: 0 });
    await bench.see({ A: 60, B: 9 });
    await bench.pass(31);
    await bench.see({ A: 2, B: 1 });
    await bench.see({ A: 60, B: 9 });
    await bench.readCycle();
    await bench.pass(31);
    assert.deepEqual(bench.skusTold(), ['B']);
    await bench.see({ B: 0 });
    await bench.pass(1);
    await bench.see({ B: 9 });
    await bench.pass(31);
    assert.deepEqual([bench.skusTold(), new Set(bench.notices.map(({ selvedge }) => selvedge.revision)).size], [['B', 'B'], 2]);
  });

  it('looks at its feed when the time is over: a stale one tells nothing, and the time begins anew with the next cycle', async () => {
    await bench.begin();
    await bench.readCycle();
    await bench.pass(70);
    await bench.see({ A: 0 });
    await bench.see({ A: 5 });
    await bench.pass(50);
    assert.deepEqual([bench.notices.length, bench.statuses.at(-1)], [0, 'stale']);
    await bench.readCycle();
    await bench.pass(29);
    assert.equal(bench.notices.length, 0);
    await bench.pass(3);
    assert.deepEqual([bench.notices.length, bench.notices[0]?.payload.since, bench.notices[0]?.selvedge.revision], [1, bench.minute(120), bench.minute(70)]);
  });

  it('goes by what the calculation calls stale: such a page ends the time, and its zero arms nothing', async () => {
    await bench.begin();
    await bench.readCycle();
    await bench.see({ A: 0, B: 9 });
    await bench.see({ A: 5, B: 9 });
    await bench.pass(20);
    await bench.page([bench.level('A', 0, { stale: true }), bench.level('B', 0, { stale: true })]);
    await bench.pass(20);
    await bench.see({ A: 5, B: 9 });
    await bench.pass(29);
    assert.equal(bench.notices.length, 0);
    await bench.readCycle();
    await bench.pass(60);
    assert.deepEqual([bench.skusTold(), bench.toldAt()], [['A'], [70]]);
  });

  it('begins the time anew after a stale page also when only the next cycle is read, because nothing of the SKU has changed', async () => {
    await bench.begin();
    await bench.readCycle();
    await bench.see({ A: 0 });
    await bench.see({ A: 5 });
    await bench.pass(20);
    await bench.page([bench.level('A', 0, { stale: true })]);
    await bench.pass(60);
    assert.equal(bench.notices.length, 0);
    await bench.readCycle();
    await bench.pass(29);
    assert.equal(bench.notices.length, 0);
    await bench.pass(3);
    assert.deepEqual([bench.skusTold(), bench.notices[0]?.payload.since], [['A'], bench.minute(80)]);
  });

  it('does not go by a page that is older than the last', async () => {
    await bench.begin();
    await bench.readCycle();
    await bench.see({ A: 0 });
    await bench.pass(5);
    await bench.see({ A: 5 });
    await bench.page([bench.level('A', 0)], { calculatedAt: bench.minute(4) });
    await bench.pass(31);
    assert.deepEqual(bench.skusTold(), ['A']);
  });

  it('sends hot SKUs before others', async () => {
    await bench.begin();
    await bench.readCycle();
    await bench.see({ A: 0, B: 0, C: 0 });
    await bench.page([bench.level('A', 5), bench.level('B', 5), bench.level('C', 5, { hot: true })]);
    await bench.pass(31);
    assert.deepEqual(bench.notices.map(({ payload, selvedge }) => [payload.skuCode, selvedge.priority]), [['C', 0], ['A', 1], ['B', 1]]);
  });

  it('waits while the lane behind it is full', async () => {
    const lane = { id: 'lane', type: 'durable-lane', z: 'tab', lane: 'notices', order: 'latest', wires: [[]] };
    await bench.begin(gateFlow({ wires: [['seen', 'lane']] }, lane));
    let full = true;
    Object.assign(bench.run.services.lanes.get('notices') ?? assert.fail('no lane'), { full: () => full });
    await bench.readCycle();
    await bench.see({ A: 0 });
    await bench.see({ A: 5 });
    await bench.pass(40);
    assert.deepEqual([bench.notices.length, bench.statuses.at(-1)], [0, 'full']);
    full = false;
    await bench.pass(2);
    assert.deepEqual(bench.skusTold(), ['A']);
  });

  it('looks at the feed again when it had to wait for the lane', async () => {
    const lane = { id: 'lane', type: 'durable-lane', z: 'tab', lane: 'notices', order: 'latest', wires: [[]] };
    await bench.begin(gateFlow({ wires: [['seen', 'lane']] }, lane));
    let full = true;
    Object.assign(bench.run.services.lanes.get('notices') ?? assert.fail('no lane'), { full: () => full });
    await bench.readCycle();
    await bench.see({ A: 0 });
    await bench.see({ A: 5 });
    await bench.pass(95);
    full = false;
    await bench.pass(5);
    assert.deepEqual([bench.notices.length, bench.statuses.at(-1)], [0, 'stale']);
  });

  it('writes nothing for a page that changes nothing but units', async () => {
    await bench.begin();
    await bench.readCycle();
    await bench.see({ A: 0, B: 9, C: 0 });
    await bench.see({ A: 5 });
    const writes = bench.countWrites();
    await bench.see({ A: 8, B: 30, C: 2 });
    await bench.see({ A: 3, B: 4, C: 0 });
    await bench.page([bench.level('B', 0, { stale: true }), bench.level('C', 0, { stale: true })]);
    assert.equal(writes(), 0);
    await bench.see({ A: 2 });
    assert.equal(writes(), 1);
  });

  it('keeps and sends nothing in a dry run, and says what would wait', async () => {
    await bench.begin();
    await bench.readCycle();
    await bench.see({ A: 0, B: 0 });
    const end = await bench.page([bench.level('A', 5), bench.level('B', 1)], { dryRun: true });
    assert.deepEqual(end, { kind: 'shown', note: '1 of 2 SKUs would wait to be told of' });
    await bench.pass(40);
    assert.equal(bench.notices.length, 0);
  });

  describe('a notice that waits for a person', () => {
    let exception: number;
    beforeEach(async () => {
      // A flow that loses it parks it.
      bench.take = () => undefined;
      await bench.begin();
      await bench.readCycle();
      await bench.see({ A: 0 });
      await bench.see({ A: 5 });
      await bench.pass(31);
      const [row] = await bench.run.services.desk.list({ limit: 9 });
      assert.equal(row?.code, 'MESSAGE_DROPPED');
      exception = row.id;
      bench.take = ({ selvedge }) => recordEnd(selvedge.trace, { kind: 'done', note: 'mailed' });
    });

    it('counts as bench.told, and goes out again when it is replayed', async () => {
      await bench.pass(60);
      assert.equal(bench.notices.length, 1);
      await bench.run.services.desk.replay(exception, 'ann');
      assert.deepEqual(bench.notices.map(({ selvedge }) => selvedge.revision), [bench.minute(0), bench.minute(0)]);
    });

    it('does not go out any more once the SKU is out of stock', async () => {
      await bench.see({ A: 0 });
      const row = await bench.run.services.desk.replay(exception, 'ann');
      assert.deepEqual([bench.notices.length, row.state], [1, 'resolved']);
    });
  });

  it('does not start where a SKU could be back and out at once', async () => {
    await bench.begin(gateFlow({ threshold: 3, rearmAt: 3 }));
    await bench.readCycle();
    await bench.see({ A: 0 });
    const [row] = await bench.run.services.desk.list({ limit: 9 });
    assert.equal(row?.code, 'CONFIGURATION_INVALID');
  });

  it('has the lease of what its pages come from, so that one worker does both', async () => {
    const lane = { id: 'lane', type: 'durable-lane', z: 'tab', lane: 'levels', order: 'strict', wires: [['gate']] };
    await bench.begin(gateFlow({}, lane));
    const graph = bench.run.services.flows.graph();
    assert.equal(graph.leaseOf('gate'), 'lane:levels');
    assert.deepEqual(bench.run.services.leases.held().map(({ lease }) => lease).filter((lease) => !lease.startsWith('worker:')), ['lane:levels']);
  });

  it('gives a page back whose sender has lost its lease, and keeps nothing of it', async () => {
    await bench.begin();
    await bench.readCycle();
    await bench.see({ A: 0 });
    const end = await bench.page([bench.level('A', 5)], { holder: { lease: 'source:gate', fence: 99 } });
    assert.equal(end.kind, 'interrupted');
    await bench.pass(40);
    assert.equal(bench.notices.length, 0);
  });

  it('shows under the node only figures that have room there', async () => {
    await bench.begin();
    const file = path.join(packageRoot, 'nodes/operations/back-in-stock-gate/locales/en-US/back-in-stock-gate.json');
    const catalogue = JSON.parse(readFileSync(file, 'utf8')) as { 'back-in-stock-gate': { status: Record<string, string> } };
    const said = (waiting: number, back: number, parts: { leading?: boolean; stale?: boolean } = {}): string => {
      const { text } = showStanding({ leading: true, stale: false, waiting, back, ...parts });
      return (catalogue['back-in-stock-gate'].status[text] ?? '').replace('{{waiting}}', String(waiting)).replace('{{back}}', String(back));
    };
    const shown = [said(12, 3), said(120, 3), said(100_000, 5), said(120, 3, { stale: true }), said(1, 1, { leading: false })];
    assert.deepEqual(shown, ['12 waiting · 3 back', '120 waiting', '100000 waiting', '120 · feed stale', 'standby']);
    for (const text of shown) assert.ok(text.length < 20, text);
  });
});
