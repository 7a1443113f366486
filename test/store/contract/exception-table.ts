import assert from 'node:assert/strict';
import type { Store, StoreTables } from '../../../lib/store/contract/store.ts';
import { newException, type StoreUnderTest } from './store-under-test.ts';

export function exceptionTableContract(under: StoreUnderTest): void {
  describe(`exception table on ${under.engine}`, () => {
    let store: Store;
    beforeEach(async () => (store = await under.open()));
    afterEach(() => under.discard());

    type Exceptions = StoreTables['exceptions'];
    const write = <T>(work: (exceptions: Exceptions) => Promise<T>) => store.write(({ exceptions }) => work(exceptions));
    const raise = (...args: Parameters<typeof newException>) => write((exceptions) => exceptions.raise(newException(...args)));
    const row = async (id: number) => (await store.read.exceptions.get(id))!;
    const replaying = (id: number, worker: string | null = null, batch: number | null = null) =>
      write((exceptions) => exceptions.markReplaying(id, 150, { replayedBy: worker === null ? null : { lease: worker, fence: 1 }, batch }));

    it('raises one row per record and place, and counts attempts on it', async () => {
      const { at, ...first } = newException('69');
      const raised = await raise('69');
      const fresh = { state: 'open', attempts: 1, assignedTo: null, editedAt: null, batch: null, replayedBy: null, closedAt: null, closedBy: null, closeReason: null };
      assert.deepEqual(raised, { ...first, ...fresh, id: raised.id, firstSeenAt: at, lastSeenAt: at });
      await replaying(raised.id, 'worker:a');
      assert.deepEqual([(await row(raised.id)).state, (await row(raised.id)).replayedBy], ['replaying', { lease: 'worker:a', fence: 1 }]);
      const again = await raise('69', { code: 'SKU_UNKNOWN', cause: 'SKU_UNKNOWN sales-order', at: 200, revision: '2', laneEntry: 7 });
      assert.deepEqual([again.id, again.state, again.code, again.cause, again.attempts, again.firstSeenAt, again.lastSeenAt, again.revision, again.laneEntry, again.replayedBy], [raised.id, 'open', 'SKU_UNKNOWN', 'SKU_UNKNOWN sales-order', 2, 100, 200, '2', 7, null]);
      assert.notEqual((await raise('69', { resumeAt: 'lane:erp' })).id, raised.id);
    });

    it('raises a new row once the old one is closed', async () => {
      const { id } = await raise('69');
      await write((exceptions) => exceptions.close([id], 'resolved', 'selvedge', 'arrived', 300));
      assert.notEqual((await raise('69')).id, id);
      const closed = await row(id);
      assert.deepEqual([closed.state, closed.closedAt, closed.closedBy, closed.closeReason], ['resolved', 300, 'selvedge', 'arrived']);
    });

    it('closes only once and reopens only what is replaying', async () => {
      const { id } = await raise('69');
      assert.equal(await replaying(id), true);
      assert.equal(await replaying(id), false);
      await write((exceptions) => exceptions.reopen(id, 2, '{"replayFailed":"away"}'));
      assert.deepEqual([(await row(id)).state, (await row(id)).details], ['open', '{"replayFailed":"away"}']);
      await write((exceptions) => exceptions.close([id], 'dismissed', 'ann', 'a test order', 3));
      await write(async (exceptions) => {
        await exceptions.close([id], 'resolved', 'selvedge', 'late', 4);
        await exceptions.reopen(id, 5);
        await exceptions.assign([id], 'bob');
        assert.equal(await exceptions.edit(id, '{"late":1}', 5), false);
      });
      assert.equal(await replaying(id), false);
      assert.deepEqual([(await row(id)).state, (await row(id)).assignedTo, (await row(id)).message], ['dismissed', null, '{}']);
      assert.equal(await store.read.exceptions.get(id + 1), null);
    });

    it('stays with its person while it is replayed and when it fails again', async () => {
      const { id } = await raise('69');
      const state = async () => `${(await row(id)).state} ${(await row(id)).assignedTo ?? '-'}`;
      await write((exceptions) => exceptions.assign([id], 'ann'));
      assert.equal(await state(), 'assigned ann');
      assert.equal(await replaying(id), true);
      assert.equal(await state(), 'replaying ann');
      await write((exceptions) => exceptions.assign([id], 'bob'));
      assert.equal(await state(), 'replaying bob');
      assert.equal((await raise('69')).state, 'assigned');
      await replaying(id);
      await write((exceptions) => exceptions.reopen(id, 9));
      assert.equal(await state(), 'assigned bob');
      await write((exceptions) => exceptions.assign([id], null));
      assert.equal(await state(), 'open -');
    });

    it('keeps a correction until a newer revision of the record fails', async () => {
      const { id } = await raise('69');
      assert.equal(await write((exceptions) => exceptions.edit(id, '{"corrected":1}', 120)), true);
      assert.deepEqual([(await row(id)).message, (await row(id)).editedAt], ['{"corrected":1}', 120]);
      await replaying(id);
      assert.equal(await write((exceptions) => exceptions.edit(id, '{"late":1}', 130)), false);
      const again = await raise('69', { message: '{"corrected":1,"codes":2}' });
      assert.deepEqual([again.message, again.editedAt], ['{"corrected":1,"codes":2}', 120]);
      await replaying(id);
      assert.equal((await raise('69', { revision: '2' })).editedAt, null);
      await write((exceptions) => exceptions.edit(id, '{"corrected":2}', 140));
      assert.equal((await raise('69', { revision: '2' })).editedAt, null);
    });

    it('lists newest first, filtered, page by page', async () => {
      const ids: number[] = [];
      for (const key of ['1', '2', '3', '4']) ids.push((await raise(key, key === '2' ? { code: 'AMOUNT_INVALID', cause: 'an amount', owner: 'finance' } : {})).id);
      await write((exceptions) => exceptions.close([ids[3]!], 'resolved', 'selvedge', 'done', 1));
      await write((exceptions) => exceptions.assign([ids[0]!], 'ann'));
      const keys = async (filter: object) => (await store.read.exceptions.list({ limit: 2, ...filter })).map(({ key }) => key);
      assert.deepEqual(await keys({}), ['4', '3']);
      assert.deepEqual(await keys({ before: ids[2] }), ['2', '1']);
      assert.deepEqual(await keys({ state: ['open', 'replaying'] }), ['3', '2']);
      assert.deepEqual(await keys({ state: ['resolved'] }), ['4']);
      assert.deepEqual(await keys({ owner: 'finance', code: 'AMOUNT_INVALID', cause: 'an amount' }), ['2']);
      assert.deepEqual(await keys({ entity: 'sales-order', key: '1' }), ['1']);
      assert.deepEqual(await keys({ state: ['assigned'], assignedTo: 'ann' }), ['1']);
      assert.deepEqual(await keys({ ids: [ids[0], ids[2]] }), ['3', '1']);
      assert.deepEqual(await keys({ ids: [] }), []);
    });

    it('counts what is not closed by code and owner', async () => {
      await raise('1');
      await raise('2');
      await raise('3', { code: 'AMOUNT_INVALID', owner: 'finance' });
      const { id } = await raise('4');
      await write((exceptions) => exceptions.close([id], 'resolved', 'selvedge', 'done', 1));
      assert.deepEqual(await store.read.exceptions.openCount(), [
        { code: 'AMOUNT_INVALID', owner: 'finance', count: 1 },
        { code: 'SKU_MISSING', owner: 'ecommerce', count: 2 },
      ]);
    });

    it('groups what is not closed by cause, biggest first, each with the newest sentence and a few keys', async () => {
      for (const [index, key] of ['1', '2', '3', '4'].entries()) await raise(key, { cause: 'no SKU', text: `Line ${key}`, at: 100 + index });
      const { id } = await raise('5', { cause: 'an amount', code: 'AMOUNT_INVALID', owner: 'finance', text: 'The amount', at: 140 });
      const gone = await raise('6', { cause: 'no SKU', at: 999 });
      await write(async (exceptions) => {
        await exceptions.close([gone.id], 'resolved', 'selvedge', 'done', 1000);
        await exceptions.assign([id], 'ann');
      });
      await replaying(id);
      const sku = { cause: 'no SKU', code: 'SKU_MISSING', owner: 'ecommerce', entity: 'sales-order', text: 'Line 4', count: 4, assigned: 0, replaying: 0, firstSeenAt: 100, lastSeenAt: 103, keys: ['4', '3', '2'] };
      const amount = { cause: 'an amount', code: 'AMOUNT_INVALID', owner: 'finance', entity: 'sales-order', text: 'The amount', count: 1, assigned: 1, replaying: 1, firstSeenAt: 140, lastSeenAt: 150, keys: ['5'] };
      assert.deepEqual(await store.read.exceptions.groups({ limit: 9 }), [sku, amount]);
      assert.deepEqual(await store.read.exceptions.groups({ limit: 1 }), [sku]);
      assert.deepEqual(await store.read.exceptions.groups({ limit: 9, owner: 'finance' }), [amount]);
      assert.deepEqual(await store.read.exceptions.groups({ limit: 9, entity: 'lane' }), []);
    });

    it('knows the members of a replay of many: those that wait, those on their way, and nothing that came later', async () => {
      const ids: number[] = [];
      for (const key of ['1', '2', '3', '4']) ids.push((await raise(key)).id);
      const [first, second, third, fourth] = ids as [number, number, number, number];
      await raise('5', { cause: 'another' });
      await replaying(fourth);
      await write((exceptions) => exceptions.assign([second], 'ann'));
      assert.deepEqual(await write((exceptions) => exceptions.waitingOf(newException('').cause)), [first, second, third]);
      assert.deepEqual(await store.read.exceptions.idsOf(newException('').cause), [fourth, third, second, first]);
      await write((exceptions) => exceptions.joinBatch([first, second, third], 7));
      assert.deepEqual(await write((exceptions) => exceptions.waitingOf(newException('').cause)), []);
      await raise('6');
      assert.deepEqual(await store.read.exceptions.ofBatch(7, 2), { waiting: [first, second], replaying: 0 });
      assert.deepEqual((await store.read.exceptions.list({ batch: 7, limit: 9 })).map(({ id }) => id), [third, second, first]);
      assert.equal(await replaying(first, null, 8), false);
      assert.equal(await replaying(first, null, 7), true);
      assert.deepEqual(await store.read.exceptions.ofBatch(7, 9), { waiting: [second, third], replaying: 1 });
      assert.equal((await raise('1')).batch, 7);
      await write(async (exceptions) => {
        await exceptions.leaveBatch([first]);
        await exceptions.close([second], 'resolved', 'selvedge', 'done', 1);
      });
      assert.deepEqual([(await row(first)).batch, (await row(second)).batch], [null, null]);
      await write((exceptions) => exceptions.emptyBatch(7));
      assert.deepEqual(await store.read.exceptions.ofBatch(7, 9), { waiting: [], replaying: 0 });
    });

    it('opens again what one worker was replaying, and nothing of another one or of a lane', async () => {
      const ids: number[] = [];
      for (const key of ['1', '2', '3', '4']) ids.push((await raise(key)).id);
      await write((exceptions) => exceptions.assign([ids[1]!], 'ann'));
      await replaying(ids[0]!, 'worker:a');
      await replaying(ids[1]!, 'worker:a');
      await replaying(ids[2]!, 'worker:b');
      await replaying(ids[3]!);
      const workers = (await store.read.exceptions.replayers()).map(({ lease }) => lease).sort();
      assert.deepEqual(workers, ['worker:a', 'worker:b']);
      assert.equal(await write((exceptions) => exceptions.reopenAllOf({ lease: 'worker:a', fence: 2 }, 9)), 0);
      assert.equal(await write((exceptions) => exceptions.reopenAllOf({ lease: 'worker:a', fence: 1 }, 9)), 2);
      assert.deepEqual(await Promise.all(ids.map(async (id) => (await row(id)).state)), ['open', 'assigned', 'replaying', 'replaying']);
      assert.deepEqual(await store.read.exceptions.replayers(), [{ lease: 'worker:b', fence: 1 }]);
    });
  });
}
