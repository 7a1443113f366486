import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { Database } from './database.ts';

/**
 * How a transaction keeps others from rows it decides upon, until it ends. An engine that lets one transaction write at
 * a time needs none of it.
 */
export interface RowLocks {
  /** Waits for rows that another transaction works on. */
  readonly hold: <DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>) => SelectQueryBuilder<DB, TB, O>;
  /** Leaves out rows that another transaction works on. */
  readonly take: <DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>) => SelectQueryBuilder<DB, TB, O>;
  /** Nobody else appends to, claims from or settles in the keys of these unsettled lane entries. */
  readonly holdKeys: (db: Kysely<Database>, ids: readonly number[]) => Promise<void>;
}

export const noRowLocks: RowLocks = { hold: (query) => query, take: (query) => query, holdKeys: () => Promise.resolve() };

/** For statements that are made once and differ only in what they lock. */
export function perLocks<T>(make: (locks: RowLocks) => T): (locks: RowLocks) => T {
  const made = new WeakMap<RowLocks, T>();
  return (locks) => {
    const known = made.get(locks) ?? make(locks);
    made.set(locks, known);
    return known;
  };
}
