import assert from 'node:assert/strict';
import type { Store } from '../../../lib/store/contract/store.ts';
import { newException, type StoreUnderTest } from './store-under-test.ts';

export function exceptionTableContract(under: StoreUnderTest): void {
  describe(`exception table on ${under.engine}`, () => {
    let store: Store;
    beforeEach(async () => (store = await under.open()));
    afterEach(() => under.discard());

    const raise = (...args: Parameters<typeof newException>) => store.write(({ exceptions }) => exceptions.raise(newException(...args)));

    it('raises one row per record and place, and counts attempts on it', async () => {
      const { at, ...first } = newException('69');
      const row = await raise('69');
      assert.deepEqual(row, { ...first, id: row.id, state: 'open', attempts: 1, firstSeenAt: at, lastSeenAt: at, closedAt: null, closedBy: null, closeReason: null });
      await store.write(({ exceptions }) => exceptions.markReplaying(row.id, 150));
      const again = await raise('69', { code: 'SKU_UNKNOWN', at: 200, revision: '2', laneEntry: 7 });
      assert.deepEqual([again.id, again.state, again.code, again.attempts, again.firstSeenAt, again.lastSeenAt, again.revision, again.laneEntry], [row.id, 'open', 'SKU_UNKNOWN', 2, 100, 200, '2', 7]);
      assert.notEqual((await raise('69', { resumeAt: 'lane:erp' })).id, row.id);
    });

    it('raises a new row once the old one is closed', async () => {
      const row = await raise('69');
      await store.write(({ exceptions }) => exceptions.close([row.id], 'resolved', 'selvedge', 'arrived', 300));
      assert.notEqual((await raise('69')).id, row.id);
      const closed = await store.read.exceptions.get(row.id);
      assert.deepEqual([closed?.state, closed?.closedAt, closed?.closedBy, closed?.closeReason], ['resolved', 300, 'selvedge', 'arrived']);
    });

    it('closes only once and reopens only what is replaying', async () => {
      const row = await raise('69');
      const state = async () => (await store.read.exceptions.get(row.id))?.state;
      await store.write(({ exceptions }) => exceptions.markReplaying(row.id, 1));
      await store.write(({ exceptions }) => exceptions.reopen(row.id, 2, '{"replayFailed":"away"}'));
      assert.equal((await store.read.exceptions.get(row.id))?.details, '{"replayFailed":"away"}');
      await store.write(({ exceptions }) => exceptions.close([row.id], 'dismissed', 'ann', 'a test order', 3));
      await store.write(async ({ exceptions }) => {
        await exceptions.close([row.id], 'resolved', 'selvedge', 'late', 4);
        await exceptions.markReplaying(row.id, 5);
        await exceptions.reopen(row.id, 5);
      });
      assert.equal(await state(), 'dismissed');
      assert.equal(await store.read.exceptions.get(row.id + 1), null);
    });

    it('lists newest first, filtered, page by page', async () => {
      const ids: number[] = [];
      for (const key of ['1', '2', '3', '4']) ids.push((await raise(key, key === '2' ? { code: 'AMOUNT_INVALID', owner: 'finance' } : {})).id);
      await store.write(({ exceptions }) => exceptions.close([ids[3]!], 'resolved', 'selvedge', 'done', 1));
      const keys = async (filter: object) => (await store.read.exceptions.list({ limit: 2, ...filter })).map(({ key }) => key);
      assert.deepEqual(await keys({}), ['4', '3']);
      assert.deepEqual(await keys({ before: ids[2] }), ['2', '1']);
      assert.deepEqual(await keys({ state: ['open', 'replaying'] }), ['3', '2']);
      assert.deepEqual(await keys({ state: ['resolved'] }), ['4']);
      assert.deepEqual(await keys({ owner: 'finance', code: 'AMOUNT_INVALID' }), ['2']);
      assert.deepEqual(await keys({ entity: 'sales-order', key: '1' }), ['1']);
    });

    it('counts what is not closed by code and owner', async () => {
      await raise('1');
      await raise('2');
      await raise('3', { code: 'AMOUNT_INVALID', owner: 'finance' });
      const { id } = await raise('4');
      await store.write(({ exceptions }) => exceptions.close([id], 'resolved', 'selvedge', 'done', 1));
      assert.deepEqual(await store.read.exceptions.openCount(), [
        { code: 'AMOUNT_INVALID', owner: 'finance', count: 1 },
        { code: 'SKU_MISSING', owner: 'ecommerce', count: 2 },
      ]);
    });
  });
}
