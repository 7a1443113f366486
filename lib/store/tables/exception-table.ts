import type { Kysely } from 'kysely';
import type { ExceptionTable } from '../contract/exception-table.ts';
import { chunksOf } from './chunks.ts';
import type { Database } from './database.ts';
import type { RowLocks } from './row-locks.ts';

const columns = [
  ...(['id', 'state', 'code', 'owner', 'text', 'details', 'entity', 'key', 'revision', 'message', 'attempts'] as const),
  'raised_by as raisedBy',
  'resume_at as resumeAt',
  'lane_entry as laneEntry',
  'first_seen_at as firstSeenAt',
  'last_seen_at as lastSeenAt',
  'closed_at as closedAt',
  'closed_by as closedBy',
  'close_reason as closeReason',
] as const;

export function createExceptionTable(db: Kysely<Database>, { hold }: RowLocks): ExceptionTable {
  return {
    async raise({ raisedBy, resumeAt, laneEntry, at, ...exception }) {
      const seen = { ...exception, raised_by: raisedBy, lane_entry: laneEntry, last_seen_at: at, state: 'open' as const };
      return db
        .insertInto('exception')
        .values({ ...seen, resume_at: resumeAt, attempts: 1, first_seen_at: at, closed_at: null, closed_by: null, close_reason: null })
        .onConflict((conflict) =>
          conflict
            .columns(['entity', 'key', 'resume_at'])
            .where('closed_at', 'is', null)
            .doUpdateSet((eb) => ({ ...seen, attempts: eb('exception.attempts', '+', 1) })),
        )
        .returning(columns)
        .executeTakeFirstOrThrow();
    },
    async get(id) {
      const row = await hold(db.selectFrom('exception').select(columns).where('id', '=', id)).executeTakeFirst();
      return row ?? null;
    },
    list({ state, owner, code, entity, key, before, limit }) {
      let query = db.selectFrom('exception').select(columns).orderBy('id', 'desc').limit(limit);
      if (state) {
        query = query.where('state', 'in', state);
        // Said in these words, the few that are open are found by their own index among all that ever were.
        if (!state.includes('resolved') && !state.includes('dismissed')) query = query.where('closed_at', 'is', null);
      }
      if (owner !== undefined) query = query.where('owner', '=', owner);
      if (code !== undefined) query = query.where('code', '=', code);
      if (entity !== undefined) query = query.where('entity', '=', entity);
      if (key !== undefined) query = query.where('key', '=', key);
      if (before !== undefined) query = query.where('id', '<', before);
      return query.execute();
    },
    async markReplaying(id, at) {
      await db.updateTable('exception').set({ state: 'replaying', last_seen_at: at }).where('id', '=', id).where('state', '=', 'open').execute();
    },
    async reopen(id, at, details) {
      const changes = { state: 'open' as const, last_seen_at: at, ...(details === undefined ? {} : { details }) };
      await db.updateTable('exception').set(changes).where('id', '=', id).where('state', '=', 'replaying').execute();
    },
    async close(ids, state, by, reason, at) {
      for (const some of chunksOf(ids)) {
        const closed = { state, closed_at: at, closed_by: by, close_reason: reason };
        await db.updateTable('exception').set(closed).where('id', 'in', some).where('closed_at', 'is', null).execute();
      }
    },
    openCount: () =>
      db
        .selectFrom('exception')
        .select((eb) => ['code', 'owner', eb.fn.countAll<number>().as('count')])
        .where('closed_at', 'is', null)
        .groupBy(['code', 'owner'])
        .orderBy('code')
        .execute(),
  };
}
