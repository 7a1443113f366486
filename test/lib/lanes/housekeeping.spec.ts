import assert from 'node:assert/strict';
import type { LeaseFollower } from '../../../lib/lanes/contract.ts';
import { createHousekeeping } from '../../../lib/lanes/housekeeping.ts';
import type { Store, StoreTables } from '../../../lib/store/contract/store.ts';
import { laneEntry, newException } from '../../store/contract/store-under-test.ts';
import { temporarySqlite } from '../../store/sqlite/temporary-store.ts';
import { fakeClock } from './fake-clock.ts';

const day = 86_400_000;
const hour = 3_600_000;

describe('housekeeping', () => {
  const sqlite = temporarySqlite();
  let store: Store;
  let clock: ReturnType<typeof fakeClock>;
  let writes = 0;
  let follower: LeaseFollower | undefined;
  /** As with other workers beside it: the test says when the lease is ours. */
  const leases = {
    follow(lease: string, joined: LeaseFollower) {
      assert.equal(lease, 'housekeeping');
      follower = joined;
      return () => Promise.resolve(void (follower = undefined));
    },
  };
  const counting = (): Store => ({ ...store, write: <T>(work: (tables: StoreTables) => Promise<T>) => ((writes += 1), store.write(work)) });
  const housekeeping = () => createHousekeeping({ store: counting(), clock, leases, keepDays: 10 });
  const settle = async (count: number, prefix: string, at: number): Promise<void> => {
    await store.write(async ({ lanes, timeline }) => {
      const ids = await lanes.append(Array.from({ length: count }, (_, n) => laneEntry(`${prefix}${n}`, { createdAt: at })));
      await lanes.settle(ids.map(Number), { at, outcome: 'done' });
      await timeline.record(ids.map((_, n) => ({ entity: 'sales-order', key: `${prefix}${n}`, at, system: 'selvedge', kind: 'retry', text: '', revision: '1' })));
    });
  };

  beforeEach(async () => {
    store = await sqlite.open();
    clock = fakeClock();
    writes = 0;
  });
  afterEach(() => sqlite.discard());

  it('removes history after the days it is kept, bite by bite, and what still waits never', async () => {
    const now = clock.now();
    await settle(450, 'old', now - 11 * day);
    await settle(3, 'new', now - 9 * day);
    await store.write(({ lanes }) => lanes.append([laneEntry('waits', { createdAt: 1 })]));
    const cleaning = housekeeping();
    cleaning.start();
    follower?.gained({ lease: 'housekeeping', fence: 1 });
    await clock.advance(10);
    assert.equal(writes, 1, 'one bite at a time');
    await clock.advance(1000);
    const left = await store.read.lanes.get(Array.from({ length: 454 }, (_, n) => n + 1));
    assert.deepEqual(left.map(({ key }) => key), ['new0', 'new1', 'new2', 'waits']);
    assert.deepEqual(await store.read.timeline.of('sales-order', 'old0', 9), []);
    assert.deepEqual((await store.read.timeline.of('sales-order', 'new0', 9)).map(({ kind }) => kind), ['journaled', 'retry']);
    await clock.advance(2 * day);
    assert.equal((await store.read.lanes.get([451])).length, 0, 'and again every hour');
    await cleaning.stop();
    const before = writes;
    await clock.advance(day);
    assert.equal(writes, before);
  });

  it('forgets the customers in closed exceptions and in the audit, and replays and workers that are gone', async () => {
    const old = clock.now() - 11 * day;
    await store.write(async ({ exceptions, audit, replayBatches, leases: table }) => {
      const [closed, open] = [await exceptions.raise(newException('closed')), await exceptions.raise(newException('open'))];
      await exceptions.close([closed.id], 'resolved', 'ann', 'done', old);
      await audit.record({ at: old, who: 'ann', action: 'exception.edit', subject: `exception:${closed.id}`, before: '{"name":"A"}', after: '{"name":"B"}' });
      const { id } = await replayBatches.start({ cause: 'x', by: 'ann', holder: { lease: 'worker:gone', fence: 1 }, canary: open.id, total: 1, startedAt: old });
      await replayBatches.update(id, { state: 'done', endedAt: old });
      const gone = await table.acquire('worker:gone', 'gone', 1000);
      const kept = await table.acquire('lane:orders', 'gone', 1000);
      assert.ok(gone && kept);
      await table.release([gone, kept]);
    });
    const cleaning = housekeeping();
    cleaning.start();
    follower?.gained({ lease: 'housekeeping', fence: 1 });
    await clock.advance(1000);
    await cleaning.stop();
    assert.deepEqual((await store.read.exceptions.list({ limit: 9 })).map(({ key }) => key), ['open']);
    assert.deepEqual((await store.read.audit.recent(9)).map(({ who, before, after }) => [who, before, after]), [['ann', null, null]]);
    assert.deepEqual(await store.read.replayBatches.recent(9), []);
    assert.deepEqual((await store.read.leases.list()).map(({ lease }) => lease), ['lane:orders'], 'the fence of what may come back stays');
  });

  it('forgets old cycles of feeds, and orders long after anybody could wait for them', async () => {
    const [now, old] = [clock.now(), clock.now() - 11 * day];
    const cycle = (cycleId: string, at: number) => ({ feed: 'HTL:inventory', cycleId, mode: 'full' as const, sequence: 1, asOf: at, completedAt: at, nextExpectedAt: null, readAt: at, publishedAt: null, records: 1, changed: 1 });
    await store.write(async ({ feedCycles, demand }) => {
      for (const [name, at] of [['A', old], ['B', old + hour], ['C', now]] as const) await feedCycles.record(cycle(name, at));
      await demand.note('shop', 'HT-1', [{ skuCode: 'OLD', units: 1, orderedAt: now - 101 * day }], 1);
      await demand.note('shop', 'HT-2', [{ skuCode: 'WAITS', units: 1, orderedAt: now - 99 * day }], 1);
    });
    const cleaning = housekeeping();
    cleaning.start();
    follower?.gained({ lease: 'housekeeping', fence: 1 });
    await clock.advance(1000);
    await cleaning.stop();
    assert.deepEqual((await store.read.feedCycles.recent('HTL:inventory', 9)).map(({ cycleId }) => cycleId), ['C']);
    assert.deepEqual([...(await store.read.demand.pending(['OLD', 'WAITS'], now))], [['WAITS', 1]], 'an order that waits for a person must not be sold twice');
  });

  it('leaves the work to the worker that has the lease, and goes on when it gets it again', async () => {
    const cleaning = housekeeping();
    cleaning.start();
    await clock.advance(day);
    assert.equal(writes, 0, 'another worker has it');
    follower?.gained({ lease: 'housekeeping', fence: 1 });
    await clock.advance(10);
    assert.equal(writes, 1);
    follower?.lost();
    await clock.advance(2 * hour);
    assert.equal(writes, 1, 'lost');
    follower?.gained({ lease: 'housekeeping', fence: 3 });
    await clock.advance(10);
    assert.equal(writes, 2);
    await cleaning.stop();
    assert.equal(follower, undefined, 'the lease is free for others');
  });
});
