/** What another system calls a record, and the little we keep of it. */
export interface ReferenceRow {
  readonly entity: string;
  readonly key: string;
  /** System and account, e.g. `bluecherry:main`. */
  readonly system: string;
  readonly remoteId: string;
  /** JSON text. */
  readonly data: string;
  readonly updatedAt: number;
}

export interface ReferenceTable {
  /** Rows of these keys; several remote ids under one key mean that the key is not unique there. */
  find(entity: string, system: string, keys: readonly string[]): Promise<readonly ReferenceRow[]>;
  put(rows: readonly ReferenceRow[]): Promise<void>;
  remove(entity: string, system: string, remoteIds: readonly string[]): Promise<void>;
  count(entity: string, system: string): Promise<number>;
}
