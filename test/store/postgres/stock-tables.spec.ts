import assert from 'node:assert/strict';
import { Kysely, PostgresDialect } from 'kysely';
import { createPostgresPool } from '../../../lib/store/postgres/postgres-pool.ts';
import { readPostgresPlace } from '../../../lib/store/postgres/postgres-place.ts';
import { createTables } from '../../../lib/store/tables/create-tables.ts';
import type { Database } from '../../../lib/store/tables/database.ts';
import { addsUp, askStockTables } from '../contract/ask-stock-tables.ts';
import { postgresSuite } from './postgres-suite.ts';

describe('the stock tables on a PostgreSQL server', () => {
  const postgres = postgresSuite();
  afterEach(() => postgres.discard());

  it('are asked by index alone, however much demand and however many cycles they hold', async () => {
    await postgres.open();
    const address = { url: postgres.server().url, schema: postgres.schema() };
    const pool = createPostgresPool({ url: address.url, place: readPostgresPlace(address), use: 'write', connections: 1 });
    const asked = new Set<string>();
    const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }), log: ({ query: { sql } }) => void asked.add(sql) });
    await askStockTables(createTables(db));
    assert.ok(asked.size >= 14);
    const client = await pool.connect();
    for (const text of asked) {
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (generic_plan) ${text}`, []);
      const plan = rows.map((row) => row['QUERY PLAN']);
      // What a limit has left may be sorted.
      const limit = plan.findIndex((step) => step.includes('Limit'));
      const slow = plan.filter((step, depth) => step.includes('Seq Scan') || (limit !== -1 && depth > limit && !addsUp(text) && /^ *(->)? *Sort /.test(step)));
      assert.deepEqual(slow, [], `${text}\n${plan.join('\n')}`);
    }
    client.release();
    await pool.end();
  });
});
