import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import type { Store } from '../contract/store.ts';
import { OperationError } from '../../errors/operation-error.ts';
import { createGroupCommit } from '../group-commit.ts';
import { createLocalSignals } from '../local-signals.ts';
import { migrate } from '../migrations/migrate.ts';
import { createTables } from '../tables/create-tables.ts';
import type { Database } from '../tables/database.ts';
import { checkInBackground } from './check-in-background.ts';
import { openCommitWitness } from './commit-witness.ts';
import { describeSqliteFailure } from './describe-sqlite-failure.ts';
import { inspectFile } from './inspect-file.ts';
import { NodeSqliteDialect } from './node-sqlite-dialect.ts';
import { ownFile } from './own-file.ts';
import { setDurability } from './set-durability.ts';
import { createSqliteTransact } from './sqlite-transact.ts';
import { sqliteTypes } from './sqlite-types.ts';

/** Backups and file viewers may hold the file for a moment. */
const busyTimeoutMs = 5000;
/** Reading every page takes between 0.15 and 0.45 s for 100 MB that the system has in memory. */
const checkedAtOnceBytes = 512_000_000;

export interface SqliteStoreOptions {
  readonly file: string;
  /** Bytes up to which the whole file is read before it is used; a bigger one is read beside the work. */
  readonly checkedAtOnce?: number;
}

/**
 * Opens the store in one file, which is created with its folder when missing and brought up to date.
 * @throws STORE_UNAVAILABLE when the file is in use, damaged, not a database, cannot be written, lacks what it had
 * acknowledged, or is of a newer release
 */
export async function openSqliteStore({ file, checkedAtOnce = checkedAtOnceBytes }: SqliteStoreOptions): Promise<Store> {
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
    const commits = openCommitWitness(file);
    opened.push(commits);
    const { checked } = inspectFile({ file, acknowledged: commits.acknowledged, checkedAtOnce });
    const writer = connect({ readOnly: false });
    setDurability(writer);
    const writing = new Kysely<Database>({ dialect: new NodeSqliteDialect(writer, file) });
    await migrate(writing, sqliteTypes, file);
    const reading = new Kysely<Database>({ dialect: new NodeSqliteDialect(connect({ readOnly: true }), file) });
    let damage: OperationError | undefined;
    if (!checked) opened.push({ close: checkInBackground({ file, timeout: busyTimeoutMs, onDamage: (found) => (damage = found) }) });
    const check = (): void => {
      if (damage) throw damage;
    };
    const transact = createSqliteTransact({ database: writer, tables: createTables(writing), file, committed: (number) => commits.note(number), check });
    // Nobody else has the file, so whoever held a lease is gone. A disk that only lets itself be read shows here.
    const [begun] = await transact([({ leases }) => leases.expireAll()]);
    if (begun?.status === 'rejected') throw begun.reason;
    const group = createGroupCommit(transact);
    return {
      shared: false,
      signals: createLocalSignals(),
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
