import type { LeaseToken } from '../../model/lease-token.ts';

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
  /** A person sends it again: it is kept also when a newer revision was there and is settled. */
  readonly again?: boolean;
}

/**
 * `waiting` for its time or its turn, `claimed` by a running process, `parked` behind an exception,
 * `settled` for good.
 */
export type LaneEntryState = 'waiting' | 'claimed' | 'parked' | 'settled';

export interface LaneEntry extends Omit<NewLaneEntry, 'again'> {
  readonly id: number;
  readonly state: LaneEntryState;
  readonly attempts: number;
  /** Code of the failure that it waits or is parked for. */
  readonly lastCode: string | null;
  /** Length of the message in UTF-8. */
  readonly bytes: number;
  /** The text of the message is not what was kept: the disk or somebody has changed it. */
  readonly damaged: boolean;
}

export interface LaneClaim {
  readonly lane: string;
  /** Under which the entries are claimed. */
  readonly holder: LeaseToken;
  readonly limit: number;
  readonly now: number;
  /** Only of these. */
  readonly ids?: readonly number[];
}

export interface Postponement {
  readonly id: number;
  readonly dueAt: number;
  readonly attempts: number;
  readonly lastError: string;
  readonly lastCode: string | null;
}

export interface LaneCounts {
  readonly waiting: number;
  readonly claimed: number;
  readonly parked: number;
  /** Of the messages that are waiting, claimed or parked, in UTF-8. */
  readonly bytes: number;
  /** Creation time of the oldest entry that is waiting or claimed. */
  readonly oldestAt: number | null;
}

export type SupersededState = 'waiting' | 'parked';

/** How many of each state were superseded, and the bytes of their messages. */
export type Superseded = Readonly<Record<SupersededState | 'bytes', number>>;

/** What an entry met when it was to be appended. */
export interface Admission {
  /** Null: not kept. */
  readonly id: number | null;
  /** Kept behind others of its key that are not settled. */
  readonly behind: boolean;
  /** For this one, which is newer, it was not kept. */
  readonly newer: { readonly revision: string; readonly settled: boolean } | null;
}

export interface Settlement {
  readonly at: number;
  readonly outcome: string;
  /** What the timeline says of it, a sentence for each id. Only what is `done` or `skipped` is told there by its entry. */
  readonly notes?: readonly string[];
  /** {@link LaneTable.claimedBy} has named all of them in this transaction, so nobody else can work on their keys. */
  readonly claimed?: boolean;
}

export interface LaneTable {
  /**
   * Ids in the order given; null for one that is not kept, because that revision of its key already waits or is claimed
   * in that lane, or because a newer one is there or, as far back as history is kept, was the last there.
   */
  append(entries: readonly NewLaneEntry[]): Promise<readonly (number | null)[]>;
  /** Appends, and says of each what it met. */
  admit(entries: readonly NewLaneEntry[]): Promise<readonly Admission[]>;
  /**
   * Claims what is due, longest due first within a priority, at most one entry per key: never one whose key has an
   * older entry that is waiting, claimed or parked (order within a key). A key is an entity's key in one lane.
   */
  claim(claim: LaneClaim): Promise<readonly LaneEntry[]>;
  get(ids: readonly number[]): Promise<readonly LaneEntry[]>;
  settle(ids: readonly number[], settlement: Settlement): Promise<void>;
  /** Which of these this holder has claimed and nobody else has claimed, settled or released since. Until the transaction ends nobody does. */
  claimedBy(ids: readonly number[], holder: LeaseToken): Promise<ReadonlySet<number>>;
  /** Back to waiting, those that are not settled. */
  postpone(postponed: readonly Postponement[]): Promise<void>;
  park(id: number, lastError: string, lastCode: string): Promise<void>;
  /** Back to waiting, due at once, attempts from zero, optionally with another message. */
  unpark(id: number, now: number, message?: string): Promise<void>;
  /** Claims go back to waiting, attempts are kept: those of one holder (except some), or those of everybody but one. Says which. */
  release(lane: string, whose: { readonly of: LeaseToken; readonly except?: readonly number[] } | { readonly allBut: LeaseToken }): Promise<readonly number[]>;
  /** Entries that wait because of one of these codes, at most `limit` of them, are due now: what they waited for is over. Says how many. */
  bringForward(lane: string, codes: readonly string[], now: number, limit?: number): Promise<number>;
  /** Older entries in these states, of the same lanes and keys as `ids`, are settled as superseded; says how many of each. */
  supersede(ids: readonly number[], states: readonly SupersededState[], at: number): Promise<Superseded>;
  /** Entries of one key that are not settled. */
  unsettled(entity: string, key: string): Promise<readonly LaneEntry[]>;
  /** Which of these keys have an entry that is not settled, in any lane. */
  underWay(entity: string, keys: readonly string[]): Promise<ReadonlySet<string>>;
  counts(lane: string): Promise<LaneCounts>;
  /** `oldestAt` of the counts alone: cheap with a million entries, which counting is not. */
  oldestAt(lane: string): Promise<number | null>;
  /** When the next entry that could be claimed falls due, or null. */
  nextDueAt(lane: string): Promise<number | null>;
  /** Settled entries older than `before` are removed, at most `limit` of them; says how many. */
  prune(before: number, limit: number): Promise<number>;
}
