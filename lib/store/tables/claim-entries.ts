import { sql, type Kysely, type SelectQueryBuilder } from 'kysely';
import type { LaneClaim, LaneEntry } from '../contract/lane-table.ts';
import { compileOnce } from './compile-once.ts';
import type { Database } from './database.ts';
import { laneEntryColumns, toLaneEntry, type SelectedEntry } from './lane-entry-columns.ts';
import { perLocks, type RowLocks } from './row-locks.ts';

/** Entries that may be claimed when they are due. The words are those of the partial index, which is used only then. */
export function ready(db: Kysely<Database>, lane: string): SelectQueryBuilder<Database, 'lane_entry', object> {
  return db.selectFrom('lane_entry').where('lane', '=', lane).where('state', '=', sql.lit('waiting')).where('head', '=', sql.lit(1));
}

const lowestPriority = compileOnce<{ priority: number | null }>((db, [lane, above]) => {
  const lowest = ready(db, lane as string).select((eb) => eb.fn.min<number | null>('priority').as('priority'));
  return above === undefined ? lowest : lowest.where('priority', '>', above as number);
});

/** The priorities that have ready entries, lowest first: a handful, each found by one look into the index. */
export async function* priorities(db: Kysely<Database>, lane: string): AsyncGenerator<number> {
  for (let last: number | undefined; ; ) {
    const [found] = await lowestPriority(db, last === undefined ? [lane] : [lane, last]);
    if (found?.priority == null) return;
    yield found.priority;
    last = found.priority;
  }
}

/** In any order. */
const claimDue = perLocks(({ take }) =>
  compileOnce<SelectedEntry>((db, [lane, priority, now, limit, lease, fence, ...ids]) => {
    const oldest = ready(db, lane as string)
      .select('id')
      .where('priority', '=', priority as number)
      .where('due_at', '<=', now as number)
      .orderBy('due_at')
      .orderBy('id')
      .limit(limit as number);
    return db
      .with(
        (cte) => cte('taken').materialized(),
        () => take(ids.length === 0 ? oldest : oldest.where('id', 'in', ids as number[])),
      )
      .updateTable('lane_entry')
      .set({ state: sql.lit('claimed'), lease: lease as string, fence: fence as number })
      .where('id', 'in', (eb) => eb.selectFrom('taken').select('taken.id'))
      .returning(laneEntryColumns);
  }),
);

export async function claimEntries(db: Kysely<Database>, { lane, holder, limit, now, ids }: LaneClaim, locks: RowLocks): Promise<readonly LaneEntry[]> {
  const claimed: LaneEntry[] = [];
  if (limit <= 0 || ids?.length === 0) return claimed;
  for await (const priority of priorities(db, lane)) {
    const rows = await claimDue(locks)(db, [lane, priority, now, limit - claimed.length, holder.lease, holder.fence, ...(ids ?? [])]);
    claimed.push(...rows.toSorted((a, b) => a.dueAt - b.dueAt || a.id - b.id).map(toLaneEntry));
    if (claimed.length >= limit) break;
  }
  return claimed;
}

export async function dueOf(db: Kysely<Database>, lane: string): Promise<number | null> {
  let earliest: number | null = null;
  for await (const priority of priorities(db, lane)) {
    const [found] = await firstDue(db, [lane, priority]);
    if (found && (earliest === null || found.at < earliest)) earliest = found.at;
  }
  return earliest;
}

const firstDue = compileOnce<{ at: number }>((db, [lane, priority]) =>
  ready(db, lane as string)
    .select((eb) => eb.fn.min<number>('due_at').as('at'))
    .where('priority', '=', priority as number),
);
