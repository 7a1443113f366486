import { sql, type Kysely } from 'kysely';
import type { Postponement } from '../contract/lane-table.ts';
import { chunksOf } from './chunks.ts';
import type { Database } from './database.ts';

interface Given {
  readonly id: number;
  readonly due_at: number;
  readonly attempts: number;
  readonly last_error: string;
  readonly last_code: string | null;
}

/** Back to waiting, each until its own time: one statement for many of them. */
export async function postponeEntries(db: Kysely<Database>, postponed: readonly Postponement[]): Promise<void> {
  for (const some of chunksOf(postponed)) {
    // PostgreSQL takes a parameter in a list of values for text unless it is told otherwise.
    const rows = some.map(
      ({ id, dueAt, attempts, lastError, lastCode }) => sql`(cast(${id} as bigint), cast(${dueAt} as bigint), cast(${attempts} as integer), cast(${lastError} as text), cast(${lastCode} as text))`,
    );
    await db
      .with('given(id, due_at, attempts, last_error, last_code)', () => sql<Given>`(values ${sql.join(rows)})`)
      .updateTable('lane_entry')
      .from('given')
      .set((eb) => ({
        state: 'waiting',
        lease: null,
        fence: null,
        due_at: eb.ref('given.due_at'),
        attempts: eb.ref('given.attempts'),
        last_error: eb.ref('given.last_error'),
        last_code: eb.ref('given.last_code'),
      }))
      .whereRef('lane_entry.id', '=', 'given.id')
      .where('lane_entry.settled_at', 'is', null)
      .execute();
  }
}
