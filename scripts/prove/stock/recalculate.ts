import type { SkuPosition, StockReason } from '../../../lib/model/stock.ts';
import type { AtsPolicy } from '../../../lib/operations/stock/policy.ts';
import { calculatePage, type PageParts } from '../../../nodes/operations/ats-calculation/calculate-page.ts';
import { publishFigures } from './publish-figures.ts';
import { readNewestCycle } from './read-cycles.ts';
import { salesFeed, type TradingWorld } from './trading-world.ts';

const lookForCycleEveryMs = 60_000;
const lookForOrdersEveryMs = 5000;
const ageEveryMs = 300_000;
/** Reading a cycle of the whole catalogue, 100 pages of it. */
const cycleReadTakesMs = 20_000;
/** The last sales that make a buffer grow with age. */
const soldLatelyMs = 24 * 3_600_000;
const pageSize = 1000;

/** Our system's day: cycles, orders and the passing of time make new figures, and what has changed goes to the shop. */
export function recalculate(world: TradingWorld, policy: AtsPolicy): { readonly calls: () => number } {
  const { clock, book, store } = world;
  const parts: PageParts = { read: store.read, clock, policy, salesFeed, groupsOf: () => [] };
  const shop = publishFigures(world);
  let ordersSeen = clock.now();

  const calculate = async (reason: StockReason, positions: readonly SkuPosition[]): Promise<void> => {
    const cycle = book.head();
    const sold = positions.filter(({ skuCode }) => world.places.has(skuCode));
    if (!cycle || sold.length === 0) return;
    const { page, failed } = await calculatePage({ cycle, reason, positions: sold }, parts);
    if (failed[0]) throw new Error(failed[0].failure.message);
    await shop.take(page);
  };
  const calculateAll = async (reason: StockReason, pages: Iterable<readonly SkuPosition[]>): Promise<void> => {
    for (const positions of pages) await calculate(reason, positions);
  };
  const isOverdue = (): boolean => {
    const due = book.head()?.nextExpectedAt;
    return typeof due === 'string' && clock.now() > Date.parse(due);
  };
  let reading = false;

  clock.every(lookForCycleEveryMs, async () => {
    if (reading) return;
    const late = isOverdue();
    if (!(await readNewestCycle(world))) return;
    reading = true;
    clock.at(clock.now() + cycleReadTakesMs, async () => {
      reading = false;
      await calculateAll('cycle', late ? book.all(pageSize) : book.changed(pageSize));
    });
  });
  clock.every(lookForOrdersEveryMs, async () => {
    const changed = await store.read.demand.changedAfter(ordersSeen, pageSize);
    ordersSeen = changed.at(-1)?.at ?? ordersSeen;
    if (changed.length > 0) await calculate('orders', book.find(changed.map(({ skuCode }) => skuCode)));
  });
  clock.every(ageEveryMs, async () => {
    if (isOverdue()) return calculateAll('age', book.all(pageSize));
    const lately = await store.read.demand.fastest(clock.now() - soldLatelyMs, 1, pageSize);
    await calculate('age', book.find(lately.map(({ skuCode }) => skuCode)));
  });
  return { calls: () => shop.calls };
}
