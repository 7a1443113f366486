import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { NodeSqliteDialect } from '../../../lib/store/sqlite/node-sqlite-dialect.ts';
import { createTables } from '../../../lib/store/tables/create-tables.ts';
import type { Database } from '../../../lib/store/tables/database.ts';
import { addsUp, askStockTables } from '../contract/ask-stock-tables.ts';
import { temporarySqlite } from './temporary-store.ts';

describe('the stock tables in a SQLite store', () => {
  let sqlite: ReturnType<typeof temporarySqlite>;
  beforeEach(() => (sqlite = temporarySqlite()));
  afterEach(() => sqlite.discard());

  it('are asked by index alone, however much demand and however many cycles they hold', async () => {
    await (await sqlite.open()).close();
    const database = new DatabaseSync(sqlite.file);
    const asked = new Set<string>();
    const db = new Kysely<Database>({ dialect: new NodeSqliteDialect(database, sqlite.file), log: ({ query }) => void asked.add(query.sql) });
    await askStockTables(createTables(db));
    assert.ok(asked.size >= 14);
    for (const query of asked) {
      const parameters = query.match(/\?/g)?.map(() => null) ?? [];
      const plan = database.prepare(`EXPLAIN QUERY PLAN ${query}`).all(...parameters).map((row) => String(row['detail']));
      const slow = plan.filter((step) => /^SCAN (demand|feed_cycle|old|newer)/.test(step) || (query.includes(' limit ') && !addsUp(query) && step.includes('FOR ORDER BY')));
      assert.deepEqual(slow, [], `${query}\n${plan.join('\n')}`);
    }
    await db.destroy();
  });
});
