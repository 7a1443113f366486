import type { LaneCounts } from '../store/contract/lane-table.ts';

type Figure = 'waiting' | 'parked' | 'settled' | 'failures' | 'bytes';

export type LaneFigures = Readonly<Record<Figure | 'settledPerMinute' | 'oldestAgeMs', number>>;

export interface LaneCounters {
  add(deltas: Partial<Readonly<Record<Figure, number>>>, now: number): void;
  /** What the store counted. */
  set(counts: Pick<LaneCounts, 'waiting' | 'parked' | 'bytes' | 'oldestAt'>): void;
  setOldest(at: number | null): void;
  /** An entry began to wait. */
  began(at: number): void;
  figures(inFlight: number, now: number): LaneFigures;
  /** Creation time of the oldest entry that waits or is under way. */
  oldestAt(): number | null;
}

/**
 * Figures for people, kept along the way: counting a million rows for each of them would take longer than the work.
 * They are set right from the store whenever the lane has nothing to do.
 */
export function laneCounters(): LaneCounters {
  const count = { waiting: 0, parked: 0, settled: 0, failures: 0, bytes: 0 };
  const perSecond = new Map<number, number>();
  let oldestAt: number | null = null;
  const forget = (now: number): void => {
    for (const second of perSecond.keys()) {
      if (second > secondOf(now) - 60) return;
      perSecond.delete(second);
    }
  };
  return {
    add({ waiting = 0, parked = 0, settled = 0, failures = 0, bytes = 0 }, now) {
      count.waiting += waiting;
      count.parked += parked;
      count.failures += failures;
      count.bytes += bytes;
      if (settled === 0) return;
      count.settled += settled;
      perSecond.set(secondOf(now), (perSecond.get(secondOf(now)) ?? 0) + settled);
      forget(now);
    },
    set(counts) {
      count.waiting = counts.waiting;
      count.parked = counts.parked;
      count.bytes = counts.bytes;
      oldestAt = counts.oldestAt;
    },
    setOldest: (at) => void (oldestAt = at),
    began: (at) => void (oldestAt ??= at),
    figures(inFlight, now) {
      forget(now);
      return {
        ...count,
        // What one transaction did is told in any order: a claim may be heard of before the journaling it took from.
        waiting: Math.max(0, count.waiting),
        parked: Math.max(0, count.parked),
        bytes: Math.max(0, count.bytes),
        settledPerMinute: [...perSecond.values()].reduce((sum, settled) => sum + settled, 0),
        oldestAgeMs: oldestAt === null || count.waiting + inFlight === 0 ? 0 : Math.max(0, now - oldestAt),
      };
    },
    oldestAt: () => oldestAt,
  };
}

const secondOf = (now: number): number => Math.floor(now / 1000);
