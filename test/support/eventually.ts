import { setTimeout as pause } from 'node:timers/promises';

/** Polls a condition that another process or a real timer brings about; fails with its name at the deadline. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined> | T | undefined, deadlineMs = 8000): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`${what} did not come about within ${deadlineMs} ms`);
    await pause(20);
  }
}
