import type { Kysely } from 'kysely';
import { isOlderRevision } from '../../model/older-revision.ts';
import type { Admission, NewLaneEntry } from '../contract/lane-table.ts';
import { chunksOf } from './chunks.ts';
import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';
import { lengthAndChecksum } from './lane-checksum.ts';
import { keyStandings, newestUnsettled, waitingRevisions, type KeyStanding } from './key-standing.ts';
import { noRowLocks, type RowLocks } from './row-locks.ts';

/**
 * Keeps what does not wait yet and is not older than what does, or than what was there last. A key that has no unsettled
 * entry in the lane gets its head. Whoever appends holds the heads it found, so that none is settled before the entry behind
 * it can be seen; two processes that both found none are stopped by the unique index over heads.
 */
export async function appendEntries(db: Kysely<Database>, entries: readonly NewLaneEntry[], locks: RowLocks): Promise<readonly Admission[]> {
  const admitted: Admission[] = [];
  for (const some of chunksOf(entries)) {
    const { busy, waiting, newest } = await whatIsThere(db, some, locks);
    const rows: { entry: NewLaneEntry; head: number; position: number }[] = [];
    const answers = some.map((entry, position): Admission => {
      const [key, name] = [keyOf(entry), revisionOf(entry)];
      const last = newest.get(key);
      if (waiting.has(name)) return { id: null, behind: false, newer: null };
      if (last && !(entry.again && last.settled) && isOlderRevision(entry.revision, last.revision)) return { id: null, behind: false, newer: last };
      waiting.add(name);
      newest.set(key, { revision: entry.revision, settled: false });
      const behind = busy.has(key);
      rows.push({ entry, head: behind ? 0 : 1, position });
      busy.add(key);
      return { id: null, behind, newer: null };
    });
    const ids = rows.length === 0 ? [] : await insert(db, rows);
    rows.forEach(({ position, head }, index) => (answers[position] = { id: ids[index] as number, behind: head === 0, newer: null }));
    admitted.push(...answers);
  }
  return admitted;
}

interface KeyInLane {
  readonly lane: string;
  readonly entity: string;
  readonly key: string;
}

const keyOf = ({ lane, entity, key }: KeyInLane): string => JSON.stringify([lane, entity, key]);
const revisionOf = (entry: KeyInLane & { readonly revision: string }): string => JSON.stringify([keyOf(entry), entry.revision]);

interface Found {
  /** Keys that have a head. */
  readonly busy: Set<string>;
  /** Revisions that wait or are claimed. */
  readonly waiting: Set<string>;
  readonly newest: Map<string, NonNullable<Admission['newer']>>;
}

async function whatIsThere(db: Kysely<Database>, entries: readonly NewLaneEntry[], locks: RowLocks): Promise<Found> {
  const found: Found = { busy: new Set(), waiting: new Set(), newest: new Map() };
  for (const some of Map.groupBy(entries, ({ lane, entity }) => JSON.stringify([lane, entity])).values()) {
    const [{ lane, entity }] = some as [NewLaneEntry];
    const standings = await keyStandings(locks)(db, [lane, entity, ...unique(some.map(({ key }) => key))]);
    const taken = standings.filter(({ busy, headed }) => busy || headed).map(({ key }) => key);
    for (const { key, busy } of standings) if (busy) found.busy.add(keyOf({ lane, entity, key }));
    const wasThere = (those: readonly KeyStanding[]): void => {
      for (const { key, settled } of those) if (settled !== null) found.newest.set(keyOf({ lane, entity, key }), { revision: settled, settled: true });
    };
    wasThere(standings);
    if (taken.length === 0) continue;
    // Asked only now that their heads are held: whoever had to be waited for has appended to them or settled them.
    wasThere(await keyStandings(noRowLocks)(db, [lane, entity, ...taken]));
    for (const row of await newestUnsettled(db, taken)) found.newest.set(keyOf(row), { revision: row.revision, settled: false });
    for (const row of await waitingRevisions(db, taken, unique(some.map(({ revision }) => revision)))) found.waiting.add(revisionOf(row));
  }
  return found;
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
