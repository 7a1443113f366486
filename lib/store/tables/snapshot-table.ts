import type { Kysely } from 'kysely';
import type { SnapshotTable } from '../contract/snapshot-table.ts';
import { chunksOf } from './chunks.ts';
import type { Database } from './database.ts';

export function createSnapshotTable(db: Kysely<Database>): SnapshotTable {
  return {
    async get(feed, keys) {
      const hashes = new Map<string, string>();
      for (const some of chunksOf(keys)) {
        const rows = await db.selectFrom('snapshot').select(['key', 'hash']).where('feed', '=', feed).where('key', 'in', some).execute();
        for (const { key, hash } of rows) hashes.set(key, hash);
      }
      return hashes;
    },
    list(feed, after, limit) {
      const rows = db.selectFrom('snapshot').select(['key', 'hash']).where('feed', '=', feed);
      return (after === null ? rows : rows.where('key', '>', after)).orderBy('key').limit(limit).execute();
    },
    async put(feed, rows, at) {
      const unique = [...new Map(rows.map((row) => [row.key, row])).values()];
      for (const some of chunksOf(unique)) {
        await db
          .insertInto('snapshot')
          .values(some.map(({ key, hash }) => ({ feed, key, hash, updated_at: at })))
          .onConflict((conflict) =>
            conflict.columns(['feed', 'key']).doUpdateSet((eb) => ({ hash: eb.ref('excluded.hash'), updated_at: eb.ref('excluded.updated_at') })),
          )
          .execute();
      }
    },
    async forget(feed, keys) {
      for (const some of chunksOf(keys)) await db.deleteFrom('snapshot').where('feed', '=', feed).where('key', 'in', some).execute();
    },
  };
}
