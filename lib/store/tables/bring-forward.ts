import type { Kysely } from 'kysely';
import { chunksOf } from './chunks.ts';
import { priorities, ready } from './claim-entries.ts';
import type { Database } from './database.ts';
import type { RowLocks } from './row-locks.ts';

export interface BringForward {
  readonly lane: string;
  readonly codes: readonly string[];
  readonly now: number;
  readonly limit?: number | undefined;
}

/** What was tried is the head of its key, so only what is ready and not yet due is looked at: not the million behind it. */
export async function bringForward(db: Kysely<Database>, { lane, codes, now, limit = Infinity }: BringForward, { hold }: RowLocks): Promise<number> {
  const ids: number[] = [];
  for await (const priority of priorities(db, lane)) {
    let later = ready(db, lane).select('id').where('priority', '=', priority).where('due_at', '>', now).where('last_code', 'in', codes).orderBy('due_at').orderBy('id');
    if (limit !== Infinity) later = later.limit(limit - ids.length);
    for (const { id } of await hold(later).execute()) ids.push(id);
    if (ids.length >= limit) break;
  }
  for (const some of chunksOf(ids)) await db.updateTable('lane_entry').set({ due_at: now }).where('id', 'in', some).execute();
  return ids.length;
}
