import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import type { StoreTables } from '../../../../lib/store/contract/store.ts';
import type { Work } from '../../../../lib/store/group-commit.ts';
import { migrate } from '../../../../lib/store/migrations/migrate.ts';
import { NodeSqliteDialect } from '../../../../lib/store/sqlite/node-sqlite-dialect.ts';
import { sqliteTypes } from '../../../../lib/store/sqlite/sqlite-types.ts';
import { createTables } from '../../../../lib/store/tables/create-tables.ts';
import type { Database } from '../../../../lib/store/tables/database.ts';
import { aloneWithLeases } from '../../../../lib/store/tables/lease-engine.ts';
import { noRowLocks } from '../../../../lib/store/tables/row-locks.ts';

export interface SimulatedDatabase {
  readonly tables: StoreTables;
  /** All works in one transaction, which is taken back where it is not to be kept. */
  transact(works: readonly Work[], keep: boolean): Promise<readonly PromiseSettledResult<unknown>[]>;
  /** A look from outside, for the checks. */
  rows<T>(text: string, ...values: (string | number)[]): T[];
  /** Cannot be reached, by anybody, until then. */
  away: { until: number };
  /** Empty again, with this clock from now on. */
  reset(now: () => number): void;
  close(): void;
}

/** The real tables and the real SQL, in memory; its clock is the simulation's. */
export async function simulatedDatabase(): Promise<SimulatedDatabase> {
  const database = new DatabaseSync(':memory:');
  const db = new Kysely<Database>({ dialect: new NodeSqliteDialect(database, ':memory:') });
  await migrate(db, sqliteTypes, ':memory:');
  let clock = (): number => 0;
  const tables = createTables(db, noRowLocks, { ...aloneWithLeases, now: () => sql<number>`${clock()}` });
  const names = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'migration%'`).all().map((row) => String(row['name']));
  const away = { until: 0 };
  return {
    tables,
    away,
    async transact(works, keep) {
      database.exec('BEGIN');
      const results: PromiseSettledResult<unknown>[] = [];
      for (const work of works) {
        database.exec('SAVEPOINT work');
        const [result] = await Promise.allSettled([work(tables)]);
        if (result.status === 'rejected') database.exec('ROLLBACK TO work');
        database.exec('RELEASE work');
        results.push(result);
      }
      database.exec(keep ? 'COMMIT' : 'ROLLBACK');
      return results;
    },
    rows: <T>(text: string, ...values: (string | number)[]) => database.prepare(text).all(...values) as T[],
    reset(now) {
      clock = now;
      away.until = 0;
      for (const name of names) database.exec(`DELETE FROM "${name}"`);
      database.exec('DELETE FROM sqlite_sequence');
    },
    close: () => database.close(),
  };
}
