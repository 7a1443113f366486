import { sql, type Kysely } from 'kysely';
import { chunksOf } from './chunks.ts';
import { compileOnce } from './compile-once.ts';
import type { Database } from './database.ts';
import type { RowLocks } from './row-locks.ts';

interface Settlement {
  readonly at: number;
  readonly outcome: string;
}

const settleUnsettled = compileOnce((db, [at, outcome, ...ids]) =>
  db
    .updateTable('lane_entry')
    .set({ state: sql.lit('settled'), settled_at: at as number, outcome: outcome as string, lease: sql.lit(null), fence: sql.lit(null), head: sql.lit(0) })
    .where('id', 'in', ids as number[])
    .where('settled_at', 'is', null),
);

const handHeadOn = compileOnce((db, ids) => {
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
        .limit(sql.lit(1))
        .as('id'),
    )
    .where('gone.id', 'in', ids as number[]);
  return db.updateTable('lane_entry').set({ head: sql.lit(1) }).where('id', 'in', next).where('head', '=', sql.lit(0));
});

/** Settles what is not settled yet and hands the head of each key on to the next oldest entry. */
export async function settleEntries(db: Kysely<Database>, ids: readonly number[], { at, outcome }: Settlement, { holdKeys }: RowLocks): Promise<void> {
  for (const some of chunksOf(ids)) {
    await holdKeys(db, some);
    await settleUnsettled(db, [at, outcome, ...some]);
    await handHeadOn(db, some);
  }
}
