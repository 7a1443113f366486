import { percentile } from './percentile.ts';

/** One cycle and its way. Times are ms since 1970 (UTC). */
export interface CycleTimes {
  readonly cycleId: string;
  readonly asOf: number;
  readonly completedAt: number;
  readonly nextExpectedAt: number | null;
  readonly readAt: number;
  /** Null: not yet, or it changed nothing. */
  readonly publishedAt: number | null;
}

/** In milliseconds. */
export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export interface UsualLatency {
  /** From the time whose truth a cycle states until it was completed, read by us, and shown by the channel. */
  readonly completed: Spread | null;
  readonly read: Spread | null;
  readonly published: Spread | null;
  /** Our own part: from reading to showing. The usual time to publish is its p95. */
  readonly publishing: Spread | null;
  /** Between the times that two successive cycles state. */
  readonly interval: Spread | null;
}

/** How long a feed's cycles take on their way. A clock that runs behind makes 0, not less. */
export function usualLatency(cycles: readonly CycleTimes[]): UsualLatency {
  const ordered = inOrder(cycles);
  return {
    completed: spreadOf(ordered.map(({ asOf, completedAt }) => completedAt - asOf)),
    read: spreadOf(ordered.map(({ asOf, readAt }) => readAt - asOf)),
    published: spreadOf(ordered.flatMap(({ asOf, publishedAt }) => (publishedAt === null ? [] : [publishedAt - asOf]))),
    publishing: spreadOf(ordered.flatMap(({ readAt, publishedAt }) => (publishedAt === null ? [] : [publishedAt - readAt]))),
    interval: spreadOf(pairs(ordered).map(([one, next]) => next.asOf - one.asOf)),
  };
}

/**
 * For how long the channel showed what each cycle states: from its own time until its successor was shown, in ms. A sale in
 * that time that nobody told us of is not in the figure.
 */
export function blindTimes(cycles: readonly CycleTimes[]): readonly number[] {
  const shown = inOrder(cycles).filter(({ publishedAt }) => publishedAt !== null);
  return pairs(shown).map(([one, next]) => Math.max(0, (next.publishedAt ?? 0) - one.asOf));
}

function inOrder(cycles: readonly CycleTimes[]): readonly CycleTimes[] {
  const once = new Map(cycles.map((cycle) => [cycle.cycleId, cycle]));
  return [...once.values()].sort((one, other) => one.asOf - other.asOf || one.readAt - other.readAt);
}

function pairs<T>(values: readonly T[]): readonly (readonly [T, T])[] {
  return values.slice(1).map((value, index) => [values[index] as T, value] as const);
}

function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = values.map((value) => Math.max(0, value)).sort((one, other) => one - other);
  const at = (share: number): number => percentile(sorted, share);
  return { count: sorted.length, p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99), max: at(1) };
}
