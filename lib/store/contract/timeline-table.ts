/** One thing that happened to a business key. */
export interface TimelineEvent {
  readonly entity: string;
  readonly key: string;
  readonly at: number;
  /** The system it happened in, or `selvedge`. */
  readonly system: string;
  /** Short stable word: read, skipped, journaled, sent, confirmed, parked … */
  readonly kind: string;
  /** A sentence for people. */
  readonly text: string;
  readonly revision: string;
}

/** What happened to records. That one was journaled in a lane and went through is told by its lane entry and not recorded once more. */
export interface TimelineTable {
  record(events: readonly TimelineEvent[]): Promise<void>;
  /** The newest `limit` events by their time, oldest first, with those that the lanes tell. */
  of(entity: string, key: string, limit: number): Promise<readonly TimelineEvent[]>;
  prune(before: number, limit: number): Promise<number>;
}
