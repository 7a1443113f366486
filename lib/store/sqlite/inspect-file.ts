import { closeSync, openSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { OperationError } from '../../errors/operation-error.ts';
import { checkIntegrity } from './check-integrity.ts';
import { commitsMissing, readCommitNumber } from './commit-number.ts';
import { witnessFile } from './commit-witness.ts';

export interface Inspection {
  readonly file: string;
  /** See {@link CommitWitness}. */
  readonly acknowledged: number | null;
  /** Bytes of database and log up to which every page is read now: whoever starts the process waits for it. */
  readonly checkedAtOnce: number;
}

/**
 * Looks at the database before anything is written to it, through a connection that cannot write: a file that is refused
 * stays as it was found, its log included.
 * @returns whether every page has been read; a big file is left to be read later
 * @throws STORE_UNAVAILABLE when it is no file, damaged, or has lost commits that were acknowledged
 */
export function inspectFile({ file, acknowledged, checkedAtOnce }: Inspection): { readonly checked: boolean } {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isDirectory()) throw refusal(file, `The database ${file} is a folder: name a file, or move the folder away.`);
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (!found || found.size === 0) {
    if (acknowledged === null && log === 0) return { checked: true };
    throw refusal(file, `The database ${file} is ${found ? 'empty' : 'missing'}, but has acknowledged writes before: put it back, or restore the last backup. ${anyway(file)}`);
  }
  for (const part of log === 0 ? [file] : [file, `${file}-wal`]) refuseUnwritable(part);
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const checked = found.size + log <= checkedAtOnce;
    if (checked) checkIntegrity(database, file);
    const missing = acknowledged === null ? 0 : commitsMissing(acknowledged, readCommitNumber(database));
    if (missing <= 0) return { checked };
    const sentence = `The database ${file} lacks the last ${missing} ${missing === 1 ? 'commit' : 'commits'} that it had acknowledged: its log ${file}-wal was removed, cut or changed, or an older file was put in its place. Put the right files back, or restore the last backup. ${anyway(file)}`;
    throw refusal(file, sentence);
  } finally {
    database.close();
  }
}

/** Asked before SQLite is: the files that it makes beside a read-only one would stay read-only. */
function refuseUnwritable(part: string): void {
  try {
    closeSync(openSync(part, 'r+'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw refusal(part, `The database file ${part} may not be written: give this user the right to write to it and its folder (${why}).`);
  }
}

const anyway = (file: string): string => `To go on with less, remove ${witnessFile(file)} (and ${file}-wal where the database is gone).`;

function refusal(file: string, sentence: string): OperationError {
  return new OperationError('STORE_UNAVAILABLE', sentence, { disposition: 'halt', details: { file } });
}
