import type { Store } from '../lib/store/contract/store.ts';
import { openPostgresStore } from '../lib/store/postgres/open-postgres-store.ts';
import { openSqliteStore } from '../lib/store/sqlite/open-sqlite-store.ts';
import type { Settings } from '../settings.ts';

/**
 * The store of the client, as its settings say.
 * @throws STORE_UNAVAILABLE in one sentence for the person who started it
 */
export function openDatabase(database: Settings['database']): Promise<Store> {
  return database.engine === 'postgres' ? openPostgresStore(database) : openSqliteStore(database);
}

/** Without the address, which holds a password. */
export function nameDatabase(database: Settings['database']): string {
  return database.engine === 'postgres' ? `PostgreSQL, schema ${database.schema}` : 'SQLite';
}
