import assert from 'node:assert/strict';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
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
    const [p1, p2]: LeaseToken[] = [{ lease: 'lane:erp', fence: 1 }, { lease: 'lane:erp', fence: 2 }];
    const claim = async (now = 100, limit = 10, holder = p1): Promise<string[]> =>
      (await lanes((table) => table.claim({ lane: 'erp', holder: holder!, limit, now }))).map(({ key, revision }) => `${key}/${revision}`);
    const postponed = (id: number, dueAt: number, attempts = 1, lastCode: string | null = 'REMOTE_TIMEOUT') => ({ id, dueAt, attempts, lastError: 'late', lastCode });
    const asKept = (key: string, change: Parameters<typeof laneEntry>[1] = {}) => {
      const entry = laneEntry(key, change);
      return { ...entry, state: 'waiting', attempts: 0, lastCode: null, bytes: Buffer.byteLength(entry.message), damaged: false };
    };

    it('gives ids in the order of the entries, and each entry whole', async () => {
      const ids = await append(...Array.from({ length: 250 }, (_, n) => laneEntry(`k${n}`)));
      assert.deepEqual(ids, [...ids].sort((a, b) => a - b));
      const [last] = await store.read.lanes.get([ids[249]!]);
      assert.deepEqual(last, { ...asKept('k249'), id: ids[249] });
    });

    it('does not keep a revision twice that waits or is claimed, but keeps it once settled or parked', async () => {
      const [id = 0] = await append(laneEntry('53'));
      assert.deepEqual(await lanes((table) => table.append([laneEntry('53'), laneEntry('53', { revision: '2' }), laneEntry('53', { revision: '2' })])), [null, id + 1, null]);
      await claim();
      assert.deepEqual(await lanes((table) => table.append([laneEntry('53')])), [null]);
      await lanes((table) => table.settle([id + 1], { at: 1, outcome: 'done' }));
      await lanes((table) => table.park(id, 'no', 'NO'));
      assert.notDeepEqual(await lanes((table) => table.append([laneEntry('53')])), [null]);
    });

    it('does not keep a revision that is older than one that waits, is claimed or is parked', async () => {
      const [id = 0] = await append(laneEntry('53', { revision: '5' }));
      const older = () => lanes((table) => table.append([laneEntry('53', { revision: '4' }), laneEntry('54', { revision: '4' })]));
      assert.equal((await older())[0], null);
      await claim();
      assert.deepEqual(await older(), [null, null]);
      await lanes((table) => table.park(id, 'no', 'NO'));
      assert.equal((await older())[0], null);
      assert.deepEqual(await lanes((table) => table.append(['6', '7', '6', '9', '10'].map((revision) => laneEntry('53', { revision })))).then((ids) => ids.map((one) => one !== null)), [true, true, false, true, true]);
      assert.deepEqual((await store.read.lanes.unsettled('sales-order', '53')).map(({ revision }) => revision), ['5', '6', '7', '9', '10']);
      await lanes((table) => table.settle([id], { at: 1, outcome: 'done' }));
    });

    it('does not keep a revision that is older than the last that was there, unless a person sends it again', async () => {
      const meets = (...entries: Parameters<LaneTable['admit']>[0]) => lanes((table) => table.admit(entries)).then((admitted) => admitted.map(({ newer }) => newer));
      const settleAll = (outcome: string) => lanes(async (table) => table.settle((await table.unsettled('sales-order', '53')).map(({ id }) => id), { at: 9, outcome }));
      const [of53, again] = [(revision: string, change: object = {}) => laneEntry('53', { revision, ...change }), { again: true }];
      for (const [revision, outcome] of [['5', 'done'], ['7', 'skipped'], ['8', 'dismissed'], ['9', 'done']] as const) {
        await append(of53(revision), of53('1', { lane: `mail ${revision}` }));
        await settleAll(outcome);
        assert.deepEqual(await meets(of53('4'), laneEntry('54', { revision: '1' }), of53('4', { entity: 'shipment' })), [{ revision, settled: true }, null, null]);
      }
      assert.deepEqual(await meets(of53('8'), of53('2', { lane: 'mail 9' })), [{ revision: '9', settled: true }, null]);
      assert.deepEqual(await meets(of53('9'), of53('8')), [null, { revision: '9', settled: false }], 'the same again is kept');
      await settleAll('done');
      assert.deepEqual(await meets(of53('6', again), of53('5', again)), [null, { revision: '6', settled: false }]);
      await settleAll('done');
      assert.deepEqual(await meets(of53('hash'), of53('4')), [null, null], 'what cannot be compared changes nothing');
      await settleAll('done');
      await append(of53('99'));
      await settleAll('done');
      await lanes((table) => table.prune(10, 100));
      assert.deepEqual(await meets(of53('1')), [null], 'beyond what is kept nothing is remembered');
    });

    it('keeps a change of the same moment behind the other, whatever its hash', async () => {
      const at = '2026-01-01T00:00:00Z';
      await append(laneEntry('53', { revision: `${at}~zzz` }), laneEntry('53', { revision: `${at}~aaa` }));
      assert.deepEqual(await lanes((table) => table.append([laneEntry('53', { revision: '2025-12-31T23:59:59Z~zzzz' })])), [null]);
    });

    it('names the keys that still have an entry in any lane, in whatever state', async () => {
      const keys = Array.from({ length: 150 }, (_, n) => `k${n}`);
      const ids = await append(...keys.map((key) => laneEntry(key, { lane: key === 'k3' ? 'shop' : 'erp' })), laneEntry('k200', { entity: 'sku-page' }));
      await claim(100, 1);
      await lanes((table) => table.park(ids[1]!, 'no', 'NO'));
      await lanes((table) => table.settle([ids[2]!], { at: 1, outcome: 'done' }));
      assert.deepEqual([...(await store.read.lanes.underWay('sales-order', ['k0', 'k1', 'k2', 'k3', 'k200', 'none']))].sort(), ['k0', 'k1', 'k3']);
      assert.equal((await store.read.lanes.underWay('sales-order', keys)).size, 149);
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
      await lanes((table) => table.postpone([postponed(first, 500)]));
      assert.deepEqual(await claim(), []);
      assert.deepEqual(await claim(500), ['53/1']);
      await lanes((table) => table.park(first, 'refused', 'NO'));
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
      await lanes((table) => table.postpone([postponed(id, 100, 3)]));
      await claim();
      assert.deepEqual(await lanes((table) => table.release('erp', { of: p1! })), [id]);
      assert.deepEqual((await store.read.lanes.get([id])).map(({ state, attempts }) => [state, attempts]), [['waiting', 3]]);
      await claim();
      await lanes((table) => table.park(id, 'refused', 'NO'));
      await lanes((table) => table.unpark(id, 700, '{"put":"right"}'));
      assert.deepEqual(await store.read.lanes.get([id]), [{ ...asKept('53', { dueAt: 700, message: '{"put":"right"}' }), id }]);
      assert.equal((await store.read.lanes.counts('erp')).bytes, '{"put":"right"}'.length);
    });

    it('claims only of the ids it is given', async () => {
      const ids = await append(laneEntry('a'), laneEntry('b'), laneEntry('c', { priority: 0 }));
      const only = (...some: number[]) => lanes((table) => table.claim({ lane: 'erp', holder: p1!, limit: 10, now: 100, ids: some }));
      assert.deepEqual(await only(), []);
      assert.deepEqual((await only(ids[1]!, ids[2]!, 999)).map(({ key }) => key), ['c', 'b']);
      assert.deepEqual(await only(ids[1]!), []);
    });

    it('knows whose claim an entry is, and gives back those of one holder or of all the others', async () => {
      const [a = 0, b = 0, c = 0] = await append(laneEntry('a'), laneEntry('b'), laneEntry('c'), laneEntry('d', { lane: 'mail' }));
      await claim(100, 2, p1);
      await claim(100, 1, p2);
      await lanes((table) => table.claim({ lane: 'mail', holder: p1!, limit: 1, now: 100 }));
      const claimedBy = async (holder: LeaseToken) => [...(await lanes((table) => table.claimedBy([a, b, c, 999], holder)))];
      assert.deepEqual([await claimedBy(p1!), await claimedBy(p2!), await claimedBy({ lease: 'lane:other', fence: 1 })], [[a, b], [c], []]);
      await lanes((table) => table.settle([a], { at: 1, outcome: 'done' }));
      assert.deepEqual(await claimedBy(p1!), [b]);
      assert.deepEqual(await lanes((table) => table.release('erp', { allBut: p2! })), [b]);
      assert.deepEqual([await claimedBy(p1!), await claimedBy(p2!)], [[], [c]]);
      assert.deepEqual(await lanes((table) => table.release('erp', { of: p1! })), []);
      assert.deepEqual(await lanes((table) => table.release('erp', { of: p2! })), [c]);
      assert.equal((await store.read.lanes.counts('mail')).claimed, 1);
    });

    it('postpones many at once, each until its own time and for its own reason', async () => {
      const ids = await append(...Array.from({ length: 150 }, (_, n) => laneEntry(`k${n}`)));
      await claim(100, 150);
      await lanes((table) => table.settle([ids[7]!], { at: 1, outcome: 'done' }));
      await lanes((table) => table.postpone(ids.map((id, n) => postponed(id, 1000 + n, n, n % 2 === 0 ? 'REMOTE_TIMEOUT' : null))));
      const found = await store.read.lanes.get(ids);
      assert.deepEqual(found.map(({ state, dueAt, attempts, lastCode }) => [state, dueAt, attempts, lastCode]), ids.map((_, n) => (n === 7 ? ['settled', 100, 0, null] : ['waiting', 1000 + n, n, n % 2 === 0 ? 'REMOTE_TIMEOUT' : null])));
      assert.deepEqual([...(await lanes((table) => table.claimedBy(ids, p1!)))], []);
    });

    it('brings forward what waits for one of the codes, and nothing else', async () => {
      const ids = await append(laneEntry('a'), laneEntry('b'), laneEntry('c'), laneEntry('d', { priority: 3 }), laneEntry('e', { lane: 'mail' }), laneEntry('f', { dueAt: 900 }));
      const codes = ['REMOTE_TIMEOUT', 'REMOTE_UNAVAILABLE'];
      await claim();
      await lanes((table) => table.postpone([postponed(ids[0]!, 700), postponed(ids[1]!, 600, 1, 'REMOTE_UNAVAILABLE'), postponed(ids[2]!, 500, 1, 'SKU_MISSING'), postponed(ids[3]!, 900), postponed(ids[4]!, 700)]));
      assert.equal(await lanes((table) => table.bringForward('erp', codes, 200, 1)), 1);
      assert.deepEqual(await claim(200), ['b/1']);
      assert.equal(await lanes((table) => table.bringForward('erp', codes, 200)), 2);
      assert.deepEqual(await claim(200), ['a/1', 'd/1']);
      assert.equal(await lanes((table) => table.bringForward('erp', codes, 200)), 0);
      assert.equal((await store.read.lanes.get([ids[4]!]))[0]?.dueAt, 700);
    });

    it('finds a message that is not what was kept, and believes a corrected one', async () => {
      const ids = await append(laneEntry('a'), laneEntry('b', { message: '{"name":"Zoë 🧶 \\u0000"}' }), laneEntry('c'));
      await under.meddle(`update lane_entry set message = '{"key":"x"}' where id = ${ids[0]}`);
      await under.meddle(`update lane_entry set key = 'd' where id = ${ids[2]}`);
      assert.deepEqual((await store.read.lanes.get(ids)).map(({ damaged }) => damaged), [true, false, true]);
      const claimed = await lanes((table) => table.claim({ lane: 'erp', holder: p1!, limit: 10, now: 100 }));
      assert.deepEqual(claimed.map(({ damaged }) => damaged), [true, false, true]);
      await lanes((table) => table.park(ids[0]!, 'no', 'MESSAGE_DAMAGED'));
      await lanes((table) => table.unpark(ids[0]!, 1));
      assert.equal((await store.read.lanes.get(ids))[0]?.damaged, true);
      await lanes((table) => table.park(ids[0]!, 'no', 'MESSAGE_DAMAGED'));
      await lanes((table) => table.unpark(ids[0]!, 1, '{"put":"right"}'));
      assert.equal((await store.read.lanes.unsettled('sales-order', 'a'))[0]?.damaged, false);
    });

    it('leaves a settled entry settled, whatever is said about it later', async () => {
      const [id = 0] = await append(laneEntry('53'));
      await lanes((table) => table.settle([id], { at: 1, outcome: 'done' }));
      await lanes(async (table) => {
        await table.park(id, 'late', 'NO');
        await table.unpark(id, 1);
        await table.postpone([postponed(id, 1)]);
      });
      assert.equal((await store.read.lanes.get([id]))[0]?.state, 'settled');
      assert.deepEqual(await claim(), []);
    });

    it('supersedes older waiting entries of the same key, and not the claimed one', async () => {
      await append(laneEntry('sku', { revision: '1' }));
      await claim();
      await append(laneEntry('sku', { revision: '2' }), laneEntry('sku', { revision: '3' }), laneEntry('other'));
      const [newest = 0] = await append(laneEntry('sku', { revision: '4' }));
      assert.deepEqual(await lanes((table) => table.supersede([newest], ['waiting'], 9)), { waiting: 2, parked: 0, bytes: 2 * '{"key":"sku"}'.length });
      assert.deepEqual((await store.read.lanes.unsettled('sales-order', 'sku')).map(({ revision, state }) => [revision, state]), [['1', 'claimed'], ['4', 'waiting']]);
    });

    it('counts by state and knows the oldest that waits or is claimed', async () => {
      assert.deepEqual(await store.read.lanes.counts('erp'), { waiting: 0, claimed: 0, parked: 0, bytes: 0, oldestAt: null });
      const [parked = 0] = await append(laneEntry('a', { createdAt: 1, message: '€' }), laneEntry('b', { createdAt: 2 }), laneEntry('c', { createdAt: 3 }));
      await lanes((table) => table.park(parked, 'no', 'NO'));
      await claim(100, 1);
      assert.deepEqual(await store.read.lanes.counts('erp'), { waiting: 1, claimed: 1, parked: 1, bytes: 3 + 2 * '{"key":"b"}'.length, oldestAt: 2 });
      await lanes((table) => table.settle([parked], { at: 1, outcome: 'dismissed' }));
      assert.equal((await store.read.lanes.counts('erp')).bytes, 2 * '{"key":"b"}'.length);
    });

    it('says when the next entry that could be claimed falls due', async () => {
      assert.equal(await store.read.lanes.nextDueAt('erp'), null);
      const [blocked = 0] = await append(laneEntry('53', { dueAt: 50 }), laneEntry('53', { revision: '2', dueAt: 60 }), laneEntry('54', { dueAt: 90 }), laneEntry('55', { dueAt: 80, priority: 7 }));
      assert.equal(await store.read.lanes.nextDueAt('erp'), 50);
      await lanes((table) => table.park(blocked, 'no', 'NO'));
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
