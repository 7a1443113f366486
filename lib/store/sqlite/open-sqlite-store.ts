import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import type { Store } from '../contract/store.ts';
import { OperationError } from '../../errors/operation-error.ts';
import { createGroupCommit } from '../group-commit.ts';
import { migrate } from '../migrations/migrate.ts';
import type { EngineTypes } from '../migrations/migration.ts';
import { createTables } from '../tables/create-tables.ts';
import type { Database } from '../tables/database.ts';
import { describeSqliteFailure } from './describe-sqlite-failure.ts';
import { NodeSqliteDialect } from './node-sqlite-dialect.ts';
import { ownFile } from './own-file.ts';
import { setDurability } from './set-durability.ts';
import { createSqliteTransact } from './sqlite-transact.ts';

const sqliteTypes: EngineTypes = {
  withId: (table) => table.addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement()),
  whole: 'integer',
  text: 'text',
};

/** Backups and file viewers may hold the file for a moment. */
const busyTimeoutMs = 5000;

/**
 * Opens the store in one file, which is created with its folder when missing and brought up to date.
 * @throws STORE_UNAVAILABLE when the file is in use, damaged, not a database, or of a newer release
 */
export async function openSqliteStore({ file }: { readonly file: string }): Promise<Store> {
  const opened: { close(): void }[] = [];
  const closeAll = (): void => {
    for (const part of opened.splice(0).reverse()) part.close();
  };
  const connect = (options: { readOnly: boolean }): DatabaseSync => {
    const connection = new DatabaseSync(file, { ...options, timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
    opened.push({ close: () => { if (connection.isOpen) connection.close(); } });
    return connection;
  };
  try {
    makeFolder(file);
    opened.push({ close: ownFile(file) });
    const writer = connect({ readOnly: false });
    setDurability(writer);
    const writing = new Kysely<Database>({ dialect: new NodeSqliteDialect(writer, file) });
    await migrate(writing, sqliteTypes, file);
    const reading = new Kysely<Database>({ dialect: new NodeSqliteDialect(connect({ readOnly: true }), file) });
    const group = createGroupCommit(createSqliteTransact(writer, createTables(writing), file));
    return {
      read: createTables(reading),
      write: (work) => group.write(work),
      async close() {
        await group.close();
        await Promise.all([reading.destroy(), writing.destroy()]);
        closeAll();
      },
    };
  } catch (error) {
    closeAll();
    throw describeSqliteFailure(error, file);
  }
}

function makeFolder(file: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new OperationError('STORE_UNAVAILABLE', `The folder of the database ${file} cannot be made: choose a data folder that this user may write to (${why}).`, { cause, details: { file } });
  }
}
