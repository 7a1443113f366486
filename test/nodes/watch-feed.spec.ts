import { strict as assert } from 'node:assert';
import type { LeaseToken } from '../../lib/model/lease-token.ts';
import type { FeedStanding } from '../../lib/model/stock.ts';
import { createExceptionDesk } from '../../lib/lanes/exception-desk.ts';
import type { Leases } from '../../lib/lanes/contract.ts';
import type { Store } from '../../lib/store/contract/store.ts';
import { standingTeller } from '../../nodes/reliability/feed-freshness/tell-standing.ts';
import { watchFeed, type FeedWatch } from '../../nodes/reliability/feed-freshness/watch-feed.ts';
import type { KitServices } from '../../nodes/runtime/services.ts';
import { fakeClock, type FakeClock } from '../lib/lanes/fake-clock.ts';
import { temporarySqlite } from '../store/sqlite/temporary-store.ts';

const feed = 'bluecherry:HTL:inventory';
const minute = 60_000;

describe('the watch over a feed at several workers', () => {
  const sqlite = temporarySqlite();
  let store: Store;
  let clock: FakeClock;
  let watches: FeedWatch[];
  let reads = 0;

  interface Worker { readonly watch: FeedWatch; readonly told: FeedStanding[]; readonly shown: (string | null)[]; mayTell: boolean }
  const worker = (): Worker => {
    const leases = { worker: () => ({ lease: 'worker:1', fence: 1 }) } as Leases;
    const counted = new Proxy(store, { get: (target, name) => { if (name === 'read') reads += 1; return Reflect.get(target, name) as unknown; } });
    const services = { client: 'north', clock, store: counted, leases, desk: createExceptionDesk({ store, clock, leases }), log: { error: (_: object, said: string) => assert.fail(said) } } as unknown as KitServices;
    const state: Worker = {
      told: [], shown: [], mayTell: true,
      watch: watchFeed({
        ...{ services, nodeId: 'n1', feed, policy: { lateAfterMinutes: 2, staleAfterMinutes: 8, usualIntervalMinutes: 6 } },
        teller: standingTeller({ feed, title: 'Stock', dependents: [], timeZone: 'UTC' }),
        tellFlow: (standing) => Promise.resolve(state.mayTell && state.told.push(standing) > 0),
        show: (shown) => void state.shown.push(shown?.freshness ?? null),
      }),
    };
    watches.push(state.watch);
    return state;
  };
  const token = async (): Promise<LeaseToken> => (await store.write(async ({ leases }) => {
    await leases.expireAll();
    return leases.acquire('source:n1', `w${watches.length}`, 1000);
  })) ?? assert.fail('the lease is not free');
  const cycle = () =>
    store.write(({ feedCycles }) =>
      feedCycles.record({ feed, cycleId: `INV-${clock.now()}`, mode: 'full', sequence: 1, asOf: clock.now(), completedAt: clock.now(), nextExpectedAt: clock.now() + 6 * minute, readAt: clock.now(), publishedAt: null, records: 1, changed: 1 }),
    );
  const open = () => store.read.exceptions.list({ state: ['open'], limit: 9 });
  beforeEach(async () => {
    store = await sqlite.open();
    clock = fakeClock();
    watches = [];
    reads = 0;
  });
  afterEach(async () => {
    for (const watch of watches) await watch.stop();
    await sqlite.discard();
  });

  it('answers everywhere, and raises, tells and shows only where the lease is', async () => {
    const [one, other] = [worker(), worker()];
    await cycle();
    one.watch.gained(await token());
    await clock.advance(15 * minute);
    assert.deepEqual([(await one.watch.state()).freshness, (await other.watch.state()).freshness], ['stale', 'stale']);
    assert.deepEqual([one.told.map(({ freshness }) => freshness), other.told, other.shown], [['fresh', 'late', 'stale'], [], []]);
    await cycle();
    assert.equal((await other.watch.state()).freshness, 'fresh');
    assert.deepEqual((await open()).map(({ code, attempts }) => [code, attempts]), [['FEED_STALE', 2]]);
  });

  it('goes on at the next worker without telling or raising anything again', async () => {
    const [one, other] = [worker(), worker()];
    await cycle();
    one.watch.gained(await token());
    await clock.advance(15 * minute);
    one.watch.lost();
    other.watch.gained(await token());
    await clock.advance(minute);
    assert.deepEqual([one.shown.at(-1), other.shown.at(-1), other.told, (await open())[0]?.attempts], [null, 'stale', [], 2]);
    await cycle();
    await clock.advance(minute);
    assert.deepEqual([one.told.length, other.told.map(({ freshness }) => freshness)], [3, ['fresh']]);
  });

  it('tells the flow again what was interrupted', async () => {
    const one = worker();
    one.mayTell = false;
    await cycle();
    one.watch.gained(await token());
    await clock.advance(minute);
    one.mayTell = true;
    await clock.advance(5000);
    assert.deepEqual(one.told.map(({ freshness }) => freshness), ['fresh']);
  });

  it('asks the store for nothing while what it knows is fresh', async () => {
    const one = worker();
    await cycle();
    assert.equal((await one.watch.passing()).held, false);
    const before = reads;
    for (let n = 0; n < 1000; n += 1) await one.watch.passing();
    assert.equal(reads, before);
    await clock.advance(15 * minute);
    assert.equal((await one.watch.passing()).freshness, 'stale');
    await cycle();
    assert.equal((await one.watch.passing()).freshness, 'fresh', 'what would be held back is looked up');
  });

  it('waits at all workers since the first of them began', async () => {
    const [one, other] = [worker(), worker()];
    const begun = clock.now();
    await other.watch.state();
    one.watch.gained(await token());
    await clock.advance(minute);
    assert.deepEqual([(await one.watch.state()).since, (await other.watch.state()).since], [begun, begun]);
    const late = worker();
    assert.equal((await late.watch.state()).since, begun);
  });

  it('answers a person at a worker that does not watch', async () => {
    const [one, other] = [worker(), worker()];
    await cycle();
    one.watch.gained(await token());
    await clock.advance(9 * minute);
    const before = (await open())[0]?.attempts ?? 0;
    await store.write(async ({ leases }) => assert.ok(await leases.acquire('worker:1', 'w', 60_000)));
    await other.watch.lookAgain();
    assert.equal((await open())[0]?.attempts, before + 1);
  });
});
