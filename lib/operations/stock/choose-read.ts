import type { StockCycle } from '../../model/stock.ts';

export type CycleHead = Pick<StockCycle, 'cycleId' | 'mode' | 'sequence' | 'asOf'>;

export type ReadChoice =
  | { readonly read: 'cycle' }
  /** A full cycle is needed before this one can be used. */
  | { readonly read: 'full'; readonly why: 'nothing-read-yet' | 'sequence-gap' | 'sequence-restarted'; readonly sentence: string }
  | { readonly read: 'nothing'; readonly why: 'read-already' | 'older'; readonly sentence: string };

/**
 * What to do with a completed cycle, given the one that was read last: never older data over newer, and a delta only on
 * top of its direct predecessor. A late cycle that overlaps its successor is told by the time that it states.
 */
export function chooseRead(cycle: CycleHead, last: CycleHead | null): ReadChoice {
  if (last?.cycleId === cycle.cycleId) return { read: 'nothing', why: 'read-already', sentence: `Cycle ${cycle.cycleId} was read already.` };
  if (last && Date.parse(cycle.asOf) < Date.parse(last.asOf)) {
    return { read: 'nothing', why: 'older', sentence: `Cycle ${cycle.cycleId} states ${cycle.asOf}, and ${last.cycleId} with ${last.asOf} was read already.` };
  }
  if (cycle.mode === 'full') return { read: 'cycle' };
  if (!last) return { read: 'full', why: 'nothing-read-yet', sentence: `Cycle ${cycle.cycleId} only has what changed, and nothing was read before it.` };
  if (cycle.sequence === last.sequence + 1) return { read: 'cycle' };
  return cycle.sequence > last.sequence
    ? { read: 'full', why: 'sequence-gap', sentence: `Between cycle ${last.cycleId} (${last.sequence}) and ${cycle.cycleId} (${cycle.sequence}) ${countText(cycle.sequence - last.sequence - 1)} missing.` }
    : { read: 'full', why: 'sequence-restarted', sentence: `Cycle ${cycle.cycleId} has the number ${cycle.sequence} after ${last.sequence}: the numbers began anew.` };
}

const countText = (cycles: number): string => (cycles === 1 ? 'one cycle is' : `${cycles} cycles are`);
