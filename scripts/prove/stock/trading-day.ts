import type { AtsPolicy } from '../../../lib/operations/stock/policy.ts';
import type { CycleTimes } from '../../../lib/operations/stock/usual-latency.ts';
import { TradingDay, type Sale } from '../../../sandbox/trading/trading-day.ts';
import { followOrders } from './follow-orders.ts';
import { cycleEveryMs, planTradingDay, tradingHours } from './plan-trading-day.ts';
import { recalculate } from './recalculate.ts';
import { feed, openTradingWorld, type TradingWorld } from './trading-world.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;
/** The ERP opens; buyers come an hour later, when two cycles have been read. */
const opensAt = Date.parse('2026-11-21T05:24:00Z');
const buyersFrom = opensAt + hourMs;

/** What one policy made of one day. Units, except calls. */
export interface DayOutcome {
  readonly sold: number;
  /** Promised by the shop and the ERP together beyond what there is. */
  readonly oversold: number;
  /** Sales lost: units that are left although shoppers who wanted them were refused. */
  readonly lost: number;
  /** Shoppers who were refused while there was a unit for them, at that moment. */
  readonly refused: number;
  readonly calls: number;
  readonly morning: Morning;
}

/** What an operator knows when the drop begins. */
export interface Morning {
  readonly cycles: readonly CycleTimes[];
  /** Units an hour of each SKU that were sold elsewhere. */
  readonly soldElsewhere: readonly number[];
}

/** One day of buyers in the shop and elsewhere under one policy; the same seed brings the same buyers. */
export async function runTradingDay(seed: number, policy: AtsPolicy): Promise<DayOutcome> {
  const plan = planTradingDay(seed);
  const world = await openTradingWorld(plan, opensAt);
  try {
    const { clock, sandbox } = world;
    paceCycles(world, plan);
    const system = recalculate(world, policy);
    await clock.runUntil(buyersFrom);
    const opening = new Map(plan.items.map(({ skuCode }) => [skuCode, world.openUnits(skuCode)]));
    const day = new TradingDay(sandbox, { seed, durationMs: tradingHours * hourMs, items: plan.items, drops: [plan.drop] }, clock.now);
    const orders = followOrders(world, seed);
    const dropAt = buyersFrom + plan.drop.atMs;
    const left = new Map(opening);
    const refused = new Map<string, number>();
    const buy = (): void => {
      for (const sale of day.runDue()) {
        const units = left.get(sale.skuCode) ?? 0;
        if (sale.result === 'sold') left.set(sale.skuCode, units - 1);
        else if (sale.channel === 'shop' && units > 0) refused.set(sale.skuCode, (refused.get(sale.skuCode) ?? 0) + 1);
        if (sale.orderId !== null) orders.placed(sale);
      }
      const next = day.nextAt();
      if (next !== null) clock.at(next, buy);
    };
    clock.at(day.nextAt() ?? clock.now(), buy);
    await clock.runUntil(buyersFrom + tradingHours * hourMs + 5 * minuteMs);
    if (!orders.allImported()) throw new Error('Not all orders of the day have reached the ERP.');
    for (const [skuCode, units] of left) {
      if (world.openUnits(skuCode) !== units) throw new Error(`The ERP has ${world.openUnits(skuCode)} of ${skuCode} open to sell, and ${units} were left by the sales of the day.`);
    }
    const sum = (units: (skuCode: string) => number): number => plan.items.reduce((total, { skuCode }) => total + units(skuCode), 0);
    return {
      sold: day.sales.filter(({ result }) => result === 'sold').length,
      oversold: sum((skuCode) => Math.max(0, -(left.get(skuCode) ?? 0))),
      lost: sum((skuCode) => Math.min(refused.get(skuCode) ?? 0, Math.max(0, left.get(skuCode) ?? 0))),
      refused: sum((skuCode) => refused.get(skuCode) ?? 0),
      calls: system.calls(),
      morning: {
        cycles: (await world.store.read.feedCycles.recent(feed, 100)).filter(({ readAt }) => readAt < dropAt),
        soldElsewhere: plan.items.map(({ skuCode }) => day.sales.filter((sale) => sale.skuCode === skuCode && isElsewhere(sale, dropAt)).length / (plan.drop.atMs / hourMs)),
      },
    };
  } finally {
    await world.close();
  }
}

const isElsewhere = ({ channel, result, at }: Sale, before: number): boolean => channel === 'erp' && result === 'sold' && at < before;

/** Every cycle takes its own time; after the drop began one does not come, and one comes behind its successor. */
function paceCycles({ clock, sandbox: { bluecherry } }: TradingWorld, { cycleRunMs, drop, skippedCycle, overlappingCycle }: ReturnType<typeof planTradingDay>): void {
  const pace = (): void => void bluecherry.traffic.set({ stockRunMs: Math.round(cycleRunMs()) });
  pace();
  clock.every(5 * minuteMs, pace);
  const dropAt = buyersFrom + drop.atMs;
  const strike = (cycles: number, kind: 'skipped' | 'overlap'): void => clock.at(dropAt + cycles * cycleEveryMs, () => bluecherry.stock.cycles.faults.add({ kind, times: 1 }));
  strike(skippedCycle, 'skipped');
  strike(overlappingCycle, 'overlap');
}
