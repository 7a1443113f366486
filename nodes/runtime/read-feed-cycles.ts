import type { CycleTimes } from '../../lib/operations/stock/usual-latency.ts';
import type { StoreTables } from '../../lib/store/contract/store.ts';

export interface FeedCycles {
  /** Whether the feed brings cycles of its own, or is judged by its good runs. */
  readonly by: 'cycles' | 'runs';
  /** Newest first. */
  readonly cycles: readonly CycleTimes[];
}

/** Among so many runs two good ones are looked for; the last good one is known, however long ago it was. */
const recentRuns = 20;

/**
 * What a feed has brought lately, in terms of cycles: those of a stock feed, and good runs of any other. What a run read was
 * true when it began. A run of a stock feed says nothing: it may have found no new cycle.
 */
export async function readFeedCycles({ feedCycles, feedRuns }: Pick<StoreTables, 'feedCycles' | 'feedRuns'>, feed: string): Promise<FeedCycles> {
  const cycles = await feedCycles.recent(feed, 2);
  if (cycles.length > 0 || feed.endsWith(':inventory')) return { by: 'cycles', cycles };
  const good = (await feedRuns.recent(feed, recentRuns)).filter(({ outcome }) => outcome === 'good').slice(0, 2);
  const last = good.length > 0 ? null : await feedRuns.lastGood(feed);
  return {
    by: 'runs',
    cycles: [...good, ...(last ? [last] : [])].map(({ startedAt, endedAt }) => ({
      ...{ cycleId: `run of ${new Date(startedAt).toISOString()}`, asOf: startedAt, completedAt: endedAt, readAt: endedAt },
      ...{ nextExpectedAt: null, publishedAt: null },
    })),
  };
}
