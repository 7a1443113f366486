import type { DatabaseSync } from 'node:sqlite';
import type { StoreTables } from '../contract/store.ts';
import type { Transact } from '../group-commit.ts';
import { describeSqliteFailure } from './describe-sqlite-failure.ts';

/** Each work of a group stands behind a savepoint, so that one that fails takes back only what it did itself. */
export function createSqliteTransact(database: DatabaseSync, tables: StoreTables, file: string): Transact {
  const say = (text: string): (() => void) => {
    const statement = database.prepare(text);
    return () => void statement.run();
  };
  const [begin, commit, rollback] = [say('BEGIN IMMEDIATE'), say('COMMIT'), say('ROLLBACK')];
  const [savepoint, release, rollbackTo] = [say('SAVEPOINT work'), say('RELEASE work'), say('ROLLBACK TO work')];

  return async (works) => {
    try {
      begin();
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
      commit();
      return results;
    } catch (error) {
      if (database.isTransaction) rollback();
      throw describeSqliteFailure(error, file);
    }
  };
}
