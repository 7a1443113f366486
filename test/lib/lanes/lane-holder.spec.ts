import assert from 'node:assert/strict';
import { quiet } from './fake-clock.ts';
import { laneBench, message, nameOf, refused, timeOut, type LaneWorker } from './lane-bench.ts';

describe('a lane and its lease', () => {
  let bench: ReturnType<typeof laneBench>;
  let other: LaneWorker;
  beforeEach(async () => {
    bench = laneBench();
    await bench.live();
    other = await bench.worker();
  });
  afterEach(() => bench.discard());

  /** The other worker takes the lane over; the first one has not noticed yet. */
  const takeOver = async () => {
    const token = await bench.seize();
    other.lane.gained(token);
    await quiet();
    return token;
  };

  it('sends nothing without it, and tells who has it that something came', async () => {
    await other.lane.journal(message('53'));
    await quiet();
    assert.deepEqual(other.delivered, []);
    assert.deepEqual(bench.taken(), ['53/1']);
  });

  it('sends what the former holder had under way, and what that one says of it changes nothing', async () => {
    await bench.journal(message('53'), message('54'));
    const [a, b] = bench.delivered;
    await takeOver();
    assert.deepEqual(other.delivered.map(nameOf), ['53/1']);
    await bench.settle(a);
    assert.equal(await bench.failed(b, timeOut), 'postponed');
    await bench.settle(b, { kind: 'released' });
    assert.deepEqual([...(await bench.states('53')), ...(await bench.states('54'))], ['1 claimed 0', '1 waiting 0']);
    assert.deepEqual(await bench.timeline('53'), ['journaled']);
    await other.lane.settle(other.delivered[0]!.selvedge, { kind: 'done', note: '' });
    await quiet();
    assert.deepEqual(await bench.states('53'), []);
    assert.deepEqual(other.delivered.map(nameOf), ['53/1', '54/1']);
  });

  it('claims nothing more although it has not noticed that it is gone', async () => {
    await takeOver();
    await bench.lane.journal(message('53'));
    await bench.clock.advance(60_000);
    assert.deepEqual(bench.taken(), []);
    assert.deepEqual(other.delivered.map(nameOf), ['53/1']);
  });

  it('is forgotten when it is lost: nothing is under way, and the figures are those of the next holder', async () => {
    await bench.journal(message('53'), message('54'), message('54', '2'));
    const [a] = bench.delivered;
    await takeOver();
    bench.lane.lost();
    await bench.clock.advance(31_000);
    assert.deepEqual(bench.lane.inFlight(), []);
    const { waiting, inFlight, leading } = bench.lane.status();
    assert.deepEqual({ waiting, inFlight, leading }, { waiting: 2, inFlight: 1, leading: false });
    await bench.settle(a);
    assert.equal(await bench.failed(a, refused), 'postponed', 'the next holder finds out for itself');
    assert.deepEqual(await bench.states('53'), ['1 claimed 0']);
  });

  it('begins anew when the same lease is trusted again', async () => {
    await bench.journal(message('53'), message('54'));
    bench.taken();
    bench.lane.lost();
    bench.lane.gained(bench.holder);
    await quiet();
    assert.deepEqual(bench.taken(), ['53/1', '54/1'], 'given back by us: nobody is suspected');
    assert.deepEqual(await bench.states('53'), ['1 claimed 0']);
    bench.lane.gained(bench.holder);
    await quiet();
    assert.deepEqual(bench.taken(), []);
  });

  it('does not keep what a source sends that another worker has taken over', async () => {
    const source = await bench.seize('source:shop-in');
    await bench.seize('source:shop-in');
    const [late, free] = [bench.lane.journal(message('53', '1', { holder: source })), bench.lane.journal(message('54'))];
    await assert.rejects(late, { code: 'LEASE_LOST' });
    await free;
    await quiet();
    assert.deepEqual(bench.taken(), ['54/1']);
  });

  it('lets a drain end when it is lost meanwhile', async () => {
    await bench.journal(message('53'));
    const stopping = bench.lane.stop(10_000);
    await quiet();
    bench.lane.lost();
    await stopping;
    assert.equal(bench.lane.status().running, false);
  });

  it('tries again by itself when the store could not be asked at the moment it was gained', async () => {
    await bench.journal(message('53'));
    const store = bench.store();
    const write = store.write.bind(store);
    Object.assign(store, { write: () => Promise.reject(new Error('gone')) });
    await bench.seize().catch(() => undefined);
    Object.assign(store, { write });
    const token = await bench.seize();
    Object.assign(store, { write: () => Promise.reject(new Error('gone')) });
    other.lane.gained(token);
    await quiet();
    Object.assign(store, { write });
    assert.deepEqual(other.delivered, []);
    await bench.clock.advance(5_000);
    assert.deepEqual(other.delivered.map(nameOf), ['53/1']);
  });
});

describe('revisions in a lane', () => {
  let bench: ReturnType<typeof laneBench>;
  afterEach(() => bench.discard());
  const begin = async (order: 'strict' | 'latest') => {
    bench = laneBench({ order, concurrency: 1 });
    await bench.live();
  };

  for (const order of ['strict', 'latest'] as const) {
    it(`of order ${order}, never sends an older one after a newer one, and says so in the timeline`, async () => {
      await begin(order);
      await bench.journal(message('first'));
      await bench.journal(message('53', '5'));
      await bench.journal(message('53', '4'), message('53', '6'), message('53', '5'));
      await bench.settle(bench.delivered.pop());
      await bench.journal(message('53', '3'));
      while (bench.delivered.length > 0) {
        const one = bench.delivered.pop();
        if (nameOf(one!) === '53/6') await bench.desk.park({ message: one!, failure: refused, raisedBy: 'x' });
        else await bench.settle(one);
      }
      await bench.journal(message('53', '2'));
      assert.deepEqual(await bench.states('53'), ['6 parked 0']);
      const outdated = (await bench.store().read.timeline.of('sales-order', '53', 100)).filter(({ kind }) => kind === 'outdated');
      assert.deepEqual(outdated.map(({ revision }) => revision), ['4', '3', '2']);
      assert.equal(outdated[2]?.text, 'Not kept in lane erp: revision 6 is there already and is newer.');
    });
  }

  it('never sends an older one after a newer one has gone through, but the same again, and an older one that a person replays', async () => {
    await begin('strict');
    await bench.journal(message('53', '5'));
    await bench.settle(bench.delivered[0]);
    await bench.journal(message('53', '4'), message('53', '5'));
    assert.deepEqual(bench.taken(), ['53/5', '53/5']);
    const [outdated] = (await bench.store().read.timeline.of('sales-order', '53', 100)).filter(({ kind }) => kind === 'outdated');
    assert.deepEqual([outdated?.revision, outdated?.text], ['4', 'Not kept in lane erp: revision 5 was there before and is newer.']);
    await bench.live();
    await bench.settle(bench.delivered[0]);
    bench.taken();
    const late = message('53', '3');
    const { id } = await bench.desk.park({ message: late, failure: refused, raisedBy: 'check' });
    bench.desk.registerSource('shop-in', { fetch: () => bench.journal(late), send: (one) => bench.journal(one), revisionOf: () => Promise.resolve(null) });
    await bench.journal(late);
    assert.deepEqual(bench.taken(), [], 'waiting for a person is no replay');
    await bench.desk.replay(id, 'ann');
    assert.deepEqual(bench.taken(), ['53/3']);
  });

  it('goes by the priority of the message before that of the lane', async () => {
    await begin('strict');
    await bench.journal(message('first'));
    await bench.journal(message('lane'), message('late', '1', { priority: 9 }), message('urgent', '1', { priority: 0 }));
    for (let n = 0; n < 4; n += 1) await bench.settle(bench.delivered[n]);
    assert.deepEqual(bench.taken(), ['first/1', 'urgent/1', 'lane/1', 'late/1']);
  });
});
