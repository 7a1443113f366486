import type { ConnectorClock } from '../../../lib/connectors/contract.ts';

/** The machine's own time. */
export const realClock: ConnectorClock = {
  now: () => Date.now(),
  setTimer(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};

/**
 * A clock on which waits cost nothing: what is due within `shortMs` happens at once and moves the time on by its delay; longer
 * timers (time-outs) wait until a test fires them.
 */
export function hastyClock(shortMs: number): ConnectorClock & { readonly waits: number[]; fireLong(): void } {
  let now = Date.parse('2026-11-21T09:00:00Z');
  const waits: number[] = [];
  const long = new Map<() => void, number>();
  return {
    waits,
    now: () => now,
    setTimer(callback, delayMs) {
      if (delayMs > shortMs) {
        long.set(callback, delayMs);
        return { cancel: () => void long.delete(callback) };
      }
      const immediate = setImmediate(() => {
        waits.push(delayMs);
        now += delayMs;
        callback();
      });
      return { cancel: () => clearImmediate(immediate) };
    },
    fireLong() {
      for (const [callback, delayMs] of long) {
        now += delayMs;
        callback();
      }
      long.clear();
    },
  };
}
