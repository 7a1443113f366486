import type { Kysely } from 'kysely';
import type { StoreTables } from '../contract/store.ts';
import { createAuditTable } from './audit-table.ts';
import { createCursorTable } from './cursor-table.ts';
import type { Database } from './database.ts';
import { createDemandTable } from './demand-table.ts';
import { createEffectTable } from './effect-table.ts';
import { createExceptionTable } from './exception-table.ts';
import { createFeedCycleTable } from './feed-cycle-table.ts';
import { createFeedRunTable } from './feed-run-table.ts';
import { createLaneControlTable } from './lane-control-table.ts';
import { createLaneTable } from './lane-table.ts';
import { aloneWithLeases, type LeaseEngine } from './lease-engine.ts';
import { createLeaseTable } from './lease-table.ts';
import { createOrderStateTable } from './order-state-table.ts';
import { createReferenceTable } from './reference-table.ts';
import { createReplayBatchTable } from './replay-batch-table.ts';
import { noRowLocks, type RowLocks } from './row-locks.ts';
import { createSnapshotTable } from './snapshot-table.ts';
import { createTimelineTable } from './timeline-table.ts';

/** The contracts of one connection or transaction. */
export function createTables(db: Kysely<Database>, locks: RowLocks = noRowLocks, leaseEngine: LeaseEngine = aloneWithLeases): StoreTables {
  return {
    audit: createAuditTable(db),
    cursors: createCursorTable(db),
    demand: createDemandTable(db),
    effects: createEffectTable(db, locks),
    exceptions: createExceptionTable(db, locks),
    feedCycles: createFeedCycleTable(db),
    feedRuns: createFeedRunTable(db),
    laneControls: createLaneControlTable(db),
    lanes: createLaneTable(db, locks),
    leases: createLeaseTable(db, leaseEngine),
    orderStates: createOrderStateTable(db),
    references: createReferenceTable(db),
    replayBatches: createReplayBatchTable(db),
    snapshots: createSnapshotTable(db),
    timeline: createTimelineTable(db),
  };
}
