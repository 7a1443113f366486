import type { Kysely } from 'kysely';
import type { LaneControlTable } from '../contract/lane-control-table.ts';
import type { Database } from './database.ts';

const columns = [
  ...(['lane', 'entries', 'bytes', 'status'] as const),
  ...(['paused_at as pausedAt', 'paused_by as pausedBy', 'pause_reason as pauseReason'] as const),
  ...(['oldest_at as oldestAt', 'reported_at as reportedAt', 'reported_by as reportedBy'] as const),
] as const;

/** One row per lane that was ever paused or driven. What people decide and what the leader reports leave each other alone. */
export function createLaneControlTable(db: Kysely<Database>): LaneControlTable {
  const nothingPaused = { paused_at: null, paused_by: null, pause_reason: null };
  const nothingReported = { entries: 0, bytes: 0, oldest_at: null, status: '', reported_at: 0, reported_by: '' };
  return {
    async get(lane) {
      return (await db.selectFrom('lane_control').select(columns).where('lane', '=', lane).executeTakeFirst()) ?? null;
    },
    list: () => db.selectFrom('lane_control').select(columns).orderBy('lane').execute(),
    async pause(lane, by, reason, at) {
      const paused = { paused_at: at, paused_by: by, pause_reason: reason };
      await db
        .insertInto('lane_control')
        .values({ lane, ...nothingReported, ...paused })
        .onConflict((conflict) => conflict.column('lane').doUpdateSet(paused))
        .execute();
    },
    async resume(lane) {
      await db.updateTable('lane_control').set(nothingPaused).where('lane', '=', lane).execute();
    },
    async report({ lane, entries, bytes, oldestAt, status, reportedAt, reportedBy }) {
      const reported = { entries, bytes, oldest_at: oldestAt, status, reported_at: reportedAt, reported_by: reportedBy };
      await db
        .insertInto('lane_control')
        .values({ lane, ...nothingPaused, ...reported })
        .onConflict((conflict) => conflict.column('lane').doUpdateSet(reported))
        .execute();
    },
  };
}
