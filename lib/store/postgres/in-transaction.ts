import { CompiledQuery, type Kysely } from 'kysely';
import type { StoreTables } from '../contract/store.ts';
import { createTables } from '../tables/create-tables.ts';
import type { Database } from '../tables/database.ts';
import { postgresLeases } from './postgres-leases.ts';
import { postgresRowLocks } from './postgres-row-locks.ts';

export type Say = (text: string) => Promise<void>;

export interface TransactionSteps<T> {
  readonly begin: string;
  readonly body: (tables: StoreTables, say: Say) => Promise<T>;
  /** From here on nobody knows, without an answer, whether it was kept. */
  readonly committing?: () => void;
}

export function inTransaction<T>(db: Kysely<Database>, { begin, body, committing }: TransactionSteps<T>): Promise<T> {
  return db.connection().execute(async (connection) => {
    const say: Say = async (text) => {
      await connection.executeQuery(CompiledQuery.raw(text));
    };
    const tables = createTables(connection, postgresRowLocks, postgresLeases);
    try {
      await say(begin);
      const result = await body(tables, say);
      committing?.();
      await say('commit');
      return result;
    } catch (error) {
      // A connection on which not even this succeeds is given up, and the server rolls back by itself.
      await say('rollback').catch(() => undefined);
      throw error;
    }
  });
}
