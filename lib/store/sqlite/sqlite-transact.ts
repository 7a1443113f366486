import type { DatabaseSync } from 'node:sqlite';
import type { StoreTables } from '../contract/store.ts';
import type { Transact } from '../group-commit.ts';
import { readCommitNumber, writeCommitNumber } from './commit-number.ts';
import { describeSqliteFailure } from './describe-sqlite-failure.ts';

export interface SqliteTransactParts {
  readonly database: DatabaseSync;
  readonly tables: StoreTables;
  readonly file: string;
  /** Hears the number of each commit that is on disk. */
  readonly committed?: (number: number) => void;
  /** Throws when the database may not be written any more. */
  readonly check?: () => void;
}

/** Each work of a group stands behind a savepoint, so that one that fails takes back only what it did itself. */
export function createSqliteTransact({ database, tables, file, committed, check }: SqliteTransactParts): Transact {
  const say = (text: string): (() => void) => {
    const statement = database.prepare(text);
    return () => void statement.run();
  };
  const [begin, commit, rollback] = [say('BEGIN IMMEDIATE'), say('COMMIT'), say('ROLLBACK')];
  const [savepoint, release, rollbackTo] = [say('SAVEPOINT work'), say('RELEASE work'), say('ROLLBACK TO work')];
  const total = database.prepare('SELECT total_changes() AS changes');
  const changes = (): unknown => total.get()?.['changes'];
  let proven = false;

  return async (works) => {
    check?.();
    try {
      begin();
      const before = changes();
      const results: PromiseSettledResult<unknown>[] = [];
      for (const work of works) {
        savepoint();
        try {
          results.push({ status: 'fulfilled', value: await work(tables) });
        } catch (reason) {
          // A full or failing disk ends the whole transaction by itself: none of the group is kept then.
          if (!database.isTransaction) throw reason;
          rollbackTo();
          results.push({ status: 'rejected', reason });
        }
        release();
      }
      // Looking for work and finding none costs no wait for the disk; the very first write shows whether there can be any.
      const wrote = changes() !== before || !proven;
      const number = wrote ? writeCommitNumber(database, readCommitNumber(database) + 1) : undefined;
      commit();
      proven = true;
      if (number !== undefined) committed?.(number);
      return results;
    } catch (error) {
      if (database.isTransaction) rollback();
      throw describeSqliteFailure(error, file);
    }
  };
}
