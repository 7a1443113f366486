import type { LaneControlRow } from '../store/contract/lane-control-table.ts';
import type { CircuitStatus, LaneStatus } from './contract.ts';
import type { LaneFigures } from './lane-counters.ts';

/** What differs from worker to worker, or is known of a lane wherever it is driven. */
export type OwnView = Pick<LaneStatus, 'full' | 'paused' | 'running'>;

export function drivenStatus(figures: LaneFigures, inFlight: number, circuit: CircuitStatus, own: OwnView): LaneStatus {
  return { ...figures, inFlight, circuit, ...own, leading: true };
}

/** Of a lane that another worker drives, or nobody: as its holder last reported it. */
export function reportedStatus(row: LaneControlRow | null, own: OwnView, now: number): LaneStatus {
  const reported = readReport(row);
  return { ...nothing, ...reported, oldestAgeMs: row?.oldestAt == null ? 0 : Math.max(0, now - row.oldestAt), ...own, leading: false };
}

const nothing = {
  ...{ waiting: 0, inFlight: 0, parked: 0, oldestAgeMs: 0, settled: 0, failures: 0, settledPerMinute: 0, bytes: 0 },
  circuit: { state: 'closed', code: null, message: '', openedAt: null, nextProbeAt: null } as CircuitStatus,
};

/** Null where nobody has reported yet, or what is kept of it cannot be read: the next report takes its place. */
export function readReport(row: LaneControlRow | null): LaneStatus | null {
  try {
    return row && row.status !== '' ? (JSON.parse(row.status) as LaneStatus) : null;
  } catch {
    return null;
  }
}
