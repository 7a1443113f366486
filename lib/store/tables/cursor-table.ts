import type { Kysely } from 'kysely';
import type { CursorTable } from '../contract/cursor-table.ts';
import type { Database } from './database.ts';

export function createCursorTable(db: Kysely<Database>): CursorTable {
  return {
    async get(feed) {
      const row = await db.selectFrom('cursor').select('position').where('feed', '=', feed).executeTakeFirst();
      return row?.position ?? null;
    },
    async set(feed, position, at) {
      const row = { feed, position, updated_at: at };
      await db
        .insertInto('cursor')
        .values(row)
        .onConflict((conflict) => conflict.column('feed').doUpdateSet({ position, updated_at: at }))
        .execute();
    },
  };
}
