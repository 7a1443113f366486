import type { Store } from '../../lib/store/contract/store.ts';

/** Enough for a process of its own to open the same database. */
export type DatabasePlace = { readonly engine: 'sqlite'; readonly file: string } | { readonly engine: 'postgres'; readonly url: string; readonly schema: string };

export interface RawRow {
  readonly key: string;
  readonly text: string;
}

/** The baseline: one prepared INSERT into a table without an index, so many of them in a transaction that is waited for. */
export interface RawInserts {
  insert(rows: readonly RawRow[]): Promise<void>;
  close(): Promise<void>;
}

export interface DiskUse {
  /** What the tables and indexes take of the disk. */
  readonly bytes: number;
  /** Of it, what is free for new rows; null where the engine does not say. */
  readonly free: number | null;
  /** The write-ahead log as it lies on the disk now. */
  readonly log: number;
}

/** An empty database of its own. */
export interface BenchDatabase {
  readonly place: DatabasePlace;
  open(): Promise<Store>;
  raw(): Promise<RawInserts>;
  diskUse(): Promise<DiskUse>;
  /** What the engine does by itself in time: makes the room of removed rows free for new ones. */
  tidy(): Promise<unknown>;
  remove(): Promise<unknown>;
}

export interface BenchEngine {
  readonly name: DatabasePlace['engine'];
  database(): Promise<BenchDatabase>;
  remove(): Promise<void>;
}
