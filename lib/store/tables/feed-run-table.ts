import { sql, type Kysely } from 'kysely';
import type { FeedRunTable } from '../contract/feed-run-table.ts';
import type { Database } from './database.ts';

const columns = [
  'feed',
  'started_at as startedAt',
  'ended_at as endedAt',
  'outcome',
  'read_count as read',
  'emitted_count as emitted',
  'cycle',
  'failure',
] as const;

export function createFeedRunTable(db: Kysely<Database>): FeedRunTable {
  return {
    async record({ feed, startedAt, endedAt, outcome, read, emitted, cycle, failure }) {
      const counts = { read_count: read, emitted_count: emitted };
      await db.insertInto('feed_run').values({ feed, started_at: startedAt, ended_at: endedAt, outcome, ...counts, cycle, failure }).execute();
    },
    async lastGood(feed) {
      const row = await db
        .selectFrom('feed_run')
        .select(columns)
        .where('feed', '=', feed)
        .where('outcome', '=', sql.lit('good'))
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row ?? null;
    },
    recent: (feed, limit) => db.selectFrom('feed_run').select(columns).where('feed', '=', feed).orderBy('id', 'desc').limit(limit).execute(),
    async feeds() {
      // From name to name along the index: of each feed there are as many runs as minutes in a year.
      const { rows } = await sql<{ feed: string }>`
        with recursive one(feed) as (
          select min(feed) from feed_run
          union all
          select (select min(feed) from feed_run where feed > one.feed) from one where one.feed is not null
        )
        select feed from one where feed is not null order by feed`.execute(db);
      return rows.map(({ feed }) => feed);
    },
    async prune(before, limit) {
      // How old the last good run of a feed is must stay known, however old it is.
      const lastGood = db
        .selectFrom('feed_run as newest')
        .select((eb) => eb.fn.max('newest.id').as('id'))
        .where('newest.outcome', '=', sql.lit('good'))
        .groupBy('newest.feed');
      const old = db.selectFrom('feed_run').select('id').where('ended_at', '<', before).where('id', 'not in', lastGood).orderBy('ended_at').limit(limit);
      const { numDeletedRows } = await db.deleteFrom('feed_run').where('id', 'in', old).executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}
