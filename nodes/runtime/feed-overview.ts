import { emptyFeed, type EmptyFeed } from '../../lib/operations/stock/empty-feed.ts';
import { usualLatency, type UsualLatency } from '../../lib/operations/stock/usual-latency.ts';
import type { FeedCycleRow } from '../../lib/store/contract/feed-cycle-table.ts';
import type { FeedRun } from '../../lib/store/contract/feed-run-table.ts';
import type { StoreTables } from '../../lib/store/contract/store.ts';

/** What is known of a feed, whether or not anybody watches it. Times are ms since 1970 (UTC). */
export interface FeedOverview {
  readonly feed: string;
  readonly lastGood: FeedRun | null;
  readonly lastCycle: FeedCycleRow | null;
  /** The time whose truth is known: what the last cycle states, or the begin of the last good run of a feed without cycles. */
  readonly asOf: number | null;
  /** Of the last cycles. */
  readonly latency: UsualLatency;
  /** Null: it brings something. */
  readonly empty: EmptyFeed | null;
}

/** Two days, where one comes every half hour. */
const cyclesMeasured = 100;
/** Cycles of three days, where one comes every ten minutes. */
const cyclesLookedAt = 450;
/** Three days: a weekend is quiet. */
const quiet = { quietMs: 72 * 3_600_000, quietCycles: 12 };

/** Every feed that has ever run or brought a cycle, by name: two questions, and two for each feed. */
export async function listFeeds({ feedCycles, feedRuns }: Pick<StoreTables, 'feedCycles' | 'feedRuns'>): Promise<readonly FeedOverview[]> {
  const [withCycles, withRuns] = await Promise.all([feedCycles.feeds(), feedRuns.feeds()]);
  const feeds = [...new Set([...withCycles, ...withRuns])].sort();
  return Promise.all(
    feeds.map(async (feed) => {
      const [cycles, lastGood] = await Promise.all([withCycles.includes(feed) ? feedCycles.recent(feed, cyclesLookedAt) : [], feedRuns.lastGood(feed)]);
      const lastCycle = cycles[0] ?? null;
      const ranAt = feed.endsWith(':inventory') ? null : (lastGood?.startedAt ?? null);
      return { feed, lastGood, lastCycle, asOf: lastCycle?.asOf ?? ranAt, latency: usualLatency(cycles.slice(0, cyclesMeasured)), empty: emptyFeed(cycles, quiet) };
    }),
  );
}
