import type { LaneOptions } from './contract.ts';

/** A shop under repair may say "in ten years"; nobody would notice the order again. */
const longestRetryAfterMs = 24 * 3_600_000;
/** Entries that failed together come back spread over this share of the delay. */
const spread = 0.25;

/**
 * Milliseconds to wait after the `attempt`-th attempt (from 1) has failed: what the schedule says, up to a quarter more.
 * `random` gives numbers from 0 to 1.
 */
export function retryDelay(options: Pick<LaneOptions, 'retryDelaysMs'>, attempt: number, random: () => number): number {
  const { retryDelaysMs } = options;
  const delay = retryDelaysMs[Math.min(attempt, retryDelaysMs.length) - 1] ?? 0;
  return Math.round(delay * (1 + spread * random()));
}

/** What the remote system asked for, when that makes sense; undefined otherwise. */
export function askedDelay(retryAfterMs: number | undefined): number | undefined {
  if (retryAfterMs === undefined || !Number.isFinite(retryAfterMs) || retryAfterMs < 0) return undefined;
  return Math.min(Math.ceil(retryAfterMs), longestRetryAfterMs);
}
