import assert from 'node:assert/strict';
import type { Store } from '../../../lib/store/contract/store.ts';
import type { LaneTable } from '../../../lib/store/contract/lane-table.ts';
import { laneEntry, type StoreUnderTest } from './store-under-test.ts';

export function laneTableContract(under: StoreUnderTest): void {
  describe(`lane table on ${under.engine}`, () => {
    let store: Store;
    beforeEach(async () => (store = await under.open()));
    afterEach(() => under.discard());

    const lanes = <T>(work: (table: LaneTable) => Promise<T>): Promise<T> => store.write((tables) => work(tables.lanes));
    const append = async (...entries: Parameters<LaneTable['append']>[0]): Promise<number[]> => (await lanes((table) => table.append(entries))).map((id) => id ?? assert.fail('was not kept'));
    const claim = async (now = 100, limit = 10): Promise<string[]> =>
      (await lanes((table) => table.claim({ lane: 'erp', owner: 'p1', limit, now }))).map(({ key, revision }) => `${key}/${revision}`);

    it('gives ids in the order of the entries, and each entry whole', async () => {
      const ids = await append(...Array.from({ length: 250 }, (_, n) => laneEntry(`k${n}`)));
      assert.deepEqual(ids, [...ids].sort((a, b) => a - b));
      const [last] = await store.read.lanes.get([ids[249]!]);
      assert.deepEqual(last, { ...laneEntry('k249'), id: ids[249], state: 'waiting', attempts: 0 });
    });

    it('does not keep a revision twice that waits or is claimed, but keeps it once settled or parked', async () => {
      const [id = 0] = await append(laneEntry('53'));
      assert.deepEqual(await lanes((table) => table.append([laneEntry('53'), laneEntry('53', { revision: '2' }), laneEntry('53', { revision: '2' })])), [null, id + 1, null]);
      await claim();
      assert.deepEqual(await lanes((table) => table.append([laneEntry('53')])), [null]);
      await lanes((table) => table.park(id, 'no'));
      assert.notDeepEqual(await lanes((table) => table.append([laneEntry('53')])), [null]);
    });

    it('tells equal keys of other lanes and entities apart', async () => {
      await append(laneEntry('53'), laneEntry('53', { entity: 'shipment' }), laneEntry('53', { lane: 'mail' }));
      assert.deepEqual(await claim(), ['53/1', '53/1']);
      assert.equal((await store.read.lanes.counts('mail')).waiting, 1);
    });

    it('claims by priority, then longest due first, up to the limit', async () => {
      await append(laneEntry('slow', { priority: 5, dueAt: 1 }), laneEntry('b', { dueAt: 20 }), laneEntry('a', { dueAt: 10 }), laneEntry('c', { dueAt: 20 }), laneEntry('future', { priority: 0, dueAt: 101 }));
      assert.deepEqual(await claim(100, 3), ['a/1', 'b/1', 'c/1']);
      assert.deepEqual(await claim(), ['slow/1']);
      assert.deepEqual(await claim(101), ['future/1']);
    });

    it('never claims an entry whose key has an older one that waits, is claimed or is parked', async () => {
      const [first = 0] = await append(laneEntry('53'), laneEntry('53', { revision: '2' }), laneEntry('54'));
      assert.deepEqual(await claim(), ['53/1', '54/1']);
      assert.deepEqual(await claim(), []);
      await lanes((table) => table.postpone(first, { dueAt: 500, attempts: 1, lastError: 'late' }));
      assert.deepEqual(await claim(), []);
      assert.deepEqual(await claim(500), ['53/1']);
      await lanes((table) => table.park(first, 'refused'));
      assert.deepEqual(await claim(500), []);
      await lanes((table) => table.settle([first], { at: 500, outcome: 'done' }));
      assert.deepEqual(await claim(500), ['53/2']);
    });

    it('goes on with the oldest of a key when one in the middle is settled', async () => {
      const [, second = 0] = await append(laneEntry('53'), laneEntry('53', { revision: '2' }), laneEntry('53', { revision: '3' }));
      await lanes((table) => table.settle([second], { at: 1, outcome: 'withdrawn' }));
      assert.deepEqual(await claim(), ['53/1']);
      await lanes((table) => table.settle([second - 1], { at: 1, outcome: 'done' }));
      assert.deepEqual(await claim(), ['53/3']);
    });

    it('keeps attempts over a postponement and a release, and starts from zero when unparked, with the new message', async () => {
      const [id = 0] = await append(laneEntry('53'));
      await claim();
      await lanes((table) => table.postpone(id, { dueAt: 100, attempts: 3, lastError: 'late' }));
      await claim();
      assert.equal(await lanes((table) => table.release('erp', 'another')), 0);
      assert.equal(await lanes((table) => table.release('erp')), 1);
      assert.deepEqual((await store.read.lanes.get([id])).map(({ state, attempts }) => [state, attempts]), [['waiting', 3]]);
      await claim();
      await lanes((table) => table.park(id, 'refused'));
      await lanes((table) => table.unpark(id, 700, '{"put":"right"}'));
      assert.deepEqual(await store.read.lanes.get([id]), [{ ...laneEntry('53', { dueAt: 700, message: '{"put":"right"}' }), id, state: 'waiting', attempts: 0 }]);
    });

    it('leaves a settled entry settled, whatever is said about it later', async () => {
      const [id = 0] = await append(laneEntry('53'));
      await lanes((table) => table.settle([id], { at: 1, outcome: 'done' }));
      await lanes(async (table) => {
        await table.park(id, 'late');
        await table.unpark(id, 1);
        await table.postpone(id, { dueAt: 1, attempts: 1, lastError: '' });
      });
      assert.equal((await store.read.lanes.get([id]))[0]?.state, 'settled');
      assert.deepEqual(await claim(), []);
    });

    it('supersedes older waiting entries of the same key, and not the claimed one', async () => {
      await append(laneEntry('sku', { revision: '1' }));
      await claim();
      await append(laneEntry('sku', { revision: '2' }), laneEntry('sku', { revision: '3' }), laneEntry('other'));
      const [newest = 0] = await append(laneEntry('sku', { revision: '4' }));
      assert.deepEqual(await lanes((table) => table.supersede([newest], ['waiting'], 9)), { waiting: 2, parked: 0 });
      assert.deepEqual((await store.read.lanes.unsettled('sales-order', 'sku')).map(({ revision, state }) => [revision, state]), [['1', 'claimed'], ['4', 'waiting']]);
    });

    it('counts by state and knows the oldest that waits or is claimed', async () => {
      assert.deepEqual(await store.read.lanes.counts('erp'), { waiting: 0, claimed: 0, parked: 0, oldestAt: null });
      const [parked = 0] = await append(laneEntry('a', { createdAt: 1 }), laneEntry('b', { createdAt: 2 }), laneEntry('c', { createdAt: 3 }));
      await lanes((table) => table.park(parked, 'no'));
      await claim(100, 1);
      assert.deepEqual(await store.read.lanes.counts('erp'), { waiting: 1, claimed: 1, parked: 1, oldestAt: 2 });
    });

    it('says when the next entry that could be claimed falls due', async () => {
      assert.equal(await store.read.lanes.nextDueAt('erp'), null);
      const [blocked = 0] = await append(laneEntry('53', { dueAt: 50 }), laneEntry('53', { revision: '2', dueAt: 60 }), laneEntry('54', { dueAt: 90 }), laneEntry('55', { dueAt: 80, priority: 7 }));
      assert.equal(await store.read.lanes.nextDueAt('erp'), 50);
      await lanes((table) => table.park(blocked, 'no'));
      assert.equal(await store.read.lanes.nextDueAt('erp'), 80);
    });

    it('prunes settled entries older than asked, a few at a time, and nothing else', async () => {
      const ids = await append(...['a', 'b', 'c', 'd'].map((key) => laneEntry(key)));
      await lanes((table) => table.settle(ids.slice(0, 2), { at: 10, outcome: 'done' }));
      await lanes((table) => table.settle(ids.slice(2, 3), { at: 20, outcome: 'done' }));
      assert.equal(await lanes((table) => table.prune(20, 1)), 1);
      assert.equal(await lanes((table) => table.prune(20, 10)), 1);
      assert.equal(await lanes((table) => table.prune(20, 10)), 0);
      assert.deepEqual((await store.read.lanes.get(ids)).map(({ key }) => key), ['c', 'd']);
    });
  });
}
