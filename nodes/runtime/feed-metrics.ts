import { Gauge } from 'prom-client';
import type { Freshness } from '../../lib/operations/stock/feed-state.ts';
import type { Spread } from '../../lib/operations/stock/usual-latency.ts';
import { listFeeds, type FeedOverview } from './feed-overview.ts';
import type { KitServices } from './services.ts';
import { watchedFeeds } from './watched-feeds.ts';

const fromBestToWorst: readonly Freshness[] = ['fresh', 'late', 'stale', 'never'];
const stages = ['completed', 'read', 'published', 'publishing'] as const;
const quantiles: readonly (readonly [quantile: string, of: (spread: Spread) => number])[] = [
  ['0.5', ({ p50 }) => p50],
  ['0.95', ({ p95 }) => p95],
  ['0.99', ({ p99 }) => p99],
];
/** The gauges of one scrape share what was read. */
const oneScrapeMs = 1000;

/** How old feeds are, how they stand and how long their cycles take, read when they are asked for. */
export function registerFeedMetrics({ metrics, store, clock }: Pick<KitServices, 'metrics' | 'store' | 'clock'>): void {
  const registers = [metrics];
  let read: { readonly at: number; readonly feeds: Promise<readonly FeedOverview[]> } | undefined;
  const feeds = (): Promise<readonly FeedOverview[]> => {
    const at = clock.now();
    if (!read || Math.abs(at - read.at) > oneScrapeMs) read = { at, feeds: listFeeds(store.read) };
    return read.feeds;
  };
  new Gauge({
    ...{ name: 'selvedge_feed_age_seconds', help: 'Age of what is known of a feed: since the time that its last cycle states, or since its last good run began', labelNames: ['feed'], registers },
    async collect() {
      this.reset();
      for (const { feed, asOf } of await feeds()) if (asOf !== null) this.set({ feed }, Math.max(0, clock.now() - asOf) / 1000);
    },
  });
  new Gauge({
    ...{ name: 'selvedge_feed_standing', help: '1 for how a watched feed stands: fresh, late, stale or never; the worst of what its watches say', labelNames: ['feed', 'state'], registers },
    async collect() {
      this.reset();
      const worst = new Map<string, number>();
      for (const watch of watchedFeeds) worst.set(watch.feed, Math.max(worst.get(watch.feed) ?? 0, fromBestToWorst.indexOf((await watch.state()).freshness)));
      for (const [feed, position] of worst) fromBestToWorst.forEach((state, index) => this.set({ feed, state }, index === position ? 1 : 0));
    },
  });
  new Gauge({
    ...{ name: 'selvedge_feed_cycle_latency_seconds', help: 'Of the last cycles of a feed: from the time that a cycle states until it was completed, read and published; publishing: from reading to showing', labelNames: ['feed', 'stage', 'quantile'], registers },
    async collect() {
      this.reset();
      for (const { feed, latency } of await feeds()) {
        for (const stage of stages) {
          const spread = latency[stage];
          if (spread) for (const [quantile, of] of quantiles) this.set({ feed, stage, quantile }, of(spread) / 1000);
        }
      }
    },
  });
}
