import type { LaneCounts } from '../store/contract/lane-table.ts';
import type { LaneStatus } from './contract.ts';

interface Deltas {
  readonly waiting?: number;
  readonly parked?: number;
  readonly settled?: number;
  readonly failures?: number;
}

export interface LaneCounters {
  add(deltas: Deltas): void;
  /** What the store counted. */
  set(counts: Pick<LaneCounts, 'waiting' | 'parked' | 'oldestAt'>): void;
  setOldest(at: number | null): void;
  /** An entry began to wait. */
  began(at: number): void;
  changed(): void;
  onChange(listener: () => void): () => void;
  status(now: { readonly inFlight: number; readonly running: boolean; readonly now: number }): LaneStatus;
}

/**
 * Figures for people, kept along the way: counting a million rows for each of them would take longer than the work.
 * They are set right from the store whenever the lane has nothing to do.
 */
export function laneCounters(): LaneCounters {
  const count = { waiting: 0, parked: 0, settled: 0, failures: 0 };
  const listeners = new Set<() => void>();
  let oldestAt: number | null = null;
  return {
    add({ waiting = 0, parked = 0, settled = 0, failures = 0 }) {
      count.waiting += waiting;
      count.parked += parked;
      count.settled += settled;
      count.failures += failures;
    },
    set(counts) {
      count.waiting = counts.waiting;
      count.parked = counts.parked;
      oldestAt = counts.oldestAt;
    },
    setOldest: (at) => void (oldestAt = at),
    began: (at) => void (oldestAt ??= at),
    changed() {
      for (const listener of [...listeners]) listener();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    status: ({ inFlight, running, now }) => ({
      ...count,
      // What one transaction did is told in any order: a claim may be heard of before the journaling it took from.
      waiting: Math.max(0, count.waiting),
      parked: Math.max(0, count.parked),
      inFlight,
      running,
      oldestAgeMs: oldestAt === null || count.waiting + inFlight === 0 ? 0 : Math.max(0, now - oldestAt),
    }),
  };
}
