import type { Clock } from '../../../lib/lanes/contract.ts';
import type { StockCycle } from '../../../lib/model/stock.ts';
import { feedState, type FeedState } from '../../../lib/operations/stock/feed-state.ts';
import { hotSkus } from '../../../lib/operations/stock/hot-skus.ts';
import type { AtsPolicy } from '../../../lib/operations/stock/policy.ts';
import { usualLatency } from '../../../lib/operations/stock/usual-latency.ts';
import type { FeedCycleRow } from '../../../lib/store/contract/feed-cycle-table.ts';
import type { StoreTables } from '../../../lib/store/contract/store.ts';
import { askSeldom } from './ask-seldom.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;

/** Until cycles have shown how long a figure takes to its channel, and how far they lie apart. */
const usualPublishMs = minuteMs;
const usualIntervalMs = 30 * minuteMs;

/** More SKUs than have sold in a day: the sales of one window are one question for all pages. */
const mostSellers = 20_000;

/** A SKU that sold one unit. */
const anySale = 1;

export interface FactParts {
  readonly read: Pick<StoreTables, 'demand' | 'feedCycles' | 'feedRuns'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly policy: AtsPolicy;
  /** Whose last good run says until when the orders of the channels are known; null: no orders are read. */
  readonly salesFeed: string | null;
}

/** Units sold since then, of all SKUs; null: of too many to know them all at once. */
export interface SalesWindow {
  readonly since: number;
  readonly units: ReadonlyMap<string, number> | null;
}

/** What all pages of some seconds have in common. Times are ms since 1970 (UTC). */
export interface ChannelFacts {
  readonly salesSeenUntil: number | null;
  readonly publishMs: number;
  readonly sales: readonly SalesWindow[];
  readonly isHot: ReturnType<typeof hotSkus>;
}

/** Asks the store for what figures depend on beside their SKU, seldom enough that a thousand pages in a row do not notice. */
export function channelFacts({ read, clock, policy, salesFeed }: FactParts): { of(feed: string): Promise<ChannelFacts>; isStale(cycle: StockCycle): Promise<boolean> } {
  const now = (): number => clock.now();
  const { rateHours } = policy.buffer.byAge;
  const windows = policy.buffer.byAge.on ? [...new Set([rateHours, Math.min(1, rateHours)])] : [rateHours];
  const cyclesOf = new Map<string, () => Promise<readonly FeedCycleRow[]>>();
  const cycles = (feed: string): Promise<readonly FeedCycleRow[]> => {
    const known = cyclesOf.get(feed) ?? askSeldom(now, minuteMs, () => read.feedCycles.recent(feed, 100));
    cyclesOf.set(feed, known);
    return known();
  };
  const common = askSeldom(now, 5_000, async () => {
    const at = now();
    const { fastest, hours } = policy.hot;
    const [run, sellers, ...sales] = await Promise.all([
      salesFeed === null ? null : read.feedRuns.lastGood(salesFeed),
      fastest === 0 ? [] : read.demand.fastest(at - hours * hourMs, anySale, fastest),
      ...windows.map(async (length): Promise<SalesWindow> => {
        const since = at - length * hourMs;
        const sold = await read.demand.fastest(since, anySale, mostSellers);
        return { since, units: sold.length === mostSellers ? null : new Map(sold.map(({ skuCode, units }) => [skuCode, units])) };
      }),
    ]);
    return { salesSeenUntil: run?.startedAt ?? null, sales, isHot: hotSkus(policy.hot, sellers) };
  });
  const states = new Map<string, FeedState>();
  return {
    async of(feed) {
      const [facts, known] = await Promise.all([common(), cycles(feed)]);
      return { ...facts, publishMs: usualLatency(known).publishing?.p95 ?? usualPublishMs };
    },
    async isStale(cycle) {
      const times = { ...cycle, asOf: Date.parse(cycle.asOf), completedAt: Date.parse(cycle.completedAt), nextExpectedAt: cycle.nextExpectedAt === null ? null : Date.parse(cycle.nextExpectedAt) };
      const interval = times.nextExpectedAt === null ? usualLatency(await cycles(cycle.feed)).interval?.p50 : undefined;
      const before = states.get(cycle.feed);
      const state = feedState({
        cycles: [{ ...times, readAt: times.completedAt, publishedAt: null }],
        policy: { ...policy.stale, usualIntervalMinutes: (interval ?? usualIntervalMs) / minuteMs },
        now: now(),
        waitingSince: times.asOf,
        ...(before ? { before } : {}),
      });
      states.set(cycle.feed, state);
      return state.freshness === 'stale';
    },
  };
}
