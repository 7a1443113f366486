import { sql, type Kysely } from 'kysely';
import type { LaneCounts, LaneEntry, LaneTable } from '../contract/lane-table.ts';
import { appendEntries } from './append-entries.ts';
import { chunksOf } from './chunks.ts';
import { claimEntries, dueOf } from './claim-entries.ts';
import type { Database } from './database.ts';
import { laneEntryColumns } from './lane-entry-columns.ts';
import type { RowLocks } from './row-locks.ts';
import { settleEntries } from './settle-entries.ts';

/**
 * Exactly the oldest unsettled entry of a key in a lane is its head, and only heads are claimed. So a claim reads just
 * the rows it takes, however many wait behind a key that is parked, claimed or postponed.
 */
export function createLaneTable(db: Kysely<Database>, locks: RowLocks): LaneTable {
  const oldestIn = async (lane: string, state: 'waiting' | 'claimed'): Promise<number | null> => {
    const row = await db
      .selectFrom('lane_entry')
      .select((eb) => eb.fn.min<number | null>('created_at').as('at'))
      .where('lane', '=', lane)
      .where('state', '=', state)
      .where('settled_at', 'is', null)
      .executeTakeFirst();
    return row?.at ?? null;
  };
  const oldestAt = async (lane: string): Promise<number | null> => {
    const [waiting, claimed] = [await oldestIn(lane, 'waiting'), await oldestIn(lane, 'claimed')];
    return waiting === null || claimed === null ? (waiting ?? claimed) : Math.min(waiting, claimed);
  };

  return {
    append: (entries) => appendEntries(db, entries, locks),
    claim: (claim) => claimEntries(db, claim, locks),
    async get(ids) {
      const found: LaneEntry[] = [];
      for (const some of chunksOf(ids)) found.push(...(await db.selectFrom('lane_entry').select(laneEntryColumns).where('id', 'in', some).orderBy('id').execute()));
      return found;
    },
    async settle(ids, outcome) {
      await settleEntries(db, ids, outcome, locks);
    },
    async postpone(id, { dueAt, attempts, lastError }) {
      const changes = { state: 'waiting' as const, owner: null, due_at: dueAt, attempts, last_error: lastError };
      await db.updateTable('lane_entry').set(changes).where('id', '=', id).where('settled_at', 'is', null).execute();
    },
    async park(id, lastError) {
      const changes = { state: 'parked' as const, owner: null, last_error: lastError };
      await db.updateTable('lane_entry').set(changes).where('id', '=', id).where('settled_at', 'is', null).execute();
    },
    async unpark(id, now, message) {
      const changes = { state: 'waiting' as const, due_at: now, attempts: 0, ...(message === undefined ? {} : { message }) };
      await db.updateTable('lane_entry').set(changes).where('id', '=', id).where('state', '=', 'parked').execute();
    },
    async release(lane, owner) {
      let query = db
        .updateTable('lane_entry')
        .set({ state: 'waiting', owner: null })
        .where('lane', '=', lane)
        .where('state', '=', sql.lit('claimed'))
        .where('settled_at', 'is', null);
      if (owner !== undefined) query = query.where('owner', '=', owner);
      const { numUpdatedRows } = await query.executeTakeFirstOrThrow();
      return Number(numUpdatedRows);
    },
    async supersede(ids, states, at) {
      const superseded = { waiting: 0, parked: 0 };
      for (const some of chunksOf(ids)) {
        await locks.holdKeys(db, some);
        const older = await db
          .selectFrom('lane_entry as newer')
          .innerJoin('lane_entry as older', (join) =>
            join.onRef('older.key', '=', 'newer.key').onRef('older.entity', '=', 'newer.entity').onRef('older.lane', '=', 'newer.lane').onRef('older.id', '<', 'newer.id'),
          )
          .select(['older.id', 'older.state'])
          .distinct()
          .where('newer.id', 'in', some)
          .where('older.settled_at', 'is', null)
          .where('older.state', 'in', states)
          .execute();
        await settleEntries(db, older.map(({ id }) => id), { at, outcome: 'superseded' }, locks);
        for (const { state } of older) if (state === 'waiting' || state === 'parked') superseded[state] += 1;
      }
      return superseded;
    },
    unsettled: (entity, key) =>
      db
        .selectFrom('lane_entry')
        .select(laneEntryColumns)
        .where('key', '=', key)
        .where('entity', '=', entity)
        .where('settled_at', 'is', null)
        .orderBy('id')
        .execute(),
    async counts(lane) {
      const rows = await db
        .selectFrom('lane_entry')
        .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
        .where('lane', '=', lane)
        .where('settled_at', 'is', null)
        .groupBy('state')
        .execute();
      const of = (state: keyof LaneCounts): number => rows.find((row) => row.state === state)?.count ?? 0;
      return { waiting: of('waiting'), claimed: of('claimed'), parked: of('parked'), oldestAt: await oldestAt(lane) };
    },
    oldestAt,
    nextDueAt: (lane) => dueOf(db, lane),
    async prune(before, limit) {
      const old = db.selectFrom('lane_entry').select('id').where('settled_at', '<', before).orderBy('settled_at').limit(limit);
      const { numDeletedRows } = await db.deleteFrom('lane_entry').where('id', 'in', old).executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}
