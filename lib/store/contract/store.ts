import type { AuditTable } from './audit-table.ts';
import type { CursorTable } from './cursor-table.ts';
import type { EffectTable } from './effect-table.ts';
import type { ExceptionTable } from './exception-table.ts';
import type { FeedRunTable } from './feed-run-table.ts';
import type { LaneTable } from './lane-table.ts';
import type { OrderStateTable } from './order-state-table.ts';
import type { ReferenceTable } from './reference-table.ts';
import type { SnapshotTable } from './snapshot-table.ts';
import type { TimelineTable } from './timeline-table.ts';

/** The small contracts of one database, all seen through the same connection or transaction. */
export interface StoreTables {
  readonly audit: AuditTable;
  readonly cursors: CursorTable;
  readonly effects: EffectTable;
  readonly exceptions: ExceptionTable;
  readonly feedRuns: FeedRunTable;
  readonly lanes: LaneTable;
  readonly orderStates: OrderStateTable;
  readonly references: ReferenceTable;
  readonly snapshots: SnapshotTable;
  readonly timeline: TimelineTable;
}

export interface Store {
  /** For reading only: sees what is committed. */
  readonly read: StoreTables;
  /**
   * Runs `work` inside a transaction and resolves once it is on disk. Works that are asked for in one turn of the
   * event loop share a transaction (group commit); when one of them fails, the others are run again without it. So
   * `work` must touch nothing but the tables and must bear being run twice.
   */
  write<T>(work: (tables: StoreTables) => Promise<T>): Promise<T>;
  /** Waits for writes under way, then closes the database. */
  close(): Promise<void>;
}
