import assert from 'node:assert/strict';
import { handOut } from '../../../lib/lanes/hand-out.ts';
import { laneBench, laneOptions, message, nameOf, timeOut } from './lane-bench.ts';

describe('a message that ends its worker', () => {
  let bench: ReturnType<typeof laneBench>;
  const begin = async (...options: Parameters<typeof laneBench>) => {
    bench = laneBench(...options);
    await bench.live();
  };
  afterEach(() => bench.discard());

  const keys = (count: number) => Array.from({ length: count }, (_, n) => message(`k${n}`));
  /** The process dies at once when it gets the poison; whatever else it gets has half a second until then. Says how often it died. */
  const runUntilQuiet = async (poison: string): Promise<number> => {
    for (let deaths = 0; deaths < 50; deaths += 1) {
      for (;;) {
        if (bench.delivered.some((one) => one.selvedge.key === poison)) break;
        if (bench.delivered.length === 0) return deaths;
        await Promise.all(bench.delivered.splice(0).map((one) => bench.settle(one)));
      }
      await bench.live();
    }
    return assert.fail('it goes on for ever');
  };

  it('ends as an exception with its attempts used up, and its neighbours go through', async () => {
    await begin({ concurrency: 8 });
    await bench.journal(...keys(20));
    const deaths = await runUntilQuiet('k5');
    assert.deepEqual(bench.refused.map(({ message: one, failure }) => [nameOf(one), failure.code, failure.details]), [
      ['k5/1', 'ATTEMPTS_EXHAUSTED', { lane: 'erp', entry: 6, attempts: laneOptions.maxAttempts, lastCode: 'LEASE_LOST' }],
    ]);
    assert.equal(deaths, Math.log2(8) + laneOptions.maxAttempts, 'halved until it was alone, then counted');
    const [{ message: poison, failure } = assert.fail()] = bench.refused;
    await bench.desk.park({ message: poison, failure, raisedBy: 'lane' });
    await bench.clock.advance(1);
    assert.equal(await runUntilQuiet('k5'), 0);
    const { waiting, claimed, parked } = await bench.store().read.lanes.counts('erp');
    assert.deepEqual({ waiting, claimed, parked }, { waiting: 0, claimed: 0, parked: 1 });
    assert.deepEqual(await bench.timeline('k5'), ['journaled', 'retry', 'retry', 'retry', 'parked']);
  });

  it('is counted as an attempt only when it was alone', async () => {
    await begin();
    await bench.journal(message('a'), message('b'));
    await bench.live();
    assert.deepEqual([...(await bench.states('a')), ...(await bench.states('b'))], ['1 claimed 0', '1 waiting 0']);
    await bench.live();
    assert.deepEqual(await bench.states('a'), ['1 claimed 1']);
  });

  it('gets all its attempts again from the person who replays it', async () => {
    await begin({ maxAttempts: 1 });
    await bench.journal(message('a'));
    await bench.live();
    assert.equal(bench.refused.length, 1);
    const [{ message: poison, failure } = assert.fail()] = bench.refused.splice(0);
    const { id } = await bench.desk.park({ message: poison, failure, raisedBy: 'lane' });
    await bench.desk.replay(id, 'ann');
    await bench.clock.advance(1);
    assert.deepEqual([bench.taken(), bench.refused], [['a/1'], []]);
  });

  it('holds nothing back for longer than a minute when it only hangs', async () => {
    await begin();
    await bench.journal(message('a'), message('b'));
    await bench.live();
    await bench.journal(message('c'));
    assert.deepEqual(bench.taken(), ['a/1']);
    await bench.clock.advance(60_000);
    assert.deepEqual(bench.taken(), ['b/1']);
    await bench.clock.advance(60_000);
    assert.deepEqual(bench.taken(), ['c/1']);
  });

  it('is not suspected when it was given back, postponed or settled by another', async () => {
    await begin();
    await bench.journal(message('a'), message('b'), message('c'));
    const stopping = bench.lane.stop(0);
    await bench.clock.advance(0);
    await stopping;
    await bench.live();
    assert.deepEqual(bench.taken(), ['a/1', 'b/1', 'c/1']);
    await bench.live();
    assert.deepEqual(bench.taken(), ['a/1']);
    await bench.store().write(({ lanes }) => lanes.settle([2], { at: 1, outcome: 'withdrawn' }));
    const [a] = await bench.store().read.lanes.unsettled('sales-order', 'a');
    await bench.failed(handOut(a ?? assert.fail(), laneOptions, bench.holder).message, timeOut);
    assert.deepEqual(bench.taken(), ['c/1']);
    await bench.journal(message('d'));
    assert.deepEqual(bench.taken(), [], 'c is still suspected');
  });
});

describe('a damaged message', () => {
  let bench: ReturnType<typeof laneBench>;
  beforeEach(async () => {
    bench = laneBench();
    await bench.live();
  });
  afterEach(() => bench.discard());

  const text = JSON.stringify(message('53'));
  const entry = { lane: 'erp', entity: 'sales-order', key: '53', revision: '1', priority: 1, dueAt: 0, createdAt: 0 };
  const row = { ...entry, id: 7, state: 'claimed', attempts: 0, bytes: 3, lastCode: null } as const;

  it('is refused, and shows what can still be read of it under the name of its record', () => {
    const changed = handOut({ ...row, message: text.replace('"payload":{"order":"53"}', '"payload":{"order":"99"}'), damaged: true }, laneOptions, bench.holder);
    assert.equal(changed.failure?.code, 'MESSAGE_DAMAGED');
    assert.deepEqual([changed.message.payload, changed.message.selvedge.source.node], [{ order: '99' }, 'shop-in']);
    const torn = handOut({ ...row, message: text.slice(0, 40), damaged: true }, laneOptions, bench.holder);
    const { lane, key, revision, holder } = torn.message.selvedge;
    assert.deepEqual([torn.message.topic, torn.message.payload, { lane, key, revision, holder }], [
      'sales-order',
      text.slice(0, 40),
      { lane: { lane: 'erp', entry: 7, attempt: 1 }, key: '53', revision: '1', holder: bench.holder },
    ]);
  });

  it('is refused too when it is whole and no message', () => {
    for (const message of ['null', '{}', '{"selvedge":null}', '[1]', 'x']) assert.equal(handOut({ ...row, message, damaged: false }, laneOptions, bench.holder).failure?.code, 'MESSAGE_DAMAGED');
  });

  it('goes neither to the destination nor out of the lane', async () => {
    await bench.lane.stop(0);
    await bench.journal(message('53'));
    bench.damage('53');
    await bench.live();
    assert.deepEqual(bench.delivered, []);
    const [{ message: damaged, failure } = assert.fail()] = bench.refused;
    assert.equal(failure.code, 'MESSAGE_DAMAGED');
    await bench.desk.park({ message: damaged, failure, raisedBy: 'lane' });
    assert.deepEqual(await bench.states('53'), ['1 parked 0']);
    assert.equal(bench.lane.status().parked, 1);
  });
});
