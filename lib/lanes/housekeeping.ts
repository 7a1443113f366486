import type { Store, StoreTables } from '../store/contract/store.ts';
import type { Clock, Leases } from './contract.ts';

export interface HousekeepingParts {
  readonly store: Store;
  readonly clock: Clock;
  /** Of several workers on one database, one cleans up at a time. */
  readonly leases: Pick<Leases, 'follow'>;
  /** How long history is kept: settled lane entries, timeline, feed runs and cycles, demand, closed exceptions, replays, values in the audit. */
  readonly keepDays: number;
}

export interface Housekeeping {
  /** Cleans up every hour, beginning as soon as no other worker does. */
  start(): void;
  /** Resolves when the bite under way is on disk. */
  stop(): Promise<void>;
}

const dayMs = 86_400_000;
const pauseMs = 3_600_000;
/** One bite holds the database for a few milliseconds; what runs beside it hardly waits. */
const rowsPerBite = 100;
const betweenBitesMs = 10;
/** Long after anybody could ask whether that worker lives. */
const deadWorkersKeptMs = dayMs;
/** An order may wait for its payment or for a person for weeks: forgotten before BlueCherry has it, its units would be sold twice. */
const demandKeptMs = 100 * dayMs;

/**
 * What has a time of its own to be removed, and says how many it removed. The effects ledger is not among it: an order that
 * the shop changes after years must not become a second sales order.
 */
const histories: readonly ((tables: StoreTables, before: number, now: number) => Promise<number>)[] = [
  ({ lanes }, before) => lanes.prune(before, rowsPerBite),
  ({ timeline }, before) => timeline.prune(before, rowsPerBite),
  ({ exceptions }, before) => exceptions.prune(before, rowsPerBite),
  ({ audit }, before) => audit.forgetValues(before, rowsPerBite),
  ({ feedRuns }, before) => feedRuns.prune(before, rowsPerBite),
  ({ feedCycles }, before) => feedCycles.prune(before, rowsPerBite),
  ({ demand }, before, now) => demand.prune(Math.min(before, now - demandKeptMs), rowsPerBite),
  ({ replayBatches }, before) => replayBatches.prune(before, rowsPerBite),
  // All at once: they are few.
  async ({ leases }) => Math.min(await leases.prune('worker:', deadWorkersKeptMs), rowsPerBite - 1),
];

/** Removes history that is older than it need be, in small bites. */
export function createHousekeeping({ store, clock, leases, keepDays }: HousekeepingParts): Housekeeping {
  let running = false;
  let timer: { cancel(): void } | undefined;
  let biting: Promise<void> | undefined;
  let letGo: (() => Promise<void>) | undefined;

  const bite = async (position: number): Promise<void> => {
    const prune = histories[position];
    if (!prune) {
      next(0, pauseMs);
      return;
    }
    const now = clock.now();
    const removed = await store.write((tables) => prune(tables, now - keepDays * dayMs, now));
    next(removed < rowsPerBite ? position + 1 : position, betweenBitesMs);
  };
  const next = (position: number, delayMs: number): void => {
    timer?.cancel();
    if (!running) return;
    timer = clock.setTimer(() => {
      // A store that cannot be written shows elsewhere; the cleaning waits for better times.
      biting = bite(position).catch(() => next(0, pauseMs));
    }, delayMs);
  };
  const pause = (): void => {
    running = false;
    timer?.cancel();
  };

  return {
    start() {
      letGo ??= leases.follow('housekeeping', {
        gained() {
          running = true;
          next(0, betweenBitesMs);
        },
        lost: pause,
      });
    },
    async stop() {
      pause();
      await biting;
      await letGo?.();
      letGo = undefined;
    },
  };
}
