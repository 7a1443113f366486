import type { CycleTimes } from './usual-latency.ts';

const minuteMs = 60_000;

/** `never`: no cycle of the feed has come yet. */
export type Freshness = 'fresh' | 'late' | 'stale' | 'never';

export interface FeedPolicy {
  /** Minutes after the time at which the next cycle was expected. */
  readonly lateAfterMinutes: number;
  readonly staleAfterMinutes: number;
  /** Minutes between cycles where the feed does not say when the next one is expected. */
  readonly usualIntervalMinutes: number;
}

export interface FeedState {
  readonly freshness: Freshness;
  /** Since when it is so, ms since 1970 (UTC). */
  readonly since: number;
  readonly expectedAt: number;
  /** The cycle that the figures come from. */
  readonly cycleId: string | null;
  readonly asOf: number | null;
  /** Late or worse, or the last cycle came late: closed only by one that came in time, so a feed that is late every time is one alarm. */
  readonly alarm: boolean;
  /** What depends on the feed is held back. */
  readonly held: boolean;
}

export interface FeedQuestion {
  /** In any order; the newest two are looked at. */
  readonly cycles: readonly CycleTimes[];
  readonly policy: FeedPolicy;
  readonly now: number;
  /** Since when the feed is waited for at all. */
  readonly waitingSince: number;
  /** The last answer: for one and the same cycle a feed never becomes fresher, whatever a clock does. */
  readonly before?: FeedState;
}

/** Whether a feed still says what is true. Older cycles that come in after newer ones change nothing. */
export function feedState({ cycles, policy, now, waitingSince, before }: FeedQuestion): FeedState {
  const [last, previous] = cycles.toSorted((one, other) => other.asOf - one.asOf || other.readAt - one.readAt);
  const expectedAt = last ? expectedAfter(last, policy) : waitingSince + policy.usualIntervalMinutes * minuteMs;
  const lateAt = expectedAt + policy.lateAfterMinutes * minuteMs;
  const staleAt = Math.max(lateAt, expectedAt + policy.staleAfterMinutes * minuteMs);
  const about = { expectedAt, cycleId: last?.cycleId ?? null, asOf: last?.asOf ?? null };
  if (before?.cycleId === about.cycleId && now <= before.since) return before;
  if (!last) return { ...about, freshness: 'never', since: waitingSince, alarm: now > lateAt, held: true };
  if (now > staleAt) return { ...about, freshness: 'stale', since: staleAt, alarm: true, held: true };
  if (now > lateAt) return { ...about, freshness: 'late', since: lateAt, alarm: true, held: false };
  const cameLate = previous !== undefined && last.readAt > expectedAfter(previous, policy) + policy.lateAfterMinutes * minuteMs;
  return { ...about, freshness: 'fresh', since: last.readAt, alarm: cameLate, held: false };
}

function expectedAfter({ asOf, nextExpectedAt }: CycleTimes, policy: FeedPolicy): number {
  return nextExpectedAt ?? asOf + policy.usualIntervalMinutes * minuteMs;
}
