import { setTimeout as pause } from 'node:timers/promises';

/** Polls until `look` finds something; undefined at the deadline. */
export async function waitUntil<T>(look: () => Promise<T | undefined> | T | undefined, deadlineMs: number, everyMs = 50): Promise<T | undefined> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) return undefined;
    await pause(everyMs);
  }
}
