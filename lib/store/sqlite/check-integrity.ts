import type { DatabaseSync } from 'node:sqlite';
import { OperationError } from '../../errors/operation-error.ts';

/**
 * Reads every page: b-trees, free pages, and that tables and their indexes say the same. What stands inside a column
 * that no index has (a message) is not seen here; the message's own checksum tells that.
 * @throws STORE_UNAVAILABLE with the first thing that is wrong
 */
export function checkIntegrity(database: DatabaseSync, file: string): void {
  const says = String(Object.values(database.prepare('PRAGMA integrity_check(1)').get() ?? {})[0]);
  if (says !== 'ok') throw damaged(file, says);
}

/** `says`: SQLite's own words. */
export function damaged(file: string, says: string): OperationError {
  const sentence = `The database ${file} is damaged: stop, keep a copy of it and of ${file}-wal, check the disk, and restore the last backup (${says.replaceAll('\n', ' ')}).`;
  return new OperationError('STORE_UNAVAILABLE', sentence, { disposition: 'halt', details: { file } });
}
