import { sql, type Kysely } from 'kysely';
import type { ExceptionGroup } from '../contract/exception-table.ts';
import { chunksOf } from './chunks.ts';
import type { Database } from './database.ts';

export interface GroupFilter {
  readonly owner?: string;
  readonly entity?: string;
  readonly limit: number;
}

/** Enough to recognise what a cause is about. */
const keysPerGroup = 3;

/** What is not closed, by cause, biggest first: counted in the database, the newest few of each looked up by index. */
export async function groupExceptions(db: Kysely<Database>, { owner, entity, limit }: GroupFilter): Promise<readonly ExceptionGroup[]> {
  let query = db
    .selectFrom('exception')
    .select((eb) => [
      'cause',
      // A cause has one code and one entity; the owner of a code may have changed with a release.
      eb.fn.min<string>('code').as('code'),
      eb.fn.max<string>('owner').as('owner'),
      eb.fn.min<string>('entity').as('entity'),
      eb.fn.countAll<number>().as('count'),
      eb.fn.count<number>('assigned_to').as('assigned'),
      eb.fn.count<number>(eb.case().when('state', '=', 'replaying').then(1).end()).as('replaying'),
      eb.fn.min<number>('first_seen_at').as('firstSeenAt'),
      eb.fn.max<number>('last_seen_at').as('lastSeenAt'),
    ])
    .where('closed_at', 'is', null)
    .groupBy('cause')
    .orderBy('count', 'desc')
    .orderBy('cause')
    .limit(limit);
  if (owner !== undefined) query = query.where('owner', '=', owner);
  if (entity !== undefined) query = query.where('entity', '=', entity);
  const groups = await query.execute();
  const newest = await newestOf(db, groups.map(({ cause }) => cause));
  return groups.map((group) => {
    const few = newest.get(group.cause) ?? [];
    return { ...group, text: few[0]?.text ?? '', keys: few.map(({ key }) => key) };
  });
}

interface Newest {
  readonly cause: string;
  readonly key: string;
  readonly text: string;
}

async function newestOf(db: Kysely<Database>, causes: readonly string[]): Promise<ReadonlyMap<string, readonly Newest[]>> {
  const found: Newest[] = [];
  for (const some of chunksOf(causes, causesPerStatement)) {
    const parts = some.map((cause) => {
      const few = db
        .selectFrom('exception')
        .select(['cause', 'key', 'text', 'id'])
        .where('cause', '=', cause)
        .where('closed_at', 'is', null)
        .orderBy('id', 'desc')
        .limit(keysPerGroup)
        .as('few');
      return db.selectFrom(few).select(['few.cause', 'few.key', 'few.text', 'few.id']);
    });
    const [first, ...others] = parts;
    if (!first) continue;
    const all = others.reduce((query, part) => query.unionAll(part), first).as('every');
    found.push(...(await db.selectFrom(all).select(['every.cause', 'every.key', 'every.text']).orderBy(sql.ref('every.id'), 'desc').execute()));
  }
  return Map.groupBy(found, ({ cause }) => cause);
}

/** SQLite takes up to 500 parts of one compound query. */
const causesPerStatement = 50;
