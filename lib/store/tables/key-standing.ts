import { sql, type Kysely } from 'kysely';
import { compileOnce } from './compile-once.ts';
import type { Database } from './database.ts';
import { perLocks } from './row-locks.ts';

/** How a key of one entity stands in one lane. */
export interface KeyStanding {
  readonly key: string;
  /** The newest revision that was here and is settled, whatever became of it. */
  readonly settled: string | null;
  /** The key had a head when the question was asked. */
  readonly headed: boolean | number;
  /** It has one, and the transaction holds it. */
  readonly busy: boolean | number;
}

/**
 * For `[lane, entity, ...keys]`. Holds the heads of the keys. Where it had to wait for a head, what else it says of that key
 * is out of date.
 */
export const keyStandings = perLocks(({ hold }) =>
  compileOnce<KeyStanding>((db, [lane, entity, ...keys]) => {
    const inLane = db.selectFrom('lane_entry').where('entity', '=', entity as string).where('lane', '=', lane as string);
    const heads = inLane.select('key').where('head', '=', sql.lit(1));
    const given = sql.ref<string>('given.key');
    const last = inLane.select(sql<number>`-min(-${sql.ref('id')})`.as('id')).where('settled_at', 'is not', null);
    return db
      .with('held', () => hold(heads.where('key', 'in', keys as string[]).orderBy('id')))
      .with('given(key)', () => sql<{ key: string }>`(values ${sql.join(keys.map((key) => sql`(${key})`))})`)
      .selectFrom('given')
      .select((eb) => [
        'given.key',
        eb.selectFrom('lane_entry as last').select('last.revision').where('last.id', '=', last.where('key', '=', given)).as('settled'),
        eb.exists(heads.where('key', '=', given)).as('headed'),
        eb('given.key', 'in', eb.selectFrom('held').select('held.key')).as('busy'),
      ]);
  }),
);

interface KeptRevision {
  readonly lane: string;
  readonly entity: string;
  readonly key: string;
  readonly revision: string;
}

/** No entry is kept behind a newer one, so the last unsettled of each key is its newest, whatever state it is in. */
export async function newestUnsettled(db: Kysely<Database>, keys: readonly string[]): Promise<readonly KeptRevision[]> {
  const last = db
    .selectFrom('lane_entry')
    .select((eb) => eb.fn.max('id').as('id'))
    .where('settled_at', 'is', null)
    .where('key', 'in', keys)
    .groupBy(['key', 'entity', 'lane']);
  return db.selectFrom('lane_entry').select(['lane', 'entity', 'key', 'revision']).where('id', 'in', last).execute();
}

/** Of these keys and revisions, what waits or is claimed. */
export function waitingRevisions(db: Kysely<Database>, keys: readonly string[], revisions: readonly string[]): Promise<readonly KeptRevision[]> {
  return db
    .selectFrom('lane_entry')
    .select(['lane', 'entity', 'key', 'revision'])
    .where('settled_at', 'is', null)
    .where('key', 'in', keys)
    .where('revision', 'in', revisions)
    .where('state', 'in', ['waiting', 'claimed'])
    .execute();
}
