import { feedState } from './feed-state.ts';
import { usualLatency, type CycleTimes } from './usual-latency.ts';

const minuteMs = 60_000;

/** Between cycles, until two of them have shown it. */
const usualIntervalMinutes = 30;

/**
 * Since when a feed has been fresh without a break, ms since 1970 (UTC), as far back as the given cycles tell; null: it is
 * stale, or no cycle is known. A stale spell ends when the next cycle is read.
 * @param cycles in any order
 * @param staleAfterMinutes after the time at which the next cycle was expected; the usual time between them tells that where the feed does not
 */
export function freshSince(cycles: readonly CycleTimes[], staleAfterMinutes: number, now: number): number | null {
  const interval = usualLatency(cycles).interval?.p50;
  const policy = { lateAfterMinutes: 0, staleAfterMinutes, usualIntervalMinutes: interval === undefined ? usualIntervalMinutes : interval / minuteMs };
  const staleAt = (cycle: CycleTimes, at: number): boolean => feedState({ cycles: [cycle], policy, now: at, waitingSince: at }).held;
  const [newest, ...older] = cycles.toSorted((one, other) => other.asOf - one.asOf || other.readAt - one.readAt);
  if (!newest || staleAt(newest, now)) return null;
  let since = newest.readAt;
  for (const cycle of older) {
    // What came in after a newer one changed nothing.
    if (cycle.readAt >= since) continue;
    if (staleAt(cycle, since)) break;
    since = cycle.readAt;
  }
  return since;
}
