import type { FeedStanding } from '../../../lib/model/stock.ts';
import { feedState } from '../../../lib/operations/stock/feed-state.ts';
import type { KitServices } from '../../runtime/services.ts';

/** By the feed's own word on its next cycle: how late is too late is for those who depend on it to say. */
const policy = { lateAfterMinutes: 0, staleAfterMinutes: 24 * 60, usualIntervalMinutes: 60 };

/** How a feed stands now, with a sentence of what is wrong with it. */
export async function feedStanding({ store, clock }: Pick<KitServices, 'store' | 'clock'>, feed: string, sentence: string): Promise<FeedStanding> {
  const now = clock.now();
  const { freshness, since, expectedAt, cycleId, asOf, held } = feedState({ cycles: await store.read.feedCycles.recent(feed, 2), policy, now, waitingSince: now });
  const text = (at: number): string => new Date(at).toISOString();
  return { feed, freshness, since: text(since), expectedAt: text(expectedAt), cycleId, asOf: asOf === null ? null : text(asOf), held, sentence };
}
