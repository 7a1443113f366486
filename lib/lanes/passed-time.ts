import type { Clock } from './contract.ts';

export interface Instant {
  readonly wall: number;
  readonly monotonic: number;
}

export interface PassedTime {
  now(): Instant;
  /** Milliseconds, rather too many than too few. */
  since(instant: Instant): number;
}

/**
 * By whichever clock of this process has gone further: the wall clock may be set back, and the monotonic one stands still
 * while the machine sleeps.
 */
export function passedTime(clock: Clock, monotonic: () => number): PassedTime {
  return {
    now: () => ({ wall: clock.now(), monotonic: monotonic() }),
    since: (instant) => Math.max(clock.now() - instant.wall, monotonic() - instant.monotonic),
  };
}
