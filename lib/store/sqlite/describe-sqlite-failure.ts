import { OperationError } from '../../errors/operation-error.ts';

/** Primary result codes (sqlite.org/rescode.html) of a database that cannot be used, with what to do about it. */
const unusable: Readonly<Record<number, string>> = {
  5: 'another process holds it: end that process',
  6: 'another process holds it: end that process',
  7: 'the process has run out of memory',
  8: 'it may not be written: give this user the right to write to the file and its folder',
  10: 'the disk fails or was removed, or a file may not grow further: check the volume and the limits of this user',
  11: 'it is damaged: stop, keep a copy of the file, and restore the last backup',
  13: 'the disk is full: free some space; nothing that was acknowledged is lost',
  14: 'it cannot be opened: check that its folder exists and may be written',
  15: 'its lock cannot be taken: the folder must be on a local disk',
  26: 'it is not a database: move the file away, or restore the last backup',
};

/** What SQLite says about the file as STORE_UNAVAILABLE; anything else (a broken constraint) stays as it is. */
export function describeSqliteFailure(error: unknown, file: string): unknown {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  if (typeof code !== 'number' || !(error instanceof Error)) return error;
  // Our statements name what the migrations have made: what is not there was changed since, by the disk or by somebody.
  const advice = /^no such (table|column|index)/.test(error.message) ? unusable[11] : unusable[code & 0xff];
  if (advice === undefined) return error;
  return new OperationError('STORE_UNAVAILABLE', `The database ${file} cannot be used: ${advice} (${error.message}).`, { cause: error, details: { file } });
}
