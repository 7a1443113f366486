import { sql, type Kysely, type UpdateQueryBuilder } from 'kysely';
import type { Settlement } from '../contract/lane-table.ts';
import { chunksOf } from './chunks.ts';
import { compileOnce } from './compile-once.ts';
import type { Database } from './database.ts';
import type { RowLocks } from './row-locks.ts';

interface Settled {
  /** Another of its key is not settled, here or in another lane. */
  readonly accompanied: boolean | number;
}

const settled = { state: sql.lit<'settled'>('settled'), lease: sql.lit(null), fence: sql.lit(null), head: sql.lit(0) } as const;

const unsettled = <DB, UT extends keyof DB, TB extends keyof DB>(query: UpdateQueryBuilder<DB, UT, TB, object>) =>
  query.where(sql.ref('lane_entry.settled_at'), 'is', null).returning(
    sql<Settled['accompanied']>`exists (select 1 from lane_entry as other where other.key = lane_entry.key and other.entity = lane_entry.entity
      and other.settled_at is null and other.id <> lane_entry.id)`.as('accompanied'),
  );

const settleAlike = compileOnce<Settled>((db, [at, outcome, note, ...ids]) =>
  unsettled(
    db
      .updateTable('lane_entry')
      .set({ ...settled, settled_at: at as number, outcome: outcome as string, note: note as string | null })
      .where('lane_entry.id', 'in', ids as number[]),
  ),
);

/** Each id is followed by its note. */
const settleEach = compileOnce<Settled>((db, [at, outcome, ...idsAndNotes]) => {
  const rows = [...chunksOf(idsAndNotes, 2)].map(([id, note]) => sql`(cast(${id} as bigint), cast(${note} as text))`);
  return unsettled(
    db
      .with('given(id, note)', () => sql<{ id: number; note: string | null }>`(values ${sql.join(rows)})`)
      .updateTable('lane_entry')
      .from('given')
      .set((eb) => ({ ...settled, settled_at: at as number, outcome: outcome as string, note: eb.ref('given.note') }))
      .whereRef('lane_entry.id', '=', 'given.id'),
  );
});

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
export async function settleEntries(db: Kysely<Database>, ids: readonly number[], { at, outcome, notes, claimed }: Settlement, { holdKeys }: RowLocks): Promise<void> {
  const all = ids.map((id, position) => ({ id, note: notes?.[position] ?? null }));
  for (const some of chunksOf(all)) {
    const these = some.map(({ id }) => id);
    const note = some[0]?.note ?? null;
    if (!claimed) await holdKeys(db, these);
    const alike = some.every((one) => one.note === note);
    const rows = alike ? await settleAlike(db, [at, outcome, note, ...these]) : await settleEach(db, [at, outcome, ...some.flatMap((one) => [one.id, one.note])]);
    // The heads are held, so whatever is behind them could be seen.
    if (rows.some(({ accompanied }) => accompanied)) await handHeadOn(db, these);
  }
}
