import { DatabaseSync } from 'node:sqlite';
import { OperationError } from '../../errors/operation-error.ts';
import { describeSqliteFailure } from './describe-sqlite-failure.ts';

const sqliteBusy = 5;

/**
 * Makes this process the only one that works on the file, until the returned function is called or the process ends,
 * however it ends: the operating system itself drops the lock of an open exclusive transaction. It stands on a file of
 * its own, because the database's own lock would shut our reading connection out as well.
 * @throws STORE_UNAVAILABLE when another process has the file
 */
export function ownFile(file: string): () => void {
  const lockFile = `${file}.lock`;
  const lock = new DatabaseSync(lockFile);
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode !== sqliteBusy) throw describeSqliteFailure(error, lockFile);
    const sentence = `The database ${file} is in use by another running Selvedge: stop that one first, or give this one a data folder of its own.`;
    throw new OperationError('STORE_UNAVAILABLE', sentence, { disposition: 'halt', details: { file } });
  }
  return () => lock.close();
}
