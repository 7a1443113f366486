import type { Clock } from '../../../lib/lanes/contract.ts';

export interface FakeClock extends Clock {
  /** Moves time on and runs the timers that fall due, each at its own time; resolves when all is quiet. */
  advance(ms: number): Promise<void>;
}

/** Resolves when promises, writes and what follows from them have come to rest. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function fakeClock(start = Date.UTC(2026, 0, 1)): FakeClock {
  let now = start;
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  return {
    now: () => now,
    setTimer(callback, delayMs) {
      const timer = { at: now + delayMs, callback };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
    async advance(ms) {
      await quiet();
      const end = now + ms;
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.callback();
        await quiet();
      }
      now = end;
      await quiet();
    },
  };
}
