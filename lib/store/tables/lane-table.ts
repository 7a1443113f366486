import { sql, type Kysely } from 'kysely';
import type { LaneCounts, LaneEntry, LaneTable } from '../contract/lane-table.ts';
import { appendEntries } from './append-entries.ts';
import { bringForward } from './bring-forward.ts';
import { chunksOf } from './chunks.ts';
import { claimEntries, dueOf } from './claim-entries.ts';
import { compileOnce } from './compile-once.ts';
import type { Database } from './database.ts';
import { lengthAndChecksum } from './lane-checksum.ts';
import { laneEntryColumns, toLaneEntry } from './lane-entry-columns.ts';
import { postponeEntries } from './postpone-entries.ts';
import { perLocks, type RowLocks } from './row-locks.ts';
import { settleEntries } from './settle-entries.ts';
import { supersedeEntries } from './supersede-entries.ts';

const claimedBy = perLocks(({ hold }) =>
  compileOnce<{ id: number }>((db, [lease, fence, ...ids]) =>
    hold(
      db
        .selectFrom('lane_entry')
        .select('id')
        .where('id', 'in', ids as number[])
        .where('state', '=', sql.lit('claimed'))
        .where('lease', '=', lease as string)
        .where('fence', '=', fence as number)
        .orderBy('id'),
    ),
  ),
);

const unclaimed = { lease: null, fence: null };

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
  const withMessage = async (id: number, message: string): Promise<{ message: string; bytes: number; checksum: number } | undefined> => {
    const record = await db.selectFrom('lane_entry').select(['entity', 'key', 'revision']).where('id', '=', id).executeTakeFirst();
    return record && { message, ...lengthAndChecksum({ ...record, message }) };
  };

  return {
    append: async (entries) => (await appendEntries(db, entries, locks)).map(({ id }) => id),
    admit: (entries) => appendEntries(db, entries, locks),
    claim: (claim) => claimEntries(db, claim, locks),
    async get(ids) {
      const found: LaneEntry[] = [];
      for (const some of chunksOf(ids)) {
        const rows = await db.selectFrom('lane_entry').select(laneEntryColumns).where('id', 'in', some).orderBy('id').execute();
        found.push(...rows.map(toLaneEntry));
      }
      return found;
    },
    settle: (ids, settlement) => settleEntries(db, ids, settlement, locks),
    async claimedBy(ids, { lease, fence }) {
      const claimed = new Set<number>();
      for (const some of chunksOf(ids)) for (const { id } of await claimedBy(locks)(db, [lease, fence, ...some])) claimed.add(id);
      return claimed;
    },
    postpone: (postponed) => postponeEntries(db, postponed),
    async park(id, lastError, lastCode) {
      const changes = { state: 'parked' as const, ...unclaimed, last_error: lastError, last_code: lastCode };
      await db.updateTable('lane_entry').set(changes).where('id', '=', id).where('settled_at', 'is', null).execute();
    },
    async unpark(id, now, message) {
      const changes = { state: 'waiting' as const, due_at: now, attempts: 0, last_code: null, ...(message === undefined ? {} : await withMessage(id, message)) };
      await db.updateTable('lane_entry').set(changes).where('id', '=', id).where('state', '=', 'parked').execute();
    },
    async release(lane, whose) {
      const claimed = db.updateTable('lane_entry').set({ state: 'waiting', ...unclaimed }).where('lane', '=', lane).where('state', '=', sql.lit('claimed')).where('settled_at', 'is', null);
      const token = 'of' in whose ? whose.of : whose.allBut;
      const rows = await claimed
        .where((eb) => {
          const theirs = eb.and([eb('lease', '=', token.lease), eb('fence', '=', token.fence)]);
          if ('allBut' in whose) return eb.not(theirs);
          return whose.except?.length ? eb.and([theirs, eb('id', 'not in', whose.except)]) : theirs;
        })
        .returning('id')
        .execute();
      return rows.map(({ id }) => id).sort((a, b) => a - b);
    },
    bringForward: (lane, codes, now, limit) => bringForward(db, { lane, codes, now, limit }, locks),
    supersede: (ids, states, at) => supersedeEntries(db, ids, states, at, locks),
    unsettled: async (entity, key) => {
      const rows = await db
        .selectFrom('lane_entry')
        .select(laneEntryColumns)
        .where('key', '=', key)
        .where('entity', '=', entity)
        .where('settled_at', 'is', null)
        .orderBy('id')
        .execute();
      return rows.map(toLaneEntry);
    },
    async underWay(entity, keys) {
      const found = new Set<string>();
      for (const some of chunksOf(keys)) {
        const rows = await db.selectFrom('lane_entry').select('key').distinct().where('key', 'in', some).where('entity', '=', entity).where('settled_at', 'is', null).execute();
        for (const { key } of rows) found.add(key);
      }
      return found;
    },
    async counts(lane) {
      const rows = await db
        .selectFrom('lane_entry')
        .select((eb) => ['state', eb.fn.countAll<number>().as('count'), eb.fn.sum<number>('bytes').as('bytes')])
        .where('lane', '=', lane)
        .where('settled_at', 'is', null)
        .groupBy('state')
        .execute();
      const of = (state: keyof LaneCounts): number => rows.find((row) => row.state === state)?.count ?? 0;
      const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
      return { waiting: of('waiting'), claimed: of('claimed'), parked: of('parked'), bytes, oldestAt: await oldestAt(lane) };
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
