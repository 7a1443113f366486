import type { StockCycle, StockCycles } from './stock-cycles.ts';
import { zonedInstant } from './zoned-time.ts';

/** A cycle as the API shows it; what is only known at its end is null until then. */
export const presentCycle = (cycles: StockCycles, cycle: StockCycle, now: number, timeZone: string): unknown => {
  const status = cycles.statusOf(cycle, now);
  const ended = status !== 'running';
  const readable = ended && status !== 'failed';
  const instant = (at: number | null): string | null => (at === null ? null : zonedInstant(at, timeZone));
  return {
    cycleId: cycle.cycleId,
    feed: 'inventory',
    mode: cycle.mode,
    sequence: cycle.sequence,
    status,
    asOf: instant(cycle.asOf),
    startedAt: instant(cycle.asOf),
    completedAt: ended ? instant(cycle.completesAt) : null,
    nextExpectedAt: instant(cycle.nextExpectedAt),
    recordCount: readable ? cycle.recordCount : null,
    rejectedCount: readable ? cycle.rejectedCount : null,
    checksum: readable ? cycles.checksumOf(cycle) : null,
    previousCycleId: cycle.previousCycleId,
  };
};
