import { rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { OperationError } from '../../errors/operation-error.ts';
import { describeSqliteFailure } from '../sqlite/describe-sqlite-failure.ts';
import { DamagedRow, sumOf } from './book-rows.ts';

/** Of the tables below. A book of another one is read anew. */
const layout = 1;
/** KiB of the book and of the cycle that is read, whatever their size: what a page touches, and the upper levels of the trees. */
const bookCacheKib = 8000;
const cycleCacheKib = 8000;
/** Whole rows of five to ten locations fit several times. */
const pageBytes = 8192;

const sqliteCorrupt = 11;
const sqliteNotADatabase = 26;

export const cycleFile = (file: string): string => `${file}.cycle`;

/**
 * The database of a book. It is made when missing; one that is damaged or of another release is removed and begun anew,
 * because all of it can be read again.
 * @param told why one was removed, as a sentence
 * @throws STORE_UNAVAILABLE when it cannot be opened or written
 */
export function openBookFile(file: string, told: (sentence: string) => void): DatabaseSync {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.isDirectory()) throw new OperationError('STORE_UNAVAILABLE', `The stock book ${file} is a folder: move the folder away.`, { disposition: 'halt', details: { file } });
    const known = found && found.size > 0 ? openKnown(file) : undefined;
    if (known instanceof DatabaseSync) return known;
    if (known !== undefined) told(`The stock book ${file} ${known}. It was removed; the next read of the feed is a full one.`);
    return createBookFile(file);
  } catch (error) {
    throw describeSqliteFailure(error, file);
  }
}

export function removeBookFile(file: string): void {
  for (const part of [file, `${file}-journal`, cycleFile(file)]) rmSync(part, { force: true });
}

/** Whether the file, and not the disk, its rights or our program, is what is wrong. */
export function saysDamaged(error: unknown): boolean {
  if (error instanceof DamagedRow) return true;
  const code = (error as { errcode?: unknown } | null)?.errcode;
  if (typeof code !== 'number') return false;
  return (code & 0xff) === sqliteCorrupt || (code & 0xff) === sqliteNotADatabase || /^no such (table|column|index)/.test((error as Error).message);
}

/** The database, or what is wrong with it. */
function openKnown(file: string): DatabaseSync | string {
  const database = new DatabaseSync(file);
  try {
    // One that a killed process left in the middle of a commit goes back to what it was before.
    const says = first(database, 'PRAGMA integrity_check(1)');
    if (says !== 'ok') throw new DamagedRow(String(says));
    if (first(database, 'PRAGMA user_version') !== layout) {
      database.close();
      return 'is of another release, or its making was not finished';
    }
    database.prepare('SELECT sku.key, code, lines, units, sum, changed.key, cycle FROM sku, changed, head');
    return prepared(database, file);
  } catch (error) {
    database.close();
    if (!saysDamaged(error)) throw error;
    return `is damaged (${(error as Error).message.replaceAll('\n', ' ')}): check the disk`;
  }
}

function createBookFile(file: string): DatabaseSync {
  removeBookFile(file);
  const database = new DatabaseSync(file);
  database.exec(`PRAGMA page_size = ${pageBytes}`);
  database.exec(`BEGIN;
CREATE TABLE sku (key TEXT NOT NULL PRIMARY KEY, code TEXT NOT NULL, lines TEXT NOT NULL, units INTEGER NOT NULL, sum INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX sku_code ON sku (code);
CREATE INDEX sku_gone ON sku (code) WHERE lines = '';
CREATE TABLE changed (key TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE head (one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), cycle TEXT NOT NULL);
PRAGMA user_version = ${layout};
COMMIT`);
  return prepared(database, file);
}

/**
 * A commit of a whole cycle waits for the disk, once; what is read meanwhile stands in a file of its own, which is never
 * waited for, keeps no journal and is nothing worth after a crash.
 */
function prepared(database: DatabaseSync, file: string): DatabaseSync {
  database.function('row_sum', { deterministic: true }, (key, lines) => sumOf(String(key), String(lines)));
  database.exec(`PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA cache_size = -${bookCacheKib}`);
  attachCycle(database, file);
  return database;
}

/** Begins the file of the cycle that is read anew: quicker than emptying it, and it gives its room back to the disk. */
export function attachCycle(database: DatabaseSync, file: string): void {
  const attached = database.prepare('PRAGMA database_list').all().some(({ name }) => name === 'cycle');
  if (attached) database.exec('DETACH cycle');
  rmSync(cycleFile(file), { force: true });
  database.prepare('ATTACH ? AS cycle').run(cycleFile(file));
  database.exec(`PRAGMA cycle.page_size = ${pageBytes};
PRAGMA cycle.journal_mode = OFF;
PRAGMA cycle.synchronous = OFF;
PRAGMA cycle.locking_mode = EXCLUSIVE;
PRAGMA cycle.cache_size = -${cycleCacheKib};
CREATE TABLE cycle.reading (key TEXT NOT NULL PRIMARY KEY, code TEXT NOT NULL, lines TEXT NOT NULL, units INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE cycle.repeated (key TEXT NOT NULL, part INTEGER NOT NULL, lines TEXT NOT NULL, units INTEGER NOT NULL, PRIMARY KEY (key, part)) WITHOUT ROWID`);
}

const first = (database: DatabaseSync, statement: string): unknown => Object.values(database.prepare(statement).get() ?? {})[0];
