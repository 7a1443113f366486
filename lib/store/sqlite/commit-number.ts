import type { DatabaseSync } from 'node:sqlite';

/**
 * The number of the last commit stands in the header of the database itself (`user_version`, which SQLite keeps for the
 * application), so that it comes and goes with the commit. It has 32 bits and starts again below zero.
 */
export function readCommitNumber(database: DatabaseSync): number {
  return Number(Object.values(database.prepare('PRAGMA user_version').get() ?? {})[0]);
}

/** To be called inside the transaction. Answers the number. */
export function writeCommitNumber(database: DatabaseSync, number: number): number {
  const whole = number | 0;
  database.exec(`PRAGMA user_version = ${whole}`);
  return whole;
}

/** How many commits `found` is behind `acknowledged`; zero or less: none is missing. */
export const commitsMissing = (acknowledged: number, found: number): number => (acknowledged - found) | 0;
