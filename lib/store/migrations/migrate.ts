import { Migrator, type Kysely, type Migration } from 'kysely';
import { OperationError } from '../../errors/operation-error.ts';
import type { Database } from '../tables/database.ts';
import { firstTables } from './001-first-tables.ts';
import { stockTables } from './002-stock.ts';
import type { EngineTypes, NumberedMigration } from './migration.ts';

const migrations: Readonly<Record<string, NumberedMigration>> = {
  '001-first-tables': firstTables,
  '002-stock': stockTables,
};

/**
 * Brings the tables up to date, all or nothing. `schema` is needed where a database can have these tables more than once.
 * @throws STORE_UNAVAILABLE when that cannot be done, or when a newer release has been here
 */
export async function migrate(db: Kysely<Database>, types: EngineTypes, where: string, schema?: string): Promise<void> {
  const named = Object.entries(migrations).map(([name, up]): [string, Migration] => [name, { up: (schema) => up(schema, types) }]);
  const provider = { getMigrations: () => Promise.resolve(Object.fromEntries(named)) };
  const names = { migrationTableName: 'migration', migrationLockTableName: 'migration_lock', ...(schema === undefined ? {} : { migrationTableSchema: schema }) };
  const migrator = new Migrator({ db, provider, ...names });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw unusable(where, error);
}

function unusable(where: string, cause: unknown): OperationError {
  if (cause instanceof OperationError) return cause;
  const message = cause instanceof Error ? cause.message : JSON.stringify(cause);
  // Kysely's words for a migration that the database has seen and this release does not have.
  const newer = message.includes('is missing');
  const what = newer
    ? 'was written by a newer release: start that release, or restore a backup made before it'
    : `cannot be brought up to date (${message}): nothing was changed; restore a backup or ask the integration team`;
  return new OperationError('STORE_UNAVAILABLE', `The database ${where} ${what}.`, { cause, disposition: 'halt', details: { where } });
}
