import type { Kysely } from 'kysely';
import type { StoreTables } from '../contract/store.ts';
import { createAuditTable } from './audit-table.ts';
import { createCursorTable } from './cursor-table.ts';
import type { Database } from './database.ts';
import { createEffectTable } from './effect-table.ts';
import { createExceptionTable } from './exception-table.ts';
import { createFeedRunTable } from './feed-run-table.ts';
import { createLaneTable } from './lane-table.ts';
import { createOrderStateTable } from './order-state-table.ts';
import { createReferenceTable } from './reference-table.ts';
import { noRowLocks, type RowLocks } from './row-locks.ts';
import { createSnapshotTable } from './snapshot-table.ts';
import { createTimelineTable } from './timeline-table.ts';

/** The contracts of one connection or transaction. */
export function createTables(db: Kysely<Database>, locks: RowLocks = noRowLocks): StoreTables {
  return {
    audit: createAuditTable(db),
    cursors: createCursorTable(db),
    effects: createEffectTable(db, locks),
    exceptions: createExceptionTable(db, locks),
    feedRuns: createFeedRunTable(db),
    lanes: createLaneTable(db, locks),
    orderStates: createOrderStateTable(db),
    references: createReferenceTable(db),
    snapshots: createSnapshotTable(db),
    timeline: createTimelineTable(db),
  };
}
