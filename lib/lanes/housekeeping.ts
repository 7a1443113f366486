import type { Store, StoreTables } from '../store/contract/store.ts';
import type { Clock } from './contract.ts';

export interface HousekeepingParts {
  readonly store: Store;
  readonly clock: Clock;
  /** How long history is kept: settled lane entries, timeline, feed runs. */
  readonly keepDays: number;
}

export interface Housekeeping {
  /** Cleans up now and every hour. */
  start(): void;
  /** Resolves when the bite under way is on disk. */
  stop(): Promise<void>;
}

const dayMs = 86_400_000;
const pauseMs = 3_600_000;
/** One bite holds the database for a few milliseconds; what runs beside it hardly waits. */
const rowsPerBite = 200;
const betweenBitesMs = 20;

const histories: readonly ((tables: StoreTables, before: number) => Promise<number>)[] = [
  ({ lanes }, before) => lanes.prune(before, rowsPerBite),
  ({ timeline }, before) => timeline.prune(before, rowsPerBite),
  ({ feedRuns }, before) => feedRuns.prune(before, rowsPerBite),
];

/** Removes history that is older than it need be, in small bites. */
export function createHousekeeping({ store, clock, keepDays }: HousekeepingParts): Housekeeping {
  let running = false;
  let timer: { cancel(): void } | undefined;
  let biting: Promise<void> | undefined;

  const bite = async (position: number): Promise<void> => {
    const prune = histories[position];
    if (!prune) {
      next(0, pauseMs);
      return;
    }
    const removed = await store.write((tables) => prune(tables, clock.now() - keepDays * dayMs));
    next(removed < rowsPerBite ? position + 1 : position, betweenBitesMs);
  };
  const next = (position: number, delayMs: number): void => {
    if (!running) return;
    timer = clock.setTimer(() => {
      // A store that cannot be written shows elsewhere; the cleaning waits for better times.
      biting = bite(position).catch(() => next(0, pauseMs));
    }, delayMs);
  };

  return {
    start() {
      if (running) return;
      running = true;
      next(0, betweenBitesMs);
    },
    async stop() {
      running = false;
      timer?.cancel();
      await biting;
    },
  };
}
