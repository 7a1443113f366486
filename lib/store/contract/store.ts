import type { AuditTable } from './audit-table.ts';
import type { CursorTable } from './cursor-table.ts';
import type { DemandTable } from './demand-table.ts';
import type { EffectTable } from './effect-table.ts';
import type { ExceptionTable } from './exception-table.ts';
import type { FeedCycleTable } from './feed-cycle-table.ts';
import type { FeedRunTable } from './feed-run-table.ts';
import type { LaneControlTable } from './lane-control-table.ts';
import type { LaneTable } from './lane-table.ts';
import type { LeaseTable } from './lease-table.ts';
import type { OrderStateTable } from './order-state-table.ts';
import type { ReferenceTable } from './reference-table.ts';
import type { ReplayBatchTable } from './replay-batch-table.ts';
import type { Signals } from './signals.ts';
import type { SnapshotTable } from './snapshot-table.ts';
import type { TimelineTable } from './timeline-table.ts';

/** The small contracts of one database, all seen through the same connection or transaction. */
export interface StoreTables {
  readonly audit: AuditTable;
  readonly cursors: CursorTable;
  readonly demand: DemandTable;
  readonly effects: EffectTable;
  readonly exceptions: ExceptionTable;
  readonly feedCycles: FeedCycleTable;
  readonly feedRuns: FeedRunTable;
  readonly laneControls: LaneControlTable;
  readonly lanes: LaneTable;
  readonly leases: LeaseTable;
  readonly orderStates: OrderStateTable;
  readonly references: ReferenceTable;
  readonly replayBatches: ReplayBatchTable;
  readonly snapshots: SnapshotTable;
  readonly timeline: TimelineTable;
}

export interface Store {
  /** Whether other processes may work on the same tables. When not, whoever opened it knows that it is alone. */
  readonly shared: boolean;
  readonly signals: Signals;
  /** For reading only: sees what is committed. */
  readonly read: StoreTables;
  /**
   * Runs `work` inside a transaction and resolves once it is on disk. Works that are asked for in one turn of the
   * event loop share a transaction (group commit); when one of them fails, the others are run again without it. So
   * `work` must touch nothing but the tables and must bear being run twice. With `beside` it is a transaction of its own,
   * run once, that waits for no other write of this process where the engine can do that: for leases, which must be renewed
   * although another worker has been stopped in the middle of a write and holds up ours.
   */
  write<T>(work: (tables: StoreTables) => Promise<T>, how?: { readonly beside: boolean }): Promise<T>;
  /** Waits for writes under way, then closes the database. */
  close(): Promise<void>;
}
