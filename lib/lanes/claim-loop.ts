import type { LeaseToken } from '../model/lease-token.ts';
import type { LaneEntry } from '../store/contract/lane-table.ts';
import type { StoreTables } from '../store/contract/store.ts';
import type { LaneParts } from './contract.ts';
import { outageCodes } from './failure-class.ts';

/** What may be claimed just now. */
export interface ClaimRoom {
  readonly holder: LeaseToken;
  readonly limit: number;
  /** Only of these. */
  readonly ids?: readonly number[];
  /** One message that shows whether the destination works again. */
  readonly probe: boolean;
}

export interface ClaimLoop {
  start(): void;
  /** Resolves when no claim is under way any more. */
  stop(): Promise<void>;
  /** Claims as soon as the works asked for so far in this turn are written. */
  wake(): void;
  running(): boolean;
}

export interface ClaimLoopParts {
  readonly lane: string;
  readonly parts: LaneParts;
  /** Done before anything is claimed under a new lease. */
  readonly prepare: () => Promise<void>;
  /** Null: nothing may be claimed. */
  readonly room: () => ClaimRoom | null;
  /** When there may be room without anybody waking the lane (ms since 1970). */
  readonly roomAt: () => number;
  readonly hand: (entries: readonly LaneEntry[], room: ClaimRoom) => void;
  /** The store could not be asked; what was to be claimed may be claimed all the same. */
  readonly failed: () => void;
  /** Looks after the figures; told whether all that is due was claimed. Says when it wants to be asked again at the latest. */
  readonly count: (drained: boolean) => Promise<number>;
}

/** Nobody must be able to forget to wake a lane: it looks by itself this often. */
const longestSleepMs = 30_000;
/** The store could not be asked (a full disk): soon enough to go on by itself once somebody has made room. */
const pauseAfterFailureMs = 5_000;

/** Claims whenever something may be due and there is room, hands out what it got, and sleeps until the next is due. */
export function claimLoop({ lane, parts, prepare, room, roomAt, hand, failed, count }: ClaimLoopParts): ClaimLoop {
  const { store, clock } = parts;
  let running = false;
  let wanted = false;
  let claiming: Promise<void> | undefined;
  let timer: { cancel(): void } | undefined;

  const isRunning = (): boolean => running;
  const isWanted = (): boolean => wanted;
  const sleepUntil = (at: number): void => {
    timer?.cancel();
    timer = clock.setTimer(wake, Math.min(Math.max(at - clock.now(), 1), longestSleepMs));
  };
  /** Says whether there was room for more than it got. */
  const claim = async (): Promise<boolean> => {
    const { asked, entries } = await store.write(async (tables) => {
      const asked = room();
      return { asked, entries: asked && (await claimFor(tables, lane, asked, clock.now())) };
    });
    if (!asked || !entries || !running) return false;
    hand(entries, asked);
    return entries.length < asked.limit;
  };
  const claimWhileWanted = async (): Promise<void> => {
    try {
      while (isRunning() && isWanted()) {
        wanted = false;
        await prepare();
        await endOfTurn();
        const { limit = 0 } = room() ?? {};
        // Whatever has woken the lane until now is seen by this claim.
        if (limit > 0) wanted = false;
        const drained = limit > 0 && (await claim());
        const countAt = await count(drained);
        if (!isRunning() || isWanted()) continue;
        const nextAt = drained && room() ? ((await store.read.lanes.nextDueAt(lane)) ?? Infinity) : roomAt();
        sleepUntil(Math.min(nextAt, countAt));
      }
    } catch {
      failed();
      if (running) sleepUntil(clock.now() + pauseAfterFailureMs);
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

/**
 * Once all that this turn leads to has been asked for: what it journals is then claimed in the transaction that keeps it,
 * and not in the next one.
 */
function endOfTurn(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

/** Null: somebody else is the holder by now. */
async function claimFor({ lanes, leases }: StoreTables, lane: string, { holder, limit, ids, probe }: ClaimRoom, now: number): Promise<readonly LaneEntry[] | null> {
  if (limit <= 0) return [];
  if ((await leases.held([holder])).length === 0) return null;
  const claim = { lane, holder, limit, now, ...(ids ? { ids } : {}) };
  const entries = await lanes.claim(claim);
  // All that wait may wait for the very outage that is to be probed.
  if (!probe || entries.length > 0 || (await lanes.bringForward(lane, outageCodes, now, 1)) === 0) return entries;
  return lanes.claim(claim);
}
