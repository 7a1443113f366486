import type { ExpressionBuilder, Kysely } from 'kysely';
import type { ExceptionTable } from '../contract/exception-table.ts';
import { batchMembers } from './batch-members.ts';
import { chunksOf } from './chunks.ts';
import type { Database } from './database.ts';
import { exceptionColumns, toExceptionRow } from './exception-columns.ts';
import { groupExceptions } from './group-exceptions.ts';
import type { RowLocks } from './row-locks.ts';

const notReplayed = { replay_lease: null, replay_fence: null };

/** What waits for a person: `assigned` where somebody has it, else `open`. */
const waiting = (eb: ExpressionBuilder<Database, 'exception'>) => eb.case().when('exception.assigned_to', 'is', null).then('open' as const).else('assigned' as const).end();

export function createExceptionTable(db: Kysely<Database>, locks: RowLocks): ExceptionTable {
  return {
    async raise({ raisedBy, resumeAt, laneEntry, at, ...exception }) {
      const seen = { ...exception, ...notReplayed, raised_by: raisedBy, lane_entry: laneEntry, last_seen_at: at };
      const row = await db
        .insertInto('exception')
        .values({
          ...seen,
          ...{ state: 'open', resume_at: resumeAt, attempts: 1, assigned_to: null, edited_at: null, batch: null },
          ...{ first_seen_at: at, closed_at: null, closed_by: null, close_reason: null },
        })
        .onConflict((conflict) =>
          conflict
            .columns(['entity', 'key', 'resume_at'])
            .where('closed_at', 'is', null)
            .doUpdateSet((eb) => ({
              ...seen,
              state: waiting(eb),
              attempts: eb('exception.attempts', '+', 1),
              // A correction that was sent and failed again is still the message to be sent.
              edited_at: eb
                .case()
                .when(eb.and([eb('exception.state', '=', 'replaying'), eb('exception.revision', '=', exception.revision)]))
                .then(eb.ref('exception.edited_at'))
                .else(null)
                .end(),
            })),
        )
        .returning(exceptionColumns)
        .executeTakeFirstOrThrow();
      return toExceptionRow(row);
    },
    async get(id) {
      const row = await locks.hold(db.selectFrom('exception').select(exceptionColumns).where('id', '=', id)).executeTakeFirst();
      return row ? toExceptionRow(row) : null;
    },
    async list({ state, before, ids, limit, assignedTo, ...equal }) {
      if (ids?.length === 0) return [];
      let query = db.selectFrom('exception').select(exceptionColumns).orderBy('id', 'desc').limit(limit);
      if (state) {
        query = query.where('state', 'in', state);
        // Said in these words, the few that are open are found by their own index among all that ever were.
        if (!state.includes('resolved') && !state.includes('dismissed')) query = query.where('closed_at', 'is', null);
      }
      if (assignedTo !== undefined) query = query.where('assigned_to', '=', assignedTo);
      for (const column of ['owner', 'cause', 'batch', 'code', 'entity', 'key'] as const) {
        const value = equal[column];
        if (value !== undefined) query = query.where(column, '=', value);
      }
      if (ids) query = query.where('id', 'in', ids);
      if (before !== undefined) query = query.where('id', '<', before);
      return (await query.execute()).map(toExceptionRow);
    },
    async idsOf(cause) {
      const rows = await db.selectFrom('exception').select('id').where('cause', '=', cause).where('closed_at', 'is', null).orderBy('id', 'desc').execute();
      return rows.map(({ id }) => id);
    },
    async markReplaying(id, at, { replayedBy, batch }) {
      const replaying = { state: 'replaying' as const, last_seen_at: at, replay_lease: replayedBy?.lease ?? null, replay_fence: replayedBy?.fence ?? null };
      let query = db.updateTable('exception').set(replaying).where('id', '=', id).where('state', 'in', ['open', 'assigned']);
      if (batch !== null) query = query.where('batch', '=', batch);
      const { numUpdatedRows } = await query.executeTakeFirstOrThrow();
      return numUpdatedRows > 0;
    },
    async assign(ids, to) {
      for (const some of chunksOf(ids)) {
        await db
          .updateTable('exception')
          .set((eb) => ({ assigned_to: to, state: eb.case().when('state', '=', 'replaying').then('replaying' as const).else(to === null ? ('open' as const) : ('assigned' as const)).end() }))
          .where('id', 'in', some)
          .where('closed_at', 'is', null)
          .execute();
      }
    },
    async edit(id, message, at) {
      const { numUpdatedRows } = await db
        .updateTable('exception')
        .set({ message, edited_at: at })
        .where('id', '=', id)
        .where('state', 'in', ['open', 'assigned'])
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0;
    },
    async reopen(id, at, details) {
      const changes = { ...notReplayed, last_seen_at: at, ...(details === undefined ? {} : { details }) };
      await db
        .updateTable('exception')
        .set((eb) => ({ ...changes, state: waiting(eb) }))
        .where('id', '=', id)
        .where('state', '=', 'replaying')
        .execute();
    },
    async replayers() {
      const rows = await db.selectFrom('exception').select(['replay_lease', 'replay_fence']).distinct().where('replay_lease', 'is not', null).execute();
      return rows.flatMap(({ replay_lease: lease, replay_fence: fence }) => (lease === null || fence === null ? [] : [{ lease, fence }]));
    },
    async reopenAllOf({ lease, fence }, at) {
      const { numUpdatedRows } = await db
        .updateTable('exception')
        .set((eb) => ({ ...notReplayed, last_seen_at: at, state: waiting(eb) }))
        .where('replay_lease', '=', lease)
        .where('replay_fence', '=', fence)
        .where('state', '=', 'replaying')
        .executeTakeFirstOrThrow();
      return Number(numUpdatedRows);
    },
    async close(ids, state, by, reason, at) {
      for (const some of chunksOf(ids)) {
        const closed = { ...notReplayed, state, batch: null, closed_at: at, closed_by: by, close_reason: reason };
        await db.updateTable('exception').set(closed).where('id', 'in', some).where('closed_at', 'is', null).execute();
      }
    },
    async prune(before, limit) {
      const old = db.selectFrom('exception').select('id').where('closed_at', '<', before).orderBy('closed_at').limit(limit);
      const { numDeletedRows } = await db.deleteFrom('exception').where('id', 'in', old).executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
    openCount: () =>
      db
        .selectFrom('exception')
        .select((eb) => ['code', 'owner', eb.fn.countAll<number>().as('count')])
        .where('closed_at', 'is', null)
        .groupBy(['code', 'owner'])
        .orderBy('code')
        .execute(),
    groups: (filter) => groupExceptions(db, filter),
    ...batchMembers(db, locks),
  };
}
