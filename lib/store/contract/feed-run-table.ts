/** One run of a feed: what it brought and whether it can be trusted. */
export interface FeedRun {
  readonly feed: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: 'good' | 'failed';
  readonly read: number;
  readonly emitted: number;
  readonly cycle: string | null;
  readonly failure: string | null;
}

export interface FeedRunTable {
  record(run: FeedRun): Promise<void>;
  lastGood(feed: string): Promise<FeedRun | null>;
  recent(feed: string, limit: number): Promise<readonly FeedRun[]>;
  feeds(): Promise<readonly string[]>;
  prune(before: number, limit: number): Promise<number>;
}
