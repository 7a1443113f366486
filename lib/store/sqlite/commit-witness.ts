import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { OperationError } from '../../errors/operation-error.ts';

/**
 * A small file beside the database says the number of the last commit that was acknowledged. It is written after the
 * commit is on disk and never waited for, so it may lag behind after a power cut; the database never may lag behind it.
 * When it does, its log was removed or cut, or an older file was put in its place, which SQLite itself takes for a good
 * database.
 */
export interface CommitWitness {
  /** Found at the opening; null: nothing is known. */
  readonly acknowledged: number | null;
  note(commit: number): void;
  close(): void;
}

export const witnessFile = (file: string): string => `${file}.commits`;

/** Longest whole number of 32 bits with its sign, and the end of the line. */
const width = 12;

/** @throws STORE_UNAVAILABLE when the file cannot be written */
export function openCommitWitness(file: string): CommitWitness {
  const descriptor = openForWriting(witnessFile(file));
  const text = readFileSync(descriptor, 'utf8').trim();
  return {
    acknowledged: /^-?\d{1,10}$/.test(text) ? Number(text) | 0 : null,
    note(commit) {
      try {
        writeSync(descriptor, `${String(commit).padEnd(width - 1)}\n`, 0);
      } catch {
        // The commit itself is on disk, and a witness that lags behind accuses nobody.
      }
    },
    close: () => closeSync(descriptor),
  };
}

function openForWriting(name: string): number {
  try {
    return openSync(name, constants.O_RDWR | constants.O_CREAT);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new OperationError('STORE_UNAVAILABLE', `The file ${name} cannot be written: give this user the right to write to it and its folder, or free some space (${why}).`, { cause, details: { file: name } });
  }
}
