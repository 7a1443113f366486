import type { FeedState } from '../../../lib/operations/stock/feed-state.ts';
import type { NodeState } from '../../runtime/node-status.ts';

interface Shown {
  readonly state: NodeState;
  /** Under the node's `status` in its catalogue. */
  readonly text: string;
  readonly values: Readonly<Record<string, string>>;
}

/** How a feed stands, in the 20 characters under a node. Null: another worker watches. @param short a time or a day, as the reader knows it */
export function showStanding(state: FeedState | null, now: number, short: (at: number) => string): Shown {
  if (!state) return { state: 'waiting', text: 'standby', values: {} };
  const { freshness, asOf, since, alarm } = state;
  const age = asOf === null ? '' : ageOf(now - asOf);
  if (freshness === 'fresh') return { state: 'good', text: 'fresh', values: { age } };
  if (freshness === 'late') return { state: 'needs-person', text: 'late', values: { age } };
  if (freshness === 'stale') return { state: 'broken', text: 'stale', values: { since: short(since) } };
  return { state: alarm ? 'broken' : 'waiting', text: 'never', values: {} };
}

function ageOf(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} days`;
}
