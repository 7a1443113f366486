import assert from 'node:assert/strict';
import type { DemandRow } from '../../../lib/store/contract/demand-table.ts';
import type { Store } from '../../../lib/store/contract/store.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export function demandTableContract(under: StoreUnderTest): void {
  describe(`demand table on ${under.engine}`, () => {
    let store: Store;
    beforeEach(async () => (store = await under.open()));
    afterEach(() => under.discard());

    const row = (skuCode: string, units: number, orderedAt = 100): Omit<DemandRow, 'channel' | 'order' | 'erpAt'> => ({ skuCode, units, orderedAt });
    const note = (order: string, rows: readonly ReturnType<typeof row>[], at = 100, channel = 'shop') => store.write(({ demand }) => demand.note(channel, order, rows, at));
    const imported = (order: string, erpAt: number, at = 200) => store.write(({ demand }) => demand.imported([order], erpAt, at));
    const pending = async (asOf: number, ...skuCodes: string[]) => Object.fromEntries(await store.read.demand.pending(skuCodes, asOf));
    const changedAfter = async (at: number, limit = 100) => (await store.read.demand.changedAfter(at, limit)).map(({ skuCode, at: changed }) => `${skuCode} ${changed}`);

    it('counts what the figures cannot contain: orders that the ERP had later or not at all, of all channels', async () => {
      await note('HT-1', [row('A', 2), row('B', 1)]);
      await note('HT-2', [row('A', 3)]);
      await note('BC-1', [row('A', 4)], 100, 'outlet');
      await imported('HT-2', 500);
      assert.deepEqual(await pending(499, 'A', 'B', 'C'), { A: 9, B: 1 }, 'the cycle is older than the import');
      assert.deepEqual(await pending(500, 'A', 'B', 'C'), { A: 6, B: 1 }, 'the cycle contains it');
    });

    it('adds up the rows of one SKU in one order', async () => {
      await note('HT-1', [row('A', 2), row('A', 3)]);
      assert.deepEqual(await pending(0, 'A'), { A: 5 });
    });

    it('takes the place of what the order demanded before, and demands nothing once it is cancelled', async () => {
      await note('HT-1', [row('A', 2), row('B', 1)]);
      await note('HT-1', [row('A', 1)]);
      assert.deepEqual(await pending(0, 'A', 'B'), { A: 1 });
      await note('HT-1', []);
      assert.deepEqual(await pending(0, 'A', 'B'), {});
      assert.equal((await store.read.demand.soldSince(['A'], 0)).size, 0);
    });

    it('keeps when the ERP had an order, whatever is noted of it later', async () => {
      await note('HT-1', [row('A', 2)]);
      await imported('HT-1', 500);
      await note('HT-1', [row('A', 2), row('B', 1)]);
      assert.deepEqual(await pending(500, 'A', 'B'), {});
      await note('HT-1', []);
      await note('HT-1', [row('A', 7)]);
      assert.deepEqual([await pending(500, 'A'), await pending(499, 'A')], [{}, { A: 7 }]);
    });

    it('keeps the earlier of two times at which the ERP had an order', async () => {
      await note('HT-1', [row('A', 2)]);
      await imported('HT-1', 500, 510);
      await imported('HT-1', 700, 710);
      assert.deepEqual([await pending(600, 'A'), await changedAfter(510)], [{}, []]);
      await imported('HT-1', 400, 720);
      assert.deepEqual([await pending(450, 'A'), await changedAfter(510)], [{}, ['A 720']]);
    });

    it('knows an order that the ERP had before anything was noted of it', async () => {
      await imported('HT-1', 500);
      await imported('HT-1', 600);
      await note('HT-1', [row('A', 2)], 300);
      assert.deepEqual([await pending(499, 'A'), await pending(500, 'A')], [{ A: 2 }, {}]);
      assert.deepEqual(await changedAfter(0), ['A 300'], 'an order without SKUs changes no figure');
      assert.deepEqual(await store.read.demand.fastest(0, 0, 9), [{ skuCode: 'A', units: 2 }]);
    });

    it('answers for any number of SKUs and orders', async () => {
      const many = Array.from({ length: 450 }, (_, n) => `S${n}`);
      await store.write(async ({ demand }) => {
        for (const [n, skuCode] of many.entries()) await demand.note('shop', `HT-${n}`, [row(skuCode, 1)], 100);
      });
      assert.equal((await store.read.demand.pending([...many, ...many], 0)).size, 450);
      await store.write(({ demand }) => demand.imported(many.map((_, n) => `HT-${n}`), 100, 100));
      assert.equal((await store.read.demand.pending(many, 100)).size, 0);
      assert.equal((await store.read.demand.soldSince(many, 100)).size, 450);
    });

    it('sums what was sold since a time, and names the fastest sellers first', async () => {
      await note('HT-1', [row('A', 2, 100), row('B', 5, 100)]);
      await note('HT-2', [row('A', 4, 200), row('C', 4, 200)]);
      await note('BC-1', [row('A', 1, 300)], 300, 'outlet');
      assert.deepEqual(Object.fromEntries(await store.read.demand.soldSince(['A', 'B', 'X'], 200)), { A: 5 });
      assert.deepEqual(await store.read.demand.fastest(100, 4, 9), [{ skuCode: 'A', units: 7 }, { skuCode: 'B', units: 5 }, { skuCode: 'C', units: 4 }]);
      assert.deepEqual(await store.read.demand.fastest(100, 5, 1), [{ skuCode: 'A', units: 7 }]);
      assert.deepEqual(await store.read.demand.fastest(200, 5, 9), [{ skuCode: 'A', units: 5 }]);
    });

    it('sums what one channel took off its own stock between a time of each SKU and another, at least and at most', async () => {
      await note('HT-1', [row('A', 2, 100), row('B', 5, 100)], 105);
      await note('HT-2', [row('A', 4, 200), row('C', 4, 200)], 205);
      await note('HT-3', [row('A', 8, 320), row('B', 1, 300)], 325);
      await note('BC-1', [row('A', 16, 200)], 205, 'outlet');
      const taken = async (since: Record<string, number>, until = 300, unsureMs = 0) => Object.fromEntries(await store.read.demand.takenBetween('shop', new Map(Object.entries(since)), until, unsureMs));
      assert.deepEqual(await taken({ A: 100, B: 101, C: 206, X: 0 }), { A: { least: 6, most: 6 }, B: { least: 0, most: 6 } }, 'HT-1 may have taken its B when it was paid for; HT-3 was noted after the question');
      assert.deepEqual(await taken({ A: 150 }, 330), { A: { least: 12, most: 12 } });
      assert.deepEqual(await taken({ A: 195 }, 335, 10), { A: { least: 8, most: 12 } }, 'HT-2 may be from before');
      assert.deepEqual(await taken({ A: 195 }, 334, 10), { A: { least: 0, most: 12 } }, 'HT-3 may be from after');
      assert.deepEqual(await taken({ A: 195 }, 309, 10), { A: { least: 0, most: 4 } });
      const many = Object.fromEntries(Array.from({ length: 250 }, (_, n) => [`S${n}`, n]));
      await note('HT-4', Object.keys(many).map((skuCode) => row(skuCode, 1, 100)), 100);
      assert.equal(Object.keys(await taken(many)).length, 101);
    });

    it('names what a channel sold or took back by itself since a time of each SKU, and not what only came to the ERP', async () => {
      const moved = async (since: Record<string, number>) => [...(await store.read.demand.movedSince('shop', new Map(Object.entries(since))))].sort();
      await note('HT-1', [row('A', 2, 100), row('B', 1, 100)], 150);
      await note('BC-1', [row('C', 2, 100)], 150, 'outlet');
      assert.deepEqual(await moved({ A: 149, B: 150, C: 0 }), ['A'], 'B was noted before its figure was written');
      await imported('HT-1', 200, 210);
      assert.deepEqual(await moved({ A: 150, B: 150 }), [], 'the ERP has the order, which the shop does not notice');
      assert.deepEqual(await moved({ A: 99 }), ['A'], 'sold and imported since');
      await note('HT-1', [row('B', 1, 100)], 300);
      assert.deepEqual(await moved({ A: 250, B: 250 }), ['A'], 'its units are back');
      assert.deepEqual(await moved({ A: 300 }), []);
    });

    it('names the SKUs whose demand changed, each once, and not those that were only noted again', async () => {
      await note('HT-1', [row('A', 2), row('B', 1)], 100);
      await note('HT-2', [row('A', 1)], 110);
      await note('HT-1', [row('A', 2), row('B', 1)], 120);
      assert.deepEqual(await changedAfter(0), ['B 100', 'A 110']);
      await note('HT-1', [row('A', 2)], 130);
      assert.deepEqual(await changedAfter(110), ['B 130'], 'a SKU that left an order has its units back');
      await imported('HT-2', 90, 140);
      assert.deepEqual(await changedAfter(130), ['A 140']);
    });

    it('leaves nothing out when changes are asked for a few at a time', async () => {
      await note('HT-1', [row('A', 1), row('B', 1), row('C', 1)], 100);
      await note('HT-2', [row('D', 1)], 101);
      assert.deepEqual(await changedAfter(0, 2), ['A 100', 'B 100', 'C 100']);
      assert.deepEqual(await changedAfter(100, 2), ['D 101']);
    });

    it('removes old orders, a few at a time', async () => {
      await note('HT-1', [row('A', 1, 10), row('B', 1, 10)]);
      await note('HT-2', [row('A', 1, 20)]);
      const prune = (before: number, limit: number) => store.write(({ demand }) => demand.prune(before, limit));
      assert.deepEqual([await prune(10, 9), await prune(20, 1), await prune(20, 9), await prune(20, 9)], [0, 1, 1, 0]);
      assert.deepEqual(await pending(0, 'A', 'B'), { A: 1 });
    });
  });
}
