/** What people have decided about a lane, and what its leader last said of it. */
export interface LaneControlRow {
  readonly lane: string;
  /** Paused by a person since then; null: it runs. */
  readonly pausedAt: number | null;
  readonly pausedBy: string | null;
  readonly pauseReason: string | null;
  /** What the worker that drives the lane last counted: for the sources of other workers and for screens. */
  readonly entries: number;
  readonly bytes: number;
  readonly oldestAt: number | null;
  /** JSON text of the whole status, for screens of other workers. */
  readonly status: string;
  readonly reportedAt: number;
  readonly reportedBy: string;
}

export interface LaneControlTable {
  get(lane: string): Promise<LaneControlRow | null>;
  list(): Promise<readonly LaneControlRow[]>;
  pause(lane: string, by: string, reason: string, at: number): Promise<void>;
  resume(lane: string): Promise<void>;
  report(report: Omit<LaneControlRow, 'pausedAt' | 'pausedBy' | 'pauseReason'>): Promise<void>;
}
