import type { NodeAPI } from 'node-red';
import { adminRoute } from '../../runtime/admin-routes.ts';
import { listFeeds, type FeedOverview } from '../../runtime/feed-overview.ts';
import type { KitServices } from '../../runtime/services.ts';
import { watchedFeeds, type WatchedFeed } from '../../runtime/watched-feeds.ts';

/** Shows every feed of the client with its last run and cycle, how it stands and how long its cycles take: for screens and for scripts. */
export function registerFeedRoutes(RED: NodeAPI): void {
  adminRoute(RED, 'get', 'feeds', 'selvedge.read', (_request, services) => showFeeds(services));
}

const inWords = (at: number | null | undefined): string | null => (at === null || at === undefined ? null : new Date(at).toISOString());

/** Also those that a node watches and that never came. */
async function showFeeds({ store, clock }: KitServices): Promise<object> {
  const known = await listFeeds(store.read);
  const watches = Map.groupBy(watchedFeeds, ({ feed }) => feed);
  const never = [...watches.keys()].filter((feed) => !known.some((overview) => overview.feed === feed));
  const items = await Promise.all([...known.map((overview) => showFeed(overview, watches.get(overview.feed) ?? [])), ...never.map((feed) => showFeed({ feed }, watches.get(feed) ?? []))]);
  return { at: new Date(clock.now()).toISOString(), items };
}

async function showFeed({ feed, lastGood, lastCycle, asOf, latency, empty }: Partial<FeedOverview> & Pick<FeedOverview, 'feed'>, watches: readonly WatchedFeed[]): Promise<object> {
  const standings = await Promise.all(watches.map(showStanding));
  return {
    feed,
    lastGoodRun: lastGood ? { startedAt: inWords(lastGood.startedAt), endedAt: inWords(lastGood.endedAt), read: lastGood.read, emitted: lastGood.emitted } : null,
    lastCycle: lastCycle ? { ...lastCycle, asOf: inWords(lastCycle.asOf), completedAt: inWords(lastCycle.completedAt), nextExpectedAt: inWords(lastCycle.nextExpectedAt), readAt: inWords(lastCycle.readAt), publishedAt: inWords(lastCycle.publishedAt) } : null,
    asOf: inWords(asOf),
    nextExpectedAt: inWords(lastCycle?.nextExpectedAt) ?? standings[0]?.expectedAt ?? null,
    standings,
    latencyMs: latency ?? null,
    empty: empty ?? null,
  };
}

/** By the policy of the node that watches. */
async function showStanding(watch: WatchedFeed): Promise<{ readonly expectedAt: string | null }> {
  const { nodeId, policy, dependents } = watch;
  const state = await watch.state();
  const { freshness, held, alarm, since, expectedAt } = state;
  const facts = { nodeId, policy, dependents, freshness, held, alarm, since: inWords(since), sentence: watch.tell(state) };
  return { ...facts, expectedAt: inWords(expectedAt) };
}
