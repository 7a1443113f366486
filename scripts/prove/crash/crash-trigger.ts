import { appendFileSync } from 'node:fs';
import process from 'node:process';
import type { CrashMoment, CrashPoint } from './crash-point.ts';

/** Told by the watchers that something of these kinds is about to happen, is on its way, or has happened. */
export type Passing = (kinds: readonly string[], moment: CrashMoment) => void;

/**
 * Counts what passes. Without a point every passing is written to the log; with one the log gets a single line, right
 * before the process is killed there: nothing is flushed, no handler runs.
 */
export function createCrashTrigger(point: CrashPoint | undefined, log: string): Passing {
  const counts = new Map<string, number>();
  return (kinds, moment) => {
    for (const kind of kinds) {
      const name = `${moment} ${kind}`;
      const nth = (counts.get(name) ?? 0) + 1;
      counts.set(name, nth);
      if (point === undefined) appendFileSync(log, `${JSON.stringify({ kind, moment, nth })}\n`);
      else if (point.kind === kind && point.moment === moment && point.nth === nth) {
        appendFileSync(log, `${JSON.stringify(point)}\n`);
        process.kill(process.pid, 'SIGKILL');
      }
    }
  };
}
