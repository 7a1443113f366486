import { sql, type Kysely } from 'kysely';
import type { NewLaneEntry } from '../contract/lane-table.ts';
import { chunksOf } from './chunks.ts';
import type { Database } from './database.ts';
import type { RowLocks } from './row-locks.ts';

/**
 * Keeps what does not wait yet. A key that has no unsettled entry in the lane gets its head. Whoever appends holds the
 * heads it found, so that none is settled before the entry behind it can be seen; two processes that both found none are
 * stopped by the unique index over heads.
 */
export async function appendEntries(db: Kysely<Database>, entries: readonly NewLaneEntry[], locks: RowLocks): Promise<readonly (number | null)[]> {
  const ids: (number | null)[] = [];
  for (const some of chunksOf(entries)) {
    const busy = await busyKeys(db, some, locks);
    const waiting = busy.size === 0 ? busy : await waitingRevisions(db, some.filter((entry) => busy.has(keyOf(entry))));
    const rows: { entry: NewLaneEntry; head: number; position: number }[] = [];
    some.forEach((entry, position) => {
      const name = revisionOf(entry);
      if (waiting.has(name)) return;
      waiting.add(name);
      rows.push({ entry, head: busy.has(keyOf(entry)) ? 0 : 1, position });
      busy.add(keyOf(entry));
    });
    const inserted = rows.length === 0 ? [] : await insert(db, rows);
    const chunkIds = some.map((): number | null => null);
    rows.forEach(({ position }, index) => (chunkIds[position] = inserted[index] ?? null));
    ids.push(...chunkIds);
  }
  return ids;
}

interface KeyInLane {
  readonly lane: string;
  readonly entity: string;
  readonly key: string;
}

const keyOf = ({ lane, entity, key }: KeyInLane): string => JSON.stringify([lane, entity, key]);
const revisionOf = (entry: KeyInLane & { readonly revision: string }): string => JSON.stringify([keyOf(entry), entry.revision]);

async function busyKeys(db: Kysely<Database>, entries: readonly NewLaneEntry[], { hold }: RowLocks): Promise<Set<string>> {
  const heads = db
    .selectFrom('lane_entry')
    .select(['lane', 'entity', 'key'])
    .where('head', '=', sql.lit(1))
    .where('key', 'in', unique(entries.map((entry) => entry.key)))
    .where('entity', 'in', unique(entries.map((entry) => entry.entity)))
    .where('lane', 'in', unique(entries.map((entry) => entry.lane)))
    .orderBy('id');
  return new Set((await hold(heads).execute()).map(keyOf));
}

async function waitingRevisions(db: Kysely<Database>, entries: readonly NewLaneEntry[]): Promise<Set<string>> {
  if (entries.length === 0) return new Set();
  const rows = await db
    .selectFrom('lane_entry')
    .select(['lane', 'entity', 'key', 'revision'])
    .where('settled_at', 'is', null)
    .where('key', 'in', unique(entries.map((entry) => entry.key)))
    .where('revision', 'in', unique(entries.map((entry) => entry.revision)))
    .where('state', 'in', ['waiting', 'claimed'])
    .execute();
  return new Set(rows.map(revisionOf));
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];

async function insert(db: Kysely<Database>, rows: readonly { readonly entry: NewLaneEntry; readonly head: number }[]): Promise<readonly number[]> {
  const inserted = await db
    .insertInto('lane_entry')
    .values(
      rows.map(({ entry: { lane, entity, key, revision, message, priority, dueAt, createdAt }, head }) => ({
        ...{ lane, entity, key, revision, message, priority, head },
        due_at: dueAt,
        created_at: createdAt,
        state: 'waiting' as const,
        ...{ owner: null, last_error: null, settled_at: null, outcome: null },
      })),
    )
    .returning('id')
    .execute();
  // Ids grow in the order of the rows; the order in which they are returned is not promised.
  return inserted.map(({ id }) => id).sort((a, b) => a - b);
}
