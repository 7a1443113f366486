import type { RetryClass } from '../errors/dispositions.ts';
import type { LaneOptions } from './contract.ts';

/** A shop under repair may say "in ten years"; nobody would notice the order again. */
const longestRetryAfterMs = 24 * 3_600_000;
/** Entries that failed together come back spread over this share of the delay. */
const spread = 0.25;

export interface FailedAttempt {
  /** From 1. */
  readonly attempt: number;
  readonly retryClass: RetryClass | undefined;
}

/**
 * Milliseconds to wait after an attempt has failed: what the schedule of its class says, else the lane's own, up to a
 * quarter more. `random` gives numbers from 0 to 1.
 */
export function retryDelay({ retryDelaysMs, classDelaysMs }: Pick<LaneOptions, 'retryDelaysMs' | 'classDelaysMs'>, { attempt, retryClass }: FailedAttempt, random: () => number): number {
  const delays = (retryClass && classDelaysMs[retryClass]) ?? retryDelaysMs;
  return Math.round(nthDelay(delays, attempt) * (1 + spread * random()));
}

/** The `nth` (from 1) of a schedule whose last delay repeats; none where it is empty. */
export function nthDelay(delaysMs: readonly number[], nth: number): number {
  return delaysMs[Math.min(nth, delaysMs.length) - 1] ?? 0;
}

/** What the remote system asked for, when that makes sense; undefined otherwise. */
export function askedDelay(retryAfterMs: number | undefined): number | undefined {
  if (retryAfterMs === undefined || !Number.isFinite(retryAfterMs) || retryAfterMs < 0) return undefined;
  return Math.min(Math.ceil(retryAfterMs), longestRetryAfterMs);
}
