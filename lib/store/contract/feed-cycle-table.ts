/** One cycle of a feed and its way: made, completed, read by us, published. Times are ms since 1970 (UTC). */
export interface FeedCycleRow {
  readonly feed: string;
  readonly cycleId: string;
  readonly mode: 'full' | 'delta';
  readonly sequence: number;
  readonly asOf: number;
  readonly completedAt: number;
  readonly nextExpectedAt: number | null;
  readonly readAt: number;
  /** When the last change that it brought was in its channel; null: not yet. */
  readonly publishedAt: number | null;
  readonly records: number;
  readonly changed: number;
}

export interface FeedCycleTable {
  /** A cycle that is recorded again keeps when it was published. */
  record(row: FeedCycleRow): Promise<void>;
  /** The latest time counts. */
  published(feed: string, cycleId: string, at: number): Promise<void>;
  /** The one of the newest `asOf`. */
  last(feed: string): Promise<FeedCycleRow | null>;
  /** Newest first. */
  recent(feed: string, limit: number): Promise<readonly FeedCycleRow[]>;
  feeds(): Promise<readonly string[]>;
  /** Removes what was read before then; the last one of a feed stays, however old it is. */
  prune(before: number, limit: number): Promise<number>;
}
