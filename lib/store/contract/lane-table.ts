/** A message to be kept until its destination has it. Times are milliseconds since 1970 (UTC). */
export interface NewLaneEntry {
  readonly lane: string;
  readonly entity: string;
  readonly key: string;
  readonly revision: string;
  /** The whole message as JSON text. */
  readonly message: string;
  /** Lower goes first. */
  readonly priority: number;
  readonly dueAt: number;
  readonly createdAt: number;
}

/**
 * `waiting` for its time or its turn, `claimed` by a running process, `parked` behind an exception,
 * `settled` for good.
 */
export type LaneEntryState = 'waiting' | 'claimed' | 'parked' | 'settled';

export interface LaneEntry extends NewLaneEntry {
  readonly id: number;
  readonly state: LaneEntryState;
  readonly attempts: number;
}

export interface LaneClaim {
  readonly lane: string;
  readonly owner: string;
  readonly limit: number;
  readonly now: number;
}

export interface LaneCounts {
  readonly waiting: number;
  readonly claimed: number;
  readonly parked: number;
  /** Creation time of the oldest entry that is waiting or claimed. */
  readonly oldestAt: number | null;
}

export type SupersededState = 'waiting' | 'parked';

export interface LaneTable {
  /** Ids in the order given; null for one whose revision of its key already waits or is claimed in that lane: not kept twice. */
  append(entries: readonly NewLaneEntry[]): Promise<readonly (number | null)[]>;
  /**
   * Claims what is due, longest due first within a priority, at most one entry per key: never one whose key has an
   * older entry that is waiting, claimed or parked (order within a key). A key is an entity's key in one lane.
   */
  claim(claim: LaneClaim): Promise<readonly LaneEntry[]>;
  get(ids: readonly number[]): Promise<readonly LaneEntry[]>;
  settle(ids: readonly number[], outcome: { readonly at: number; readonly outcome: string }): Promise<void>;
  postpone(id: number, until: { readonly dueAt: number; readonly attempts: number; readonly lastError: string }): Promise<void>;
  park(id: number, lastError: string): Promise<void>;
  /** Back to waiting, due at once, attempts from zero, optionally with another message. */
  unpark(id: number, now: number, message?: string): Promise<void>;
  /** Claims that nobody holds any more go back to waiting; attempts are kept. `owner` narrows it to one process. */
  release(lane: string, owner?: string): Promise<number>;
  /** Older entries in these states, of the same lanes and keys as `ids`, are settled as superseded; says how many of each. */
  supersede(ids: readonly number[], states: readonly SupersededState[], at: number): Promise<Readonly<Record<SupersededState, number>>>;
  /** Entries of one key that are not settled. */
  unsettled(entity: string, key: string): Promise<readonly LaneEntry[]>;
  counts(lane: string): Promise<LaneCounts>;
  /** `oldestAt` of the counts alone: cheap with a million entries, which counting is not. */
  oldestAt(lane: string): Promise<number | null>;
  /** When the next entry that could be claimed falls due, or null. */
  nextDueAt(lane: string): Promise<number | null>;
  /** Settled entries older than `before` are removed, at most `limit` of them; says how many. */
  prune(before: number, limit: number): Promise<number>;
}
