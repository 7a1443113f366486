import { createHousekeeping } from '../../lib/lanes/housekeeping.ts';
import { systemClock } from '../../lib/lanes/system-clock.ts';
import type { Leases } from '../../lib/lanes/contract.ts';
import type { Store } from '../../lib/store/contract/store.ts';
import { benchLane, type BenchLane } from './bench-lane.ts';
import type { BenchDatabase } from './bench-engine.ts';
import { delaysOf, type Delays } from './figures.ts';
import { fillLane, settleAll } from './fill-lane.ts';
import { atPace, type Pace } from './measure-delays.ts';
import type { SampleMessages } from './sample-messages.ts';

export interface GrowthFigures {
  readonly settled: number;
  readonly bytesPerMessage: number;
  /** Of tables and indexes together, once all are settled, for each of them. */
  readonly bytesPerEntry: number;
  readonly mibSettled: number;
  /** The same after the history was removed, and how much of it is free for new rows. */
  readonly mibPruned: number;
  readonly mibFree: number | null;
  /** After a tenth was journaled again: what was free is used first. */
  readonly mibRefilled: number;
  /** The largest that the write-ahead log was seen. */
  readonly mibLog: number;
  /** Of journal() at an even pace, without and with history being removed beside it. */
  readonly journal: { readonly perSecond: number; readonly alone: Delays; readonly besideHousekeeping: Delays };
  /** Rows of history removed per second beside that. */
  readonly removedPerSecond: number;
}

export interface Growth {
  readonly database: BenchDatabase;
  readonly store: Store;
  readonly lane: string;
  readonly ids: readonly number[];
  readonly messages: SampleMessages;
  readonly rounds: number;
  readonly pace: Pace;
}

const dayMs = 86_400_000;
const mib = (bytes: number): number => Math.round(bytes / 1024 / 1024);

/** What a database takes once everything in it is settled, and what becomes of it when that is history to be removed. */
export async function measureGrowth({ database, store, lane, ids, messages, rounds, pace }: Growth): Promise<GrowthFigures> {
  let log = 0;
  const look = async (): Promise<{ bytes: number; free: number | null }> => {
    const use = await database.diskUse();
    log = Math.max(log, use.log);
    return use;
  };
  await look();
  await settleAll(store, ids);
  const settled = await look();

  const journaling = await benchLane(store, { name: 'beside' });
  const [alone, beside]: [number[], number[]] = [[], []];
  let removed = 0;
  let spentMs = 0;
  for (let round = 0; round < rounds; round += 1) {
    alone.push(...(await journalDelays(journaling, messages, pace)));
    const began = performance.now();
    const counted = countPruned(store, (rows) => (removed += rows));
    const housekeeping = createHousekeeping({ store: counted, clock: systemClock, leases: alwaysOurs, keepDays: 1 });
    housekeeping.start();
    beside.push(...(await journalDelays(journaling, messages, pace)));
    await housekeeping.stop();
    spentMs += performance.now() - began;
    await look();
  }
  await removeTheRest(store);
  await database.tidy();
  const pruned = await look();
  await fillLane(store, { lane, count: Math.floor(ids.length / 10), messages });
  const refilled = await look();
  return {
    settled: ids.length,
    bytesPerMessage: messages.bytes,
    bytesPerEntry: Math.round(settled.bytes / ids.length),
    mibSettled: mib(settled.bytes),
    mibPruned: mib(pruned.bytes),
    mibFree: pruned.free === null ? null : mib(pruned.free),
    mibRefilled: mib(refilled.bytes),
    mibLog: mib(log),
    journal: { perSecond: pace.perSecond, alone: delaysOf(alone), besideHousekeeping: delaysOf(beside) },
    removedPerSecond: Math.round((removed / spentMs) * 1000),
  };
}

const alwaysOurs: Pick<Leases, 'follow'> = {
  follow(lease, follower) {
    follower.gained({ lease, fence: 1 });
    return () => Promise.resolve();
  },
};

async function journalDelays({ lane, source }: BenchLane, messages: SampleMessages, pace: Pace): Promise<readonly number[]> {
  const delays: number[] = [];
  await atPace(pace, async () => {
    const began = performance.now();
    await lane.journal(messages.next(source));
    delays.push(performance.now() - began);
  });
  return delays;
}

function countPruned(store: Store, removed: (rows: number) => void): Store {
  const counted = async (pruning: Promise<number>): Promise<number> => {
    const rows = await pruning;
    removed(rows);
    return rows;
  };
  return {
    ...store,
    write: (work) =>
      store.write((tables) =>
        work({
          ...tables,
          lanes: { ...tables.lanes, prune: (before, limit) => counted(tables.lanes.prune(before, limit)) },
          timeline: { ...tables.timeline, prune: (before, limit) => counted(tables.timeline.prune(before, limit)) },
        }),
      ),
  };
}

async function removeTheRest(store: Store): Promise<void> {
  const before = Date.now() - dayMs;
  while ((await store.write(({ lanes }) => lanes.prune(before, 5000))) > 0);
  while ((await store.write(({ timeline }) => timeline.prune(before, 5000))) > 0);
}
