import type { FeedState } from './feed-state.ts';

/**
 * How a feed stands, in one or two sentences: what, since when, and what is held back.
 * @param feed as people call it: `Stock of bluecherry`
 * @param dependents what is held back while it is stale: `back in stock`, `Klaviyo catalogue`
 * @param clock a time of day as the reader knows it, with its zone
 */
export function tellFeedState(feed: string, state: FeedState, now: number, dependents: readonly string[], clock: (at: number) => string): string {
  const sentence = `${feed} ${standing(state, now, clock)}`;
  if (!state.held || dependents.length === 0) return sentence;
  return `${sentence} Held back until the next cycle: ${dependents.join(', ')}.`;
}

function standing({ freshness, since, expectedAt, cycleId, asOf, alarm }: FeedState, now: number, clock: (at: number) => string): string {
  if (asOf === null) return `has brought no cycle yet; waited for since ${clock(since)}${alarm ? `, the first was expected by ${clock(expectedAt)}` : ''}.`;
  const states = `cycle ${cycleId ?? ''} states ${clock(asOf)}, ${duration(now - asOf)} ago`;
  if (freshness === 'fresh') return alarm ? `is fresh again, but came late: ${states}.` : `is fresh: ${states}.`;
  return `is ${freshness} since ${clock(since)}: ${states}; the next was expected at ${clock(expectedAt)}.`;
}

function duration(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(minutes / 1440)} days`;
}
