import { sql, type Kysely, type SelectQueryBuilder } from 'kysely';
import type { LaneClaim, LaneEntry } from '../contract/lane-table.ts';
import { chunksOf } from './chunks.ts';
import type { Database } from './database.ts';
import { laneEntryColumns } from './lane-entry-columns.ts';
import type { RowLocks } from './row-locks.ts';

/** Entries that may be claimed when they are due. The words are those of the partial index, which is used only then. */
function ready(db: Kysely<Database>, lane: string): SelectQueryBuilder<Database, 'lane_entry', object> {
  return db.selectFrom('lane_entry').where('lane', '=', lane).where('state', '=', sql.lit('waiting')).where('head', '=', sql.lit(1));
}

/** The priorities that have ready entries, lowest first: a handful, each found by one look into the index. */
async function* priorities(db: Kysely<Database>, lane: string): AsyncGenerator<number> {
  for (let last = -Infinity; ; ) {
    let query = ready(db, lane).select((eb) => eb.fn.min<number | null>('priority').as('priority'));
    if (last !== -Infinity) query = query.where('priority', '>', last);
    const { priority } = await query.executeTakeFirstOrThrow();
    if (priority === null) return;
    yield priority;
    last = priority;
  }
}

export async function claimEntries(db: Kysely<Database>, { lane, owner, limit, now }: LaneClaim, { take }: RowLocks): Promise<readonly LaneEntry[]> {
  const claimed: LaneEntry[] = [];
  if (limit <= 0) return claimed;
  for await (const priority of priorities(db, lane)) {
    const due = ready(db, lane)
      .select(laneEntryColumns)
      .where('priority', '=', priority)
      .where('due_at', '<=', now)
      .orderBy('due_at')
      .orderBy('id')
      .limit(limit - claimed.length);
    for (const entry of await take(due).execute()) claimed.push({ ...entry, state: 'claimed' });
    if (claimed.length >= limit) break;
  }
  for (const some of chunksOf(claimed)) {
    await db.updateTable('lane_entry').set({ state: 'claimed', owner }).where('id', 'in', some.map(({ id }) => id)).execute();
  }
  return claimed;
}

export async function dueOf(db: Kysely<Database>, lane: string): Promise<number | null> {
  let earliest: number | null = null;
  for await (const priority of priorities(db, lane)) {
    const { at } = await ready(db, lane)
      .select((eb) => eb.fn.min<number>('due_at').as('at'))
      .where('priority', '=', priority)
      .executeTakeFirstOrThrow();
    if (earliest === null || at < earliest) earliest = at;
  }
  return earliest;
}
