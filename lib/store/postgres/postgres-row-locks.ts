import { sql, type Kysely } from 'kysely';
import type { Database } from '../tables/database.ts';
import type { RowLocks } from '../tables/row-locks.ts';

/**
 * The head of a key stands for the key: whoever holds that row is the only one who appends to the key, claims from it or
 * settles in it. `FOR NO KEY UPDATE` is what an UPDATE takes itself, so that holding first and changing later is one
 * lock and not two.
 */
export const postgresRowLocks: RowLocks = {
  hold: (query) => query.forNoKeyUpdate(),
  take: (query) => query.forNoKeyUpdate().skipLocked(),
  async holdKeys(db, ids) {
    let left = ids;
    for (let round = 0; left.length > 0 && round < mostRounds; round += 1) {
      const held = await holdHeads(db, left);
      if (left.every((id) => held.has(id))) return;
      left = await unsettledOf(db, left.filter((id) => !held.has(id)));
    }
  },
};

/** Each round but the first is needed only if, while it waited, another transaction handed the head on. */
const mostRounds = 20;

async function holdHeads(db: Kysely<Database>, ids: readonly number[]): Promise<ReadonlySet<number>> {
  const rows = await db
    .selectFrom('lane_entry as entry')
    .innerJoin('lane_entry as head', (join) => join.onRef('head.key', '=', 'entry.key').onRef('head.entity', '=', 'entry.entity').onRef('head.lane', '=', 'entry.lane'))
    .select('entry.id')
    .where('entry.id', 'in', ids)
    .where('entry.settled_at', 'is', null)
    .where('head.head', '=', sql.lit(1))
    .orderBy('head.id')
    .forNoKeyUpdate('head')
    .execute();
  return new Set(rows.map(({ id }) => id));
}

async function unsettledOf(db: Kysely<Database>, ids: readonly number[]): Promise<readonly number[]> {
  const rows = await db.selectFrom('lane_entry').select('id').where('id', 'in', ids).where('settled_at', 'is', null).execute();
  return rows.map(({ id }) => id);
}
