import type { FeedPolicy, FeedState } from '../../lib/operations/stock/feed-state.ts';

/** A feed that a deployed node watches. */
export interface WatchedFeed {
  readonly nodeId: string;
  readonly feed: string;
  readonly policy: FeedPolicy;
  /** What is held back while the feed is stale, as people call it. */
  readonly dependents: readonly string[];
  /** As it is now. */
  state(): Promise<FeedState>;
  tell(state: FeedState): string;
}

const watched = new Set<WatchedFeed>();

/** Those that are watched in this process, for routes and metrics. */
export const watchedFeeds: ReadonlySet<WatchedFeed> = watched;

/** Until the returned function is called. */
export function announceWatch(feed: WatchedFeed): () => void {
  watched.add(feed);
  return () => void watched.delete(feed);
}
