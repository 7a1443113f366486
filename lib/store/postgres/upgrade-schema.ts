import { sql, Kysely, PostgresDialect } from 'kysely';
import { migrate } from '../migrations/migrate.ts';
import type { EngineTypes } from '../migrations/migration.ts';
import type { Database } from '../tables/database.ts';
import { placeInWords, type PostgresPlace } from './postgres-place.ts';
import { createPostgresPool } from './postgres-pool.ts';

/**
 * The collation "C" compares bytes, as SQLite does. Any other belongs to the operating system, and an update of that
 * reorders the text under indexes that are unique no longer (wiki.postgresql.org/wiki/Locale_data_changes).
 */
const postgresTypes: EngineTypes = {
  withId: (table) => table.addColumn('id', 'bigint', (column) => column.generatedAlwaysAsIdentity().primaryKey()),
  whole: 'bigint',
  text: sql`text collate "C"`,
};

/** Makes the schema when it is missing and brings its tables up to date, once however many processes are about to. */
export async function upgradeSchema(url: string, place: PostgresPlace): Promise<void> {
  const pool = createPostgresPool({ url, place, use: 'upgrade', connections: 1 });
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  const turn = sql`hashtextextended(${`selvedge upgrade ${place.schema}`}, 0)`;
  try {
    await db.connection().execute(async (connection) => {
      // The connection's end gives it back, however it ends.
      await sql`select pg_advisory_lock(${turn})`.execute(connection);
      // Asked first, because making what is there already still takes the right to make one.
      const { rows } = await sql`select 1 from pg_namespace where nspname = ${place.schema}`.execute(connection);
      if (rows.length === 0) await connection.schema.createSchema(place.schema).execute();
      await migrate(connection, postgresTypes, placeInWords(place), place.schema);
    });
  } finally {
    await pool.end();
  }
}
