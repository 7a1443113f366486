import type { DatabaseSync } from 'node:sqlite';
import { OperationError } from '../../errors/operation-error.ts';

const full = 2;
/** Negative: KiB (sqlite.org/pragma.html#pragma_cache_size). Enough for the indexes of a million waiting entries. */
const cacheKib = -64_000;
/** The log is taken over into the database each time it has grown by so many pages of 4 KiB, and begins anew. */
const logPages = 1000;
/** What a long reader (a backup) has let the log grow beyond is given back to the disk once it has ended. */
const keptLogBytes = 16 * 1024 * 1024;

/**
 * Write-ahead log, and the disk is waited for at every commit. Said at every open, because `synchronous` belongs to the
 * connection and not to the file, and read back, because a pragma that is not understood is silently ignored.
 * @throws STORE_UNAVAILABLE when the file cannot be made durable (a write-ahead log needs a local disk)
 */
export function setDurability(database: DatabaseSync): void {
  const mode = Object.values(database.prepare('PRAGMA journal_mode = WAL').get() ?? {})[0];
  database.exec(`PRAGMA synchronous = FULL; PRAGMA cache_size = ${cacheKib}; PRAGMA wal_autocheckpoint = ${logPages}; PRAGMA journal_size_limit = ${keptLogBytes}`);
  const synchronous = Object.values(database.prepare('PRAGMA synchronous').get() ?? {})[0];
  if (mode !== 'wal' || synchronous !== full) {
    throw new OperationError('STORE_UNAVAILABLE', `The database cannot be made durable (journal ${String(mode)}, synchronous ${String(synchronous)}): put it on a local disk.`, { disposition: 'halt' });
  }
}
