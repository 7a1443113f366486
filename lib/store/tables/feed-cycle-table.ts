import { sql, type Kysely } from 'kysely';
import type { FeedCycleTable } from '../contract/feed-cycle-table.ts';
import type { Database } from './database.ts';

const columns = [
  ...(['feed', 'mode', 'sequence', 'records', 'changed'] as const),
  'cycle as cycleId',
  'as_of as asOf',
  'completed_at as completedAt',
  'next_expected_at as nextExpectedAt',
  'read_at as readAt',
  'published_at as publishedAt',
] as const;

export function createFeedCycleTable(db: Kysely<Database>): FeedCycleTable {
  const newestFirst = (feed: string, limit: number) =>
    db.selectFrom('feed_cycle').select(columns).where('feed', '=', feed).orderBy('as_of', 'desc').orderBy('read_at', 'desc').limit(limit);
  return {
    async record({ feed, cycleId, asOf, completedAt, nextExpectedAt, readAt, publishedAt, ...counts }) {
      const facts = { ...counts, as_of: asOf, completed_at: completedAt, next_expected_at: nextExpectedAt, read_at: readAt };
      await db
        .insertInto('feed_cycle')
        .values({ feed, cycle: cycleId, ...facts, published_at: publishedAt })
        .onConflict((conflict) =>
          conflict.columns(['feed', 'cycle']).doUpdateSet((eb) => ({ ...facts, published_at: eb.fn.coalesce('excluded.published_at', 'feed_cycle.published_at') })),
        )
        .execute();
    },
    async published(feed, cycleId, at) {
      await db
        .updateTable('feed_cycle')
        .set({ published_at: at })
        .where('feed', '=', feed)
        .where('cycle', '=', cycleId)
        .where((eb) => eb.or([eb('published_at', 'is', null), eb('published_at', '<', at)]))
        .execute();
    },
    last: async (feed) => (await newestFirst(feed, 1).executeTakeFirst()) ?? null,
    recent: (feed, limit) => newestFirst(feed, limit).execute(),
    async feeds() {
      const rows = await db.selectFrom('feed_cycle').select('feed').distinct().orderBy('feed').execute();
      return rows.map(({ feed }) => feed);
    },
    async prune(before, limit) {
      const old = db
        .selectFrom('feed_cycle as old')
        .select(['old.feed', 'old.cycle'])
        .where('old.read_at', '<', before)
        .where((eb) =>
          eb.exists(eb.selectFrom('feed_cycle as newer').select(sql.lit(1).as('one')).whereRef('newer.feed', '=', 'old.feed').whereRef('newer.as_of', '>', 'old.as_of')),
        )
        .orderBy('old.read_at')
        .limit(limit);
      const { numDeletedRows } = await db
        .deleteFrom('feed_cycle')
        .where((eb) => eb(eb.refTuple('feed', 'cycle'), 'in', old.$asTuple('feed', 'cycle')))
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}
