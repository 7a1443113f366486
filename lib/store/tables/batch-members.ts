import type { Kysely } from 'kysely';
import type { ExceptionTable } from '../contract/exception-table.ts';
import { chunksOf } from './chunks.ts';
import type { Database } from './database.ts';
import type { RowLocks } from './row-locks.ts';

type BatchMembers = Pick<ExceptionTable, 'waitingOf' | 'joinBatch' | 'leaveBatch' | 'emptyBatch' | 'ofBatch'>;

/** Which exceptions a replay of many still has before it: the part of the exception table that it works with. */
export function batchMembers(db: Kysely<Database>, { hold }: RowLocks): BatchMembers {
  return {
    async waitingOf(cause) {
      const query = db
        .selectFrom('exception')
        .select('id')
        .where('cause', '=', cause)
        .where('closed_at', 'is', null)
        .where('state', 'in', ['open', 'assigned'])
        .where('batch', 'is', null)
        .orderBy('id');
      return (await hold(query).execute()).map(({ id }) => id);
    },
    async joinBatch(ids, batch) {
      for (const some of chunksOf(ids)) await db.updateTable('exception').set({ batch }).where('id', 'in', some).execute();
    },
    async leaveBatch(ids) {
      for (const some of chunksOf(ids)) await db.updateTable('exception').set({ batch: null }).where('id', 'in', some).execute();
    },
    async emptyBatch(batch) {
      await db.updateTable('exception').set({ batch: null }).where('batch', '=', batch).where('closed_at', 'is', null).where('state', 'in', ['open', 'assigned']).execute();
    },
    async ofBatch(batch, limit) {
      const members = db.selectFrom('exception').where('batch', '=', batch).where('closed_at', 'is', null);
      const waiting: number[] = [];
      // State by state, because an index that holds both in the order of their ids answers only for one.
      for (const state of ['open', 'assigned'] as const) {
        const rows = await members.select('id').where('state', '=', state).orderBy('id').limit(limit).execute();
        waiting.push(...rows.map(({ id }) => id));
      }
      const { replaying } = await members
        .select((eb) => eb.fn.countAll<number>().as('replaying'))
        .where('state', '=', 'replaying')
        .executeTakeFirstOrThrow();
      return { waiting: waiting.sort((a, b) => a - b).slice(0, limit), replaying };
    },
  };
}
