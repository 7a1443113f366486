import type { LeaseToken } from '../../model/lease-token.ts';

/**
 * A replay of all exceptions of one cause: first one alone, the canary; the rest only when that one has come through.
 * It outlives the process that drives it.
 */
export interface ReplayBatch {
  readonly id: number;
  readonly cause: string;
  readonly by: string;
  /** Worker that drives it. */
  readonly holder: LeaseToken;
  readonly state: 'canary' | 'running' | 'done' | 'stopped';
  /** The exception that is sent alone. The next oldest takes its place when it is closed without having been sent. */
  readonly canary: number;
  /** How many it began with, the canary included. */
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Why it was stopped, for people. */
  readonly reason: string | null;
  readonly startedAt: number;
  readonly endedAt: number | null;
}

export interface ReplayBatchTable {
  start(batch: Omit<ReplayBatch, 'id' | 'state' | 'succeeded' | 'failed' | 'reason' | 'endedAt'>): Promise<ReplayBatch>;
  get(id: number): Promise<ReplayBatch | null>;
  /** Of one that has not ended. */
  update(id: number, changes: Partial<Pick<ReplayBatch, 'state' | 'holder' | 'canary' | 'reason' | 'endedAt'>>): Promise<void>;
  /** One more outcome, also of one that has ended: what was under way then ends by itself. */
  count(id: number, outcome: 'succeeded' | 'failed'): Promise<void>;
  /** Canary or running, oldest first. */
  unfinished(): Promise<readonly ReplayBatch[]>;
  recent(limit: number): Promise<readonly ReplayBatch[]>;
  prune(before: number, limit: number): Promise<number>;
}
