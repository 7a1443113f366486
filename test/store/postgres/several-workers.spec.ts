import assert from 'node:assert/strict';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { LaneTable } from '../../../lib/store/contract/lane-table.ts';
import type { Store, StoreTables } from '../../../lib/store/contract/store.ts';
import { eventually } from '../../support/eventually.ts';
import { laneEntry, newException } from '../contract/store-under-test.ts';
import { postgresSuite } from './postgres-suite.ts';

describe('several workers on one PostgreSQL schema', () => {
  const postgres = postgresSuite();
  let one: Store;
  let other: Store;
  beforeEach(async () => ([one, other] = await Promise.all([postgres.open(), postgres.open()])));
  const gates: ((value: null) => void)[] = [];
  afterEach(() => {
    for (const open of gates.splice(0)) open(null);
    return postgres.discard();
  });

  const fences: Readonly<Record<string, number>> = { a: 1, b: 2, c: 3, d: 4, p: 5, p1: 6 };
  const holder = (worker: string): LeaseToken => ({ lease: 'lane:erp', fence: fences[worker] ?? 99 });
  const claim = (store: Store, worker: string, limit = 10) => store.write(({ lanes }) => lanes.claim({ lane: 'erp', holder: holder(worker), limit, now: 100 }));
  const named = async (store: Store): Promise<string[]> => (await claim(store, 'p')).map(({ key, revision }) => `${key}/${revision}`);
  const append = async (...entries: Parameters<LaneTable['append']>[0]): Promise<number[]> => (await one.write(({ lanes }) => lanes.append(entries))).map(Number);
  const settle = (store: Store, ...ids: number[]) => store.write(({ lanes }) => lanes.settle(ids, { at: 1, outcome: 'done' }));
  const revision = (n: number, key = '53') => laneEntry(key, { revision: String(n) });
  /** None of these is older than another: they are kept in the order in which they come. */
  const unordered = (n: number, key: string) => laneEntry(key, { revision: `r${n}` });

  /** A write that has done its work and is not committed before `commit` is called. */
  const halfway = async <T>(work: (tables: StoreTables) => Promise<T>, store = one): Promise<{ commit(): Promise<T> }> => {
    const { promise: gate, resolve: open } = Promise.withResolvers<null>();
    gates.push(open);
    const { promise: done, resolve: worked } = Promise.withResolvers<null>();
    const written = store.write(async (tables) => {
      const answer = await work(tables);
      worked(null);
      await gate;
      return answer;
    });
    await Promise.race([done, written]);
    return { commit: () => (open(null), written) };
  };
  const waiting = (): Promise<true> =>
    eventually('a write that waits for another', async () => {
      const [row] = await postgres.query<{ waits: boolean }>(`select count(*) > 0 as waits from pg_stat_activity where wait_event_type = 'Lock' and application_name like $1`, [`%${postgres.schema()}%`]);
      return row?.waits ? true : undefined;
    });
  /** Keys whose head is not exactly their oldest unsettled entry. */
  const brokenKeys = () =>
    postgres.query(`select lane, entity, key from "${postgres.schema()}".lane_entry group by lane, entity, key
      having min(id) filter (where settled_at is null) is distinct from min(id) filter (where head = 1) or count(*) filter (where head = 1) > 1`);

  it('never hands one entry to two of them, nor two of a key at a time, and keeps the order of every key', async function () {
    this.timeout(30_000);
    const [keys, revisions] = [60, 8];
    const handed: { id: number; key: string }[] = [];
    const underWay = new Set<string>();
    let left = keys * revisions;
    const write = async (store: Store, first: number): Promise<void> => {
      for (let n = first; n <= revisions; n += 2) {
        await Promise.all(Array.from({ length: keys }, (_, key) => store.write(({ lanes }) => lanes.append([unordered(n, `k${key}`)]))));
      }
    };
    const work = async (store: Store, worker: string): Promise<void> => {
      while (left > 0) {
        const entries = await claim(store, worker, 7);
        for (const { id, key } of entries) {
          assert.ok(!underWay.has(key), `${key} is under way already`);
          underWay.add(key);
          handed.push({ id, key });
        }
        await Promise.all(
          entries.map(async ({ id, key }) => {
            // Before the write: once that is committed, the other may have the next.
            await store.write(async ({ lanes }) => (underWay.delete(key), lanes.settle([id], { at: 1, outcome: 'done' })));
            left -= 1;
          }),
        );
      }
    };
    await Promise.all([write(one, 1), write(other, 2), work(one, 'a'), work(one, 'b'), work(other, 'c'), work(other, 'd')]);
    assert.equal(handed.length, keys * revisions);
    assert.equal(new Set(handed.map(({ id }) => id)).size, handed.length);
    for (const [key, entries] of Map.groupBy(handed, (entry) => entry.key)) {
      const ids = entries.map(({ id }) => id);
      assert.deepEqual(ids, [...ids].sort((a, b) => a - b), key);
      assert.equal(ids.length, revisions);
    }
    assert.deepEqual(await brokenKeys(), []);
  });

  it('lets nobody take a lease over between the question whether it is held and what is written because of it', async () => {
    const former = await one.write(({ leases }) => leases.acquire('lane:erp', 'a', 1));
    const token = former ?? assert.fail('the lease is free');
    const [id = 0] = await append(revision(1));
    await one.write(({ lanes }) => lanes.claim({ lane: 'erp', holder: token, limit: 1, now: 100 }));
    const settling = await halfway(async ({ leases, lanes }) => {
      assert.equal((await leases.held([token])).length, 1);
      const mine = await lanes.claimedBy([id], token);
      await lanes.settle([...mine], { at: 1, outcome: 'done' });
    });
    const takingOver = other.write(async ({ leases, lanes }) => {
      const next = await leases.acquire('lane:erp', 'b', 1000);
      return { next, released: next && (await lanes.release('erp', { allBut: next })) };
    });
    // Either it waits for the write to end, or it does not get the lease: never does it release what is being settled.
    await Promise.race([waiting(), takingOver]);
    await settling.commit();
    const { released } = await takingOver;
    assert.ok(released === null || released.length === 0);
    assert.deepEqual(await one.read.lanes.unsettled('sales-order', '53'), []);
  });

  it('passes over what another is just claiming', async () => {
    await append(revision(1, 'a'), revision(1, 'b'), revision(1, 'c'));
    const first = await halfway(({ lanes }) => lanes.claim({ lane: 'erp', holder: holder('p1'), limit: 2, now: 100 }));
    assert.deepEqual(await named(other), ['c/1']);
    assert.deepEqual((await first.commit()).map(({ key }) => key), ['a', 'b']);
  });

  it('hands the head on to an entry that is being appended while the one before it is settled', async () => {
    const [id = 0] = await append(revision(1));
    const appending = await halfway(({ lanes }) => lanes.append([revision(2)]));
    const settling = settle(other, id);
    await waiting();
    await appending.commit();
    await settling;
    assert.deepEqual(await named(other), ['53/2']);
  });

  it('appends behind the entry that gets the head while it waits', async () => {
    const [id = 0] = await append(revision(1), revision(2));
    const settling = await halfway(({ lanes }) => lanes.settle([id], { at: 1, outcome: 'done' }));
    const appending = other.write(({ lanes }) => lanes.append([revision(3), revision(2)]));
    await waiting();
    await settling.commit();
    assert.equal((await appending)[1], null, 'revision 2 waits already');
    assert.deepEqual(await named(one), ['53/2']);
    assert.deepEqual(await brokenKeys(), []);
  });

  it('keeps the order of a new key that two of them append to at once, and one revision of it once', async () => {
    const first = await halfway(({ lanes }) => lanes.append([revision(1)]));
    const second = other.write(({ lanes }) => lanes.append([revision(2), revision(1)]));
    await waiting();
    const [id = null] = await first.commit();
    const [, again] = await second;
    assert.equal(again, null);
    assert.deepEqual(await named(other), ['53/1']);
    await settle(one, id ?? 0);
    assert.deepEqual(await named(other), ['53/2']);
  });

  it('lets both finish that wait for each other', async () => {
    // Each appends to a new key of its own and then to that of the other: the server breaks the circle.
    const both = [Promise.withResolvers<null>(), Promise.withResolvers<null>()];
    const crosswise = (store: Store, mine: number) =>
      store.write(async ({ lanes }) => {
        await lanes.append([unordered(mine, `k${mine}`)]);
        both[mine]?.resolve(null);
        await both[1 - mine]?.promise;
        await lanes.append([unordered(mine, `k${1 - mine}`)]);
      });
    await Promise.all([crosswise(one, 0), crosswise(other, 1)]);
    assert.equal((await one.read.lanes.counts('erp')).waiting, 4);
    assert.deepEqual(await brokenKeys(), []);
  });

  it('gives the head to the next that is left when two of them settle neighbours', async () => {
    const [k1 = 0, k2 = 0] = await append(revision(1), revision(2), revision(3));
    const settling = await halfway(({ lanes }) => lanes.settle([k1], { at: 1, outcome: 'done' }));
    const withdrawing = settle(other, k2);
    await waiting();
    await settling.commit();
    await withdrawing;
    assert.deepEqual(await named(other), ['53/3']);
  });

  it('settles one in the middle of a key whose head is handed on and settled meanwhile', async () => {
    const third = await postgres.open();
    const [k1 = 0, k2 = 0, k3 = 0] = await append(revision(1), revision(2), revision(3), revision(4));
    const first = await halfway(({ lanes }) => lanes.settle([k1], { at: 1, outcome: 'done' }));
    const withdrawing = halfway(({ lanes }) => lanes.settle([k3], { at: 1, outcome: 'withdrawn' }), other);
    await waiting();
    await first.commit();
    const middle = await withdrawing;
    const second = settle(third, k2);
    await waiting();
    await middle.commit();
    await second;
    assert.deepEqual(await named(one), ['53/4']);
    assert.deepEqual(await brokenKeys(), []);
  });

  it('does not supersede an entry that another is just claiming', async () => {
    await append(revision(1));
    const claiming = await halfway(({ lanes }) => lanes.claim({ lane: 'erp', holder: holder('p1'), limit: 1, now: 100 }));
    const superseding = other.write(async ({ lanes }) => lanes.supersede((await lanes.append([revision(2)])).map(Number), ['waiting'], 1));
    await waiting();
    await claiming.commit();
    assert.deepEqual(await superseding, { waiting: 0, parked: 0, bytes: 0 });
    assert.deepEqual((await one.read.lanes.unsettled('sales-order', '53')).map(({ state }) => state), ['claimed', 'waiting']);
  });

  it('lets one of two claim an effect, and the other see what became of it', async () => {
    const row = { destination: 'bluecherry:HTL', operation: 'create', key: '53', revision: '', holder: holder('a'), fingerprint: 'f', claimedAt: 1 };
    const first = await halfway(({ effects }) => effects.claim([row]));
    const second = other.write(({ effects }) => effects.claim([{ ...row, holder: holder('b') }]));
    await waiting();
    assert.deepEqual([await first.commit(), await second], [[true], [false]]);
    await one.write(({ effects }) => effects.markUnknown([row], 2));
    const again = (worker: string) => [{ ...row, holder: holder(worker), fingerprint: worker }];
    const reclaiming = await halfway(({ effects }) => effects.reclaim(again('c'), 3));
    const late = other.write(({ effects }) => effects.reclaim(again('d'), 3));
    await waiting();
    assert.deepEqual([await reclaiming.commit(), await late], [[true], [false]]);
    assert.equal((await one.read.effects.find([row]))[0]?.fingerprint, 'c');
  });

  it('lets one of two replay an exception, and the other see that it did', async () => {
    const { id } = await one.write(({ exceptions }) => exceptions.raise(newException('53')));
    const replaying = await halfway(({ exceptions }) => exceptions.markReplaying(id, 2, { replayedBy: null, batch: null }));
    const looking = other.write(({ exceptions }) => exceptions.get(id));
    await waiting();
    await replaying.commit();
    assert.equal((await looking)?.state, 'replaying');
  });

  it('keeps every key in order under any mixture of appends, claims, settles and withdrawals', async function () {
    this.timeout(30_000);
    const third = await postgres.open();
    const seed = Math.floor(Math.random() * 2 ** 31);
    const random = numbersFrom(seed);
    const pick = (below: number): number => Math.floor(random() * below);
    let revisionNumber = 0;
    const step = async (store: Store, worker: string): Promise<void> => {
      const entries = () => Array.from({ length: 1 + pick(4) }, () => laneEntry(`k${pick(6)}`, { revision: String((revisionNumber += 1)) }));
      const action = pick(4);
      if (action === 0) await store.write(({ lanes }) => lanes.append(entries()));
      if (action === 1) await store.write(async ({ lanes }) => lanes.supersede((await lanes.append(entries())).map(Number), ['waiting'], 1));
      if (action === 2) for (const { id } of await claim(store, worker, 3)) await settle(store, id);
      if (action === 3) {
        const some = await store.read.lanes.unsettled('sales-order', `k${pick(6)}`);
        await settle(store, ...some.filter(({ state }) => state === 'waiting' && pick(3) === 0).map(({ id }) => id));
      }
    };
    const run = async (store: Store, worker: string): Promise<void> => {
      for (let n = 0; n < 30; n += 1) await Promise.all([step(store, worker), step(store, worker)]);
    };
    await Promise.all([run(one, 'a'), run(other, 'b'), run(third, 'c')]);
    assert.deepEqual(await brokenKeys(), [], `seed ${seed}`);
    const { waiting: stillWaiting } = await one.read.lanes.counts('erp');
    for (let entries = await claim(one, 'a', 100); entries.length > 0; entries = await claim(one, 'a', 100)) await settle(one, ...entries.map(({ id }) => id));
    assert.deepEqual(await one.read.lanes.counts('erp'), { waiting: 0, claimed: 0, parked: 0, bytes: 0, oldestAt: null }, `${stillWaiting} waited, seed ${seed}`);
  });
});

/** Mulberry32: the same numbers from the same seed. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
