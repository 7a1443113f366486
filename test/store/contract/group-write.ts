import assert from 'node:assert/strict';
import type { Store } from '../../../lib/store/contract/store.ts';
import { laneEntry, type StoreUnderTest } from './store-under-test.ts';

export function groupWriteContract(under: StoreUnderTest): void {
  describe(`writes on ${under.engine}`, () => {
    let store: Store;
    beforeEach(async () => (store = await under.open()));
    afterEach(() => under.discard());

    it('answers with what the work returned, and shows it to readers from then on', async () => {
      const answer = await store.write(async ({ cursors }) => {
        await cursors.set('shop:orders', 'p1', 5);
        return cursors.get('shop:orders');
      });
      assert.equal(answer, 'p1');
      assert.equal(await store.read.cursors.get('shop:orders'), 'p1');
    });

    it('never shows readers what is not committed', async () => {
      let seen: string | null = 'not asked';
      await store.write(async ({ cursors }) => {
        await cursors.set('shop:orders', 'p1', 5);
        seen = await store.read.cursors.get('shop:orders');
      });
      assert.equal(seen, null);
    });

    it('takes back all of a work that fails and keeps those of its group', async () => {
      const results = await Promise.allSettled([
        store.write((tables) => tables.lanes.append([laneEntry('53')])),
        store.write(async (tables) => {
          await tables.lanes.append([laneEntry('54')]);
          await tables.cursors.set('shop:orders', 'p2', 1);
          throw new Error('second thoughts');
        }),
        store.write((tables) => tables.lanes.append([laneEntry('55')])),
      ]);
      assert.deepEqual(results.map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled']);
      assert.match(String((results[1] as PromiseRejectedResult).reason), /second thoughts/);
      assert.equal((await store.read.lanes.counts('erp')).waiting, 2);
      assert.deepEqual(await store.read.lanes.unsettled('sales-order', '54'), []);
      assert.equal(await store.read.cursors.get('shop:orders'), null);
    });

    it('runs works in the order in which they were asked for, each seeing those before it', async () => {
      const seen = await Promise.all(
        ['a', 'b', 'c'].map((position) =>
          store.write(async ({ cursors }) => {
            const before = await cursors.get('feed');
            await cursors.set('feed', position, 1);
            return before;
          }),
        ),
      );
      assert.deepEqual(seen, [null, 'a', 'b']);
    });

    it('keeps what was asked for before it was closed, and refuses what comes after', async () => {
      const writing = store.write(({ cursors }) => cursors.set('feed', 'last', 1));
      const closing = store.close();
      await writing;
      await closing;
      await assert.rejects(store.write(({ cursors }) => cursors.set('feed', 'late', 1)), { code: 'STORE_UNAVAILABLE' });
    });
  });
}
