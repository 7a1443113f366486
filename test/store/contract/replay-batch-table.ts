import assert from 'node:assert/strict';
import type { Store } from '../../../lib/store/contract/store.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export function replayBatchTableContract(under: StoreUnderTest): void {
  describe(`replay batch table on ${under.engine}`, () => {
    let store: Store;
    beforeEach(async () => (store = await under.open()));
    afterEach(() => under.discard());

    const start = (cause: string, startedAt = 100) =>
      store.write(({ replayBatches }) => replayBatches.start({ cause, by: 'ann', holder: { lease: 'worker:a', fence: 1 }, canary: 5, total: 12, startedAt }));
    const get = async (id: number) => (await store.read.replayBatches.get(id))!;

    it('begins with its canary', async () => {
      const batch = await start('no SKU');
      assert.deepEqual(batch, { id: batch.id, cause: 'no SKU', by: 'ann', holder: { lease: 'worker:a', fence: 1 }, state: 'canary', canary: 5, total: 12, succeeded: 0, failed: 0, reason: null, startedAt: 100, endedAt: null });
      assert.deepEqual(await get(batch.id), batch);
      assert.equal(await store.read.replayBatches.get(batch.id + 1), null);
    });

    it('goes on, changes hands and ends once; outcomes of what was under way still count', async () => {
      const { id } = await start('no SKU');
      await store.write(async ({ replayBatches }) => {
        await replayBatches.count(id, 'succeeded');
        await replayBatches.count(id, 'failed');
        await replayBatches.update(id, { state: 'running', holder: { lease: 'worker:b', fence: 3 }, canary: 6 });
      });
      const running = await get(id);
      assert.deepEqual([running.state, running.holder, running.canary, running.succeeded, running.failed], ['running', { lease: 'worker:b', fence: 3 }, 6, 1, 1]);
      await store.write(async ({ replayBatches }) => {
        await replayBatches.update(id, { state: 'stopped', reason: 'Stopped by ann.', endedAt: 200 });
        await replayBatches.update(id, { state: 'done', endedAt: 300 });
        await replayBatches.count(id, 'succeeded');
      });
      const ended = await get(id);
      assert.deepEqual([ended.state, ended.reason, ended.endedAt, ended.succeeded], ['stopped', 'Stopped by ann.', 200, 2]);
    });

    it('lists what has not ended oldest first, and the newest of all', async () => {
      const ids = [(await start('a')).id, (await start('b')).id, (await start('c')).id];
      await store.write(({ replayBatches }) => replayBatches.update(ids[1]!, { state: 'done', endedAt: 150 }));
      assert.deepEqual((await store.read.replayBatches.unfinished()).map(({ cause }) => cause), ['a', 'c']);
      assert.deepEqual((await store.read.replayBatches.recent(2)).map(({ cause }) => cause), ['c', 'b']);
    });

    it('removes old ones that have ended, a few at a time', async () => {
      const ids = [(await start('a')).id, (await start('b')).id, (await start('c')).id];
      await store.write(async ({ replayBatches }) => {
        for (const id of ids.slice(0, 2)) await replayBatches.update(id, { state: 'done', endedAt: 150 });
      });
      const prune = (before: number, limit: number) => store.write(({ replayBatches }) => replayBatches.prune(before, limit));
      assert.deepEqual([await prune(150, 9), await prune(151, 1), await prune(9999, 9)], [0, 1, 1]);
      assert.deepEqual((await store.read.replayBatches.recent(9)).map(({ cause }) => cause), ['c']);
    });
  });
}
