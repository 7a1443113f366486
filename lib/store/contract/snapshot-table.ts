/** The last value seen per feed and key, as a hash, so that only changes travel on. */
export interface SnapshotTable {
  get(feed: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Rows in the order of their keys, behind `after`; null: from the first. */
  list(feed: string, after: string | null, limit: number): Promise<readonly { readonly key: string; readonly hash: string }[]>;
  put(feed: string, rows: readonly { readonly key: string; readonly hash: string }[], at: number): Promise<void>;
  forget(feed: string, keys: readonly string[]): Promise<void>;
}
