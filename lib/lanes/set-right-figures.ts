import type { LaneParts } from './contract.ts';
import type { LaneCounters } from './lane-counters.ts';

export interface FigureUpkeep {
  /** Something was put into the lane or taken out of it that the counters did not see. */
  disturbed(): void;
  /** Called after each claim; says when it wants to be called again at the latest (ms since 1970). */
  look(idle: boolean): Promise<number>;
}

const betweenLooksMs = 1_000;
/** A lane with nothing to do is counted anyway: drift must not last. */
const betweenIdleCountsMs = 10_000;
/** Counting a million entries takes some 100 ms: it may take this share of the time. */
const shareOfTime = 1 / 20;

/** Sets the counters right from the store, as often as that costs little. */
export function setRightFigures(lane: string, { store, clock }: LaneParts, counters: LaneCounters): FigureUpkeep {
  let lookedAt = -Infinity;
  let countedAt = -Infinity;
  let tookMs = 0;
  let disturbed = false;
  return {
    disturbed: () => void (disturbed = true),
    async look(idle) {
      const now = clock.now();
      const lookAt = lookedAt + betweenLooksMs;
      if (now >= lookAt) {
        lookedAt = now;
        counters.setOldest(await store.read.lanes.oldestAt(lane));
      }
      const countAt = countedAt + (disturbed ? Math.max(betweenLooksMs, tookMs / shareOfTime) : betweenIdleCountsMs);
      if ((disturbed || idle) && now >= countAt) {
        disturbed = false;
        countedAt = now;
        counters.set(await store.read.lanes.counts(lane));
        tookMs = clock.now() - now;
      }
      return Math.min(now < lookAt ? lookAt : Infinity, disturbed ? countAt : Infinity);
    },
  };
}
