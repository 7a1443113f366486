import type { LaneEntry } from '../store/contract/lane-table.ts';
import type { LaneOptions, LaneParts } from './contract.ts';
import type { LaneCounters } from './lane-counters.ts';

export interface ClaimLoop {
  start(): void;
  /** Resolves when no claim is under way any more. */
  stop(): Promise<void>;
  /** Claims as soon as the works asked for so far in this turn are written. */
  wake(): void;
  running(): boolean;
}

export interface ClaimLoopParts {
  readonly options: LaneOptions;
  readonly parts: LaneParts;
  readonly inFlight: () => number;
  readonly hand: (entry: LaneEntry) => void;
  readonly counters: LaneCounters;
}

/** Nobody must be able to forget to wake a lane: it looks by itself this often. */
const longestSleepMs = 30_000;
/** Counting takes about 80 ms where a million entries wait. */
const betweenCountsMs = 10_000;
/** The store could not be asked (a full disk): soon enough to go on by itself once somebody has made room. */
const pauseAfterFailureMs = 5_000;

/** Claims whenever something may be due and there is room, hands out what it got, and sleeps until the next is due. */
export function claimLoop({ options, parts, inFlight, hand, counters }: ClaimLoopParts): ClaimLoop {
  const { store, clock, owner } = parts;
  const lane = options.name;
  let running = false;
  let lookedAt = -Infinity;
  let countedAt = -Infinity;
  let wanted = false;
  let claiming: Promise<void> | undefined;
  let timer: { cancel(): void } | undefined;

  const isRunning = (): boolean => running;
  const isWanted = (): boolean => wanted;
  const sleep = (delayMs: number): void => {
    timer?.cancel();
    timer = clock.setTimer(wake, Math.min(Math.max(delayMs, 1), longestSleepMs));
  };
  /** Says whether there was room for more than it got. */
  const claim = async (): Promise<boolean> => {
    let room = 0;
    const entries = await store.write((tables) => {
      room = options.concurrency - inFlight();
      return tables.lanes.claim({ lane, owner, limit: room, now: clock.now() });
    });
    counters.add({ waiting: -entries.length });
    if (!running) return false;
    for (const entry of entries) hand(entry);
    if (entries.length > 0) counters.changed();
    return entries.length < room;
  };
  const claimWhileWanted = async (): Promise<void> => {
    try {
      while (isRunning() && isWanted()) {
        wanted = false;
        const drained = await claim();
        if (drained || clock.now() - lookedAt >= 1000) {
          lookedAt = clock.now();
          counters.setOldest(await store.read.lanes.oldestAt(lane));
        }
        if (!isRunning() || isWanted() || !drained) continue;
        if (inFlight() === 0 && clock.now() - countedAt >= betweenCountsMs) {
          countedAt = clock.now();
          counters.set(await store.read.lanes.counts(lane));
        }
        sleep(((await store.read.lanes.nextDueAt(lane)) ?? Infinity) - clock.now());
        counters.changed();
      }
    } catch {
      if (running) sleep(pauseAfterFailureMs);
    }
    claiming = undefined;
  };
  const wake = (): void => {
    wanted = true;
    if (running) claiming ??= claimWhileWanted();
  };

  return {
    start() {
      running = true;
      wake();
    },
    async stop() {
      running = false;
      timer?.cancel();
      await claiming;
    },
    wake,
    running: isRunning,
  };
}
