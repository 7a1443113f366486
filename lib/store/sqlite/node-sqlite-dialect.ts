import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { SqliteAdapter, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely';
import { describeSqliteFailure } from './describe-sqlite-failure.ts';

/** Texts longer than this (wide multi-row inserts of odd sizes) would fill memory faster than they save time. */
const longestKeptText = 24_000;
const statementsKept = 200;

/** Kysely's SQLite dialect over Node's own SQLite; schema changes happen in transactions, which SQLite can do. */
export class NodeSqliteDialect extends SqliteDialect {
  constructor(database: DatabaseSync, file: string) {
    super({ database: adapt(database, file) });
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

function adapt(database: DatabaseSync, file: string): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>();
  const guarded = <T>(run: () => T): T => {
    try {
      return run();
    } catch (error) {
      throw describeSqliteFailure(error, file);
    }
  };
  return {
    prepare(text) {
      const known = kept.get(text);
      if (known) return known;
      const statement = guarded(() => adaptStatement(database.prepare(text), guarded));
      if (text.length <= longestKeptText) {
        const [oldest] = kept.keys();
        if (kept.size >= statementsKept && oldest !== undefined) kept.delete(oldest);
        kept.set(text, statement);
      }
      return statement;
    },
    close: () => {
      kept.clear();
      database.close();
    },
  };
}

function adaptStatement(statement: StatementSync, guarded: <T>(run: () => T) => T): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    // Node gives rows without a prototype, which no comparison takes for ordinary objects.
    all: (parameters) => guarded(() => statement.all(...parameters.map(toSql)).map((row) => ({ ...row }))),
    run: (parameters) => guarded(() => statement.run(...parameters.map(toSql))),
    iterate: (parameters) => guarded(() => statement.iterate(...parameters.map(toSql))),
  };
}

function toSql(value: unknown): SQLInputValue {
  if (value === undefined) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value as SQLInputValue;
}
