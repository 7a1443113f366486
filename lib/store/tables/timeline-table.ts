import type { Kysely } from 'kysely';
import type { TimelineTable } from '../contract/timeline-table.ts';
import { chunksOf } from './chunks.ts';
import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';
import { laneEvents } from './lane-events.ts';

const insert = insertRows('timeline', ['entity', 'key', 'at', 'system', 'kind', 'text', 'revision'], { ids: false });

export function createTimelineTable(db: Kysely<Database>): TimelineTable {
  return {
    async record(events) {
      for (const some of chunksOf(events)) await insert(db, some);
    },
    async of(entity, key, limit) {
      const newestFirst = await db
        .selectFrom('timeline')
        .select(['entity', 'key', 'at', 'system', 'kind', 'text', 'revision'])
        .where('entity', '=', entity)
        .where('key', '=', key)
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      const { journaled, through } = await laneEvents(db, entity, key, limit);
      // Of one moment the journaling comes first and the end last.
      return [...journaled, ...newestFirst.reverse(), ...through].sort((a, b) => a.at - b.at).slice(-limit);
    },
    async prune(before, limit) {
      const old = db.selectFrom('timeline').select('id').where('at', '<', before).orderBy('at').limit(limit);
      const { numDeletedRows } = await db.deleteFrom('timeline').where('id', 'in', old).executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}
