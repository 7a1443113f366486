import assert from 'node:assert/strict';
import type { FeedCycleRow } from '../../../lib/store/contract/feed-cycle-table.ts';
import type { Store } from '../../../lib/store/contract/store.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export function feedCycleTableContract(under: StoreUnderTest): void {
  describe(`feed cycle table on ${under.engine}`, () => {
    let store: Store;
    beforeEach(async () => (store = await under.open()));
    afterEach(() => under.discard());

    const cycle = (asOf: number, change: Partial<FeedCycleRow> = {}): FeedCycleRow => ({
      ...{ feed: 'HTL:inventory', cycleId: `INV-${asOf}`, mode: 'full', sequence: asOf, asOf, completedAt: asOf + 5, nextExpectedAt: asOf + 30 },
      ...{ readAt: asOf + 7, publishedAt: null, records: 500, changed: 20, ...change },
    });
    const record = (...rows: FeedCycleRow[]) =>
      store.write(async ({ feedCycles }) => {
        for (const row of rows) await feedCycles.record(row);
      });

    it('tells the cycles of a feed by the time that they state, newest first', async () => {
      await record(cycle(1_772_000_000_000), cycle(300, { readAt: 400, nextExpectedAt: null, mode: 'delta' }), cycle(200, { readAt: 500 }), cycle(900, { feed: 'other' }));
      assert.deepEqual(await store.read.feedCycles.last('HTL:inventory'), cycle(1_772_000_000_000));
      assert.deepEqual((await store.read.feedCycles.recent('HTL:inventory', 2)).map(({ asOf }) => asOf), [1_772_000_000_000, 300]);
      assert.deepEqual((await store.read.feedCycles.recent('HTL:inventory', 9))[1], cycle(300, { readAt: 400, nextExpectedAt: null, mode: 'delta' }));
      assert.equal(await store.read.feedCycles.last('none'), null);
      assert.deepEqual(await store.read.feedCycles.feeds(), ['HTL:inventory', 'other']);
    });

    it('keeps when the last change of a cycle was published, also when the cycle is recorded again', async () => {
      await record(cycle(100), cycle(100, { feed: 'other' }));
      const published = (at: number) => store.write(({ feedCycles }) => feedCycles.published('HTL:inventory', 'INV-100', at));
      await published(150);
      await published(140);
      assert.equal((await store.read.feedCycles.last('HTL:inventory'))?.publishedAt, 150);
      await record(cycle(100, { readAt: 160, changed: 3 }));
      assert.deepEqual(await store.read.feedCycles.last('HTL:inventory'), cycle(100, { readAt: 160, changed: 3, publishedAt: 150 }));
      assert.equal((await store.read.feedCycles.last('other'))?.publishedAt, null);
    });

    it('removes old cycles a few at a time, never the last one of a feed', async () => {
      await record(cycle(100), cycle(200), cycle(300), cycle(100, { feed: 'quiet' }));
      const prune = (before: number, limit: number) => store.write(({ feedCycles }) => feedCycles.prune(before, limit));
      assert.deepEqual([await prune(107, 9), await prune(9999, 1), await prune(9999, 9), await prune(9999, 9)], [0, 1, 1, 0]);
      assert.deepEqual((await store.read.feedCycles.recent('HTL:inventory', 9)).map(({ asOf }) => asOf), [300]);
      assert.deepEqual(await store.read.feedCycles.feeds(), ['HTL:inventory', 'quiet']);
    });
  });
}
