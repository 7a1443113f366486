import { sql, type Kysely } from 'kysely';
import { chunksOf } from './chunks.ts';
import type { Database } from './database.ts';
import type { RowLocks } from './row-locks.ts';

interface Settlement {
  readonly at: number;
  readonly outcome: string;
}

/** Settles what is not settled yet and hands the head of each key on to the next oldest entry. Says how many. */
export async function settleEntries(db: Kysely<Database>, ids: readonly number[], { at, outcome }: Settlement, { holdKeys }: RowLocks): Promise<number> {
  let settled = 0;
  for (const some of chunksOf(ids)) {
    await holdKeys(db, some);
    const { numUpdatedRows } = await db
      .updateTable('lane_entry')
      .set({ state: 'settled', settled_at: at, outcome, owner: null, head: 0 })
      .where('id', 'in', some)
      .where('settled_at', 'is', null)
      .executeTakeFirstOrThrow();
    settled += Number(numUpdatedRows);
    const next = db
      .selectFrom('lane_entry as gone')
      .select((eb) =>
        eb
          .selectFrom('lane_entry as next')
          .select('next.id')
          .whereRef('next.key', '=', 'gone.key')
          .whereRef('next.entity', '=', 'gone.entity')
          .whereRef('next.lane', '=', 'gone.lane')
          .where('next.settled_at', 'is', null)
          .orderBy('next.id')
          .limit(1)
          .as('id'),
      )
      .where('gone.id', 'in', some);
    await db.updateTable('lane_entry').set({ head: 1 }).where('id', 'in', next).where('head', '=', sql.lit(0)).execute();
  }
  return settled;
}
