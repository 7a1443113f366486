import { strict as assert } from 'node:assert';
import { eventually } from '../support/eventually.ts';
import { hold, tab } from '../support/messages.ts';
import { gateBench, gateFlow, minutes } from './gate-bench.ts';

describe('back-in-stock-gate over restarts', () => {
  const bench = gateBench();

  it('counts the time over a restart', async () => {
    await bench.begin();
    await bench.readCycle();
    await bench.see({ A: 0, B: 0 });
    await bench.see({ A: 5 });
    await bench.pass(20);
    await bench.run.stop();
    await bench.pass(5);
    await bench.begin();
    await bench.see({ B: 5 });
    await bench.pass(4);
    assert.equal(bench.notices.length, 0);
    await bench.pass(2);
    assert.deepEqual([bench.skusTold(), bench.notices[0]?.payload.since], [['A'], bench.minute(0)]);
    await bench.pass(30);
    assert.deepEqual(bench.skusTold(), ['A', 'B']);
  });

  it('does not count a stale spell that it did not see', async () => {
    await bench.begin();
    await bench.readCycle();
    await bench.see({ A: 0 });
    await bench.see({ A: 5 });
    await bench.pass(10);
    await bench.run.stop();
    await bench.pass(100);
    await bench.begin([tab]);
    await bench.readCycle();
    await bench.run.stop();
    await bench.begin();
    await bench.pass(29);
    assert.equal(bench.notices.length, 0);
    await bench.pass(3);
    assert.deepEqual(bench.notices.map(({ payload }) => payload.since), [bench.minute(110)]);
  });

  describe('when it ends between sending and writing that down', () => {
    beforeEach(async () => {
      // The destination never says that it is done.
      await bench.begin(gateFlow({}, hold('seen')));
      await bench.readCycle();
      await bench.see({ A: 0 });
      await bench.see({ A: 5 });
      await bench.pass(31);
      assert.equal(bench.notices.length, 1);
    });
    it('sends again under the same key and revision after a restart', async () => {
      await bench.run.stop();
      await bench.begin();
      await bench.pass(1);
      await bench.pass(60);
      assert.deepEqual(bench.names(), Array.from({ length: 2 }, () => `A@harbour-thread ${bench.minute(0)}`));
    });

    it('also when the time had to begin anew because the feed was stale', async () => {
      await bench.run.stop();
      await bench.pass(100);
      await bench.begin();
      await bench.readCycle();
      await bench.pass(35);
      assert.deepEqual([bench.names(), bench.notices[1]?.payload.since], [Array.from({ length: 2 }, () => `A@harbour-thread ${bench.minute(0)}`), bench.minute(131)]);
    });

    it('and when a deploy interrupted it', async () => {
      await bench.redeploy();
      await bench.pass(1);
      assert.deepEqual(bench.names(), Array.from({ length: 2 }, () => `A@harbour-thread ${bench.minute(0)}`));
    });

    it('but not a SKU that was out in between', async () => {
      await bench.run.stop();
      await bench.pass(100);
      await bench.begin();
      await bench.readCycle();
      await bench.see({ A: 0 });
      await bench.pass(40);
      assert.equal(bench.notices.length, 1);
    });
  });

  it('tells of the next return, too, when the SKU was out again while the notice of the last one was on its way', async () => {
    await bench.begin(gateFlow({ wires: [['seen', 'slow']] }, hold('slow')));
    const finish: (() => void)[] = [];
    bench.run.node('slow').on('input', (_message, _send, done) => finish.push(done));
    await bench.readCycle();
    await bench.see({ A: 0 });
    await bench.see({ A: 5 });
    await bench.pass(31);
    assert.deepEqual([bench.notices.length, finish.length], [1, 1]);
    await bench.see({ A: 0 });
    await bench.see({ A: 5 });
    finish.forEach((done) => done());
    await bench.pass(35);
    finish.forEach((done) => done());
    assert.deepEqual(bench.names(), [0, 31].map((minute) => `A@harbour-thread ${bench.minute(minute)}`));
  });

  it('keeps one message in the lane behind it, however often it had to send it', async () => {
    const lane = { id: 'lane', type: 'durable-lane', z: 'tab', lane: 'notices', order: 'latest', wires: [['out']] };
    const withLane = gateFlow({ wires: [['seen', 'lane']] }, hold('seen'), lane, hold('out'));
    const entries = async (): Promise<unknown[]> => (await bench.run.store.read.lanes.unsettled('back-in-stock', 'A@harbour-thread')).map(({ lane: name, revision }) => [name, revision]);
    const stop = async (): Promise<void> => {
      const stopped = bench.run.stop();
      await bench.pass(1);
      await stopped;
    };
    await bench.begin(withLane);
    await bench.readCycle();
    await bench.see({ A: 0 });
    await bench.see({ A: 5 });
    await bench.pass(31);
    assert.deepEqual(await entries(), [['notices', bench.minute(0)]]);
    await stop();
    await bench.begin(withLane);
    await bench.pass(1);
    assert.deepEqual([bench.notices.length, await entries()], [2, [['notices', bench.minute(0)]]]);
    await stop();
    await bench.begin();
  });

  it('tells of 10,000 SKUs in few transactions, also when it was started anew before', async function () {
    this.timeout(30_000);
    await bench.begin();
    await bench.readCycle();
    const pages = Array.from({ length: 10 }, (_, n) => Array.from({ length: 1000 }, (_unused, m) => `SKU-${n}-${m}`));
    const writes = bench.countWrites();
    for (const units of [0, 5]) for (const skus of pages) await bench.page(skus.map((sku) => bench.level(sku, units)));
    await bench.redeploy();
    await bench.clock.advance(minutes(31));
    await eventually('all notices', () => (bench.notices.length >= 10_000 ? true : undefined), 20_000);
    assert.deepEqual([bench.notices.length, new Set(bench.skusTold()).size], [10_000, 10_000]);
    assert.ok(writes() <= 50, `${writes()} transactions for 20 pages and 20 times 500 notices`);
  });
});
