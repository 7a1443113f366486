import { sql, type Kysely } from 'kysely';
import { isOlderRevision } from '../../model/older-revision.ts';
import type { NewLaneEntry } from '../contract/lane-table.ts';
import { chunksOf } from './chunks.ts';
import { compileOnce } from './compile-once.ts';
import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';
import { lengthAndChecksum } from './lane-checksum.ts';
import { perLocks, type RowLocks } from './row-locks.ts';

/**
 * Keeps what does not wait yet and is not older than what does. A key that has no unsettled entry in the lane gets its
 * head. Whoever appends holds the heads it found, so that none is settled before the entry behind it can be seen; two
 * processes that both found none are stopped by the unique index over heads.
 */
export async function appendEntries(db: Kysely<Database>, entries: readonly NewLaneEntry[], locks: RowLocks): Promise<readonly (number | null)[]> {
  const ids: (number | null)[] = [];
  for (const some of chunksOf(entries)) {
    const busy = await busyKeys(db, some, locks);
    const behind = some.filter((entry) => busy.has(keyOf(entry)));
    const [waiting, newest] = [await waitingRevisions(db, behind), await newestRevisions(db, behind)];
    const rows: { entry: NewLaneEntry; head: number; position: number }[] = [];
    some.forEach((entry, position) => {
      const [key, name] = [keyOf(entry), revisionOf(entry)];
      const last = newest.get(key);
      if (waiting.has(name) || (last !== undefined && isOlderRevision(entry.revision, last))) return;
      waiting.add(name);
      newest.set(key, entry.revision);
      rows.push({ entry, head: busy.has(key) ? 0 : 1, position });
      busy.add(key);
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

const headsOf = perLocks(({ hold }) =>
  compileOnce<KeyInLane>((db, [lane, entity, ...keys]) =>
    hold(
      db
        .selectFrom('lane_entry')
        .select(['lane', 'entity', 'key'])
        .where('head', '=', sql.lit(1))
        .where('key', 'in', keys as string[])
        .where('entity', '=', entity as string)
        .where('lane', '=', lane as string)
        .orderBy('id'),
    ),
  ),
);

async function busyKeys(db: Kysely<Database>, entries: readonly NewLaneEntry[], locks: RowLocks): Promise<Set<string>> {
  const busy = new Set<string>();
  for (const some of Map.groupBy(entries, ({ lane, entity }) => JSON.stringify([lane, entity])).values()) {
    const [{ lane, entity }] = some as [NewLaneEntry];
    for (const row of await headsOf(locks)(db, [lane, entity, ...unique(some.map(({ key }) => key))])) busy.add(keyOf(row));
  }
  return busy;
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

/** No entry is kept behind a newer one, so the last of each key is its newest, whatever state it is in. */
async function newestRevisions(db: Kysely<Database>, entries: readonly NewLaneEntry[]): Promise<Map<string, string>> {
  if (entries.length === 0) return new Map();
  const last = db
    .selectFrom('lane_entry')
    .select((eb) => eb.fn.max('id').as('id'))
    .where('settled_at', 'is', null)
    .where('key', 'in', unique(entries.map((entry) => entry.key)))
    .groupBy(['key', 'entity', 'lane']);
  const rows = await db.selectFrom('lane_entry').select(['lane', 'entity', 'key', 'revision']).where('id', 'in', last).execute();
  return new Map(rows.map((row) => [keyOf(row), row.revision]));
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];

const columns = ['lane', 'entity', 'key', 'revision', 'priority', 'due_at', 'created_at', 'state', 'head', 'bytes', 'checksum', 'message'] as const;
const insertEntries = insertRows('lane_entry', columns, { ids: true });

function insert(db: Kysely<Database>, rows: readonly { readonly entry: NewLaneEntry; readonly head: number }[]): Promise<readonly number[]> {
  return insertEntries(
    db,
    rows.map(({ entry, head }) => {
      const { lane, entity, key, revision, message, priority, dueAt, createdAt } = entry;
      return { lane, entity, key, revision, message, priority, head, ...lengthAndChecksum(entry), due_at: dueAt, created_at: createdAt, state: 'waiting' as const };
    }),
  );
}
