import type { StoreTables } from '../../../lib/store/contract/store.ts';

/** Every statement of the stock tables that may meet many rows. */
export async function askStockTables({ demand, feedCycles }: Pick<StoreTables, 'demand' | 'feedCycles'>): Promise<void> {
  const row = { skuCode: 'A', units: 1, orderedAt: 100 };
  for (let round = 0; round < 2; round += 1) {
    await demand.note('shop', 'HT-1', [row], 100 + round);
    await demand.imported(['HT-1', 'HT-2'], 100, 100);
    await demand.pending(['A'], 0);
    await demand.soldSince(['A'], 0);
    await demand.fastest(0, 1, 10);
    await demand.changedAfter(0, 1);
    await demand.prune(0, 10);
    await feedCycles.record({ feed: 'f', cycleId: `${round}`, mode: 'full', sequence: round, asOf: round, completedAt: 1, nextExpectedAt: null, readAt: 1, publishedAt: null, records: 1, changed: 1 });
    await feedCycles.published('f', '1', 1);
    await feedCycles.last('f');
    await feedCycles.recent('f', 10);
    await feedCycles.prune(0, 10);
  }
}

/** The one statement that adds up before it sorts. */
export const addsUp = (statement: string): boolean => statement.includes('having') && statement.includes(' limit ');
