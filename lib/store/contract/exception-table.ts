import type { LeaseToken } from '../../model/lease-token.ts';

export interface NewException {
  readonly code: string;
  /** What exceptions of one cause have in common: code, entity and the sentence without what names the single record. */
  readonly cause: string;
  readonly owner: string;
  readonly text: string;
  /** JSON text. */
  readonly details: string;
  readonly entity: string;
  readonly key: string;
  readonly revision: string;
  readonly raisedBy: string;
  /** `lane:<name>` or `node:<id>`: where a replay starts. */
  readonly resumeAt: string;
  readonly laneEntry: number | null;
  /** The whole message as JSON text. */
  readonly message: string;
  readonly at: number;
}

export interface ExceptionRow extends Omit<NewException, 'at'> {
  readonly id: number;
  readonly state: 'open' | 'assigned' | 'replaying' | 'resolved' | 'dismissed';
  readonly attempts: number;
  /** The person who looks after it; kept while it is replayed and when it fails again. */
  readonly assignedTo: string | null;
  /** A person has corrected the message, and no newer revision of the record has come since. */
  readonly editedAt: number | null;
  /** The replay of many that it is part of, until its own outcome in it is known. */
  readonly batch: number | null;
  /** Worker that is replaying it from its source; null otherwise. */
  readonly replayedBy: LeaseToken | null;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly closedAt: number | null;
  readonly closedBy: string | null;
  readonly closeReason: string | null;
}

export interface ExceptionFilter {
  readonly state?: readonly ExceptionRow['state'][];
  readonly owner?: string;
  readonly cause?: string;
  readonly assignedTo?: string;
  readonly batch?: number;
  readonly ids?: readonly number[];
  readonly code?: string;
  readonly entity?: string;
  readonly key?: string;
  /** Rows with a smaller id than this (the last id of the page before). */
  readonly before?: number;
  readonly limit: number;
}

/** What is not closed, by cause: the list that people work through. */
export interface ExceptionGroup {
  readonly cause: string;
  readonly code: string;
  readonly owner: string;
  readonly entity: string;
  /** Sentence of the newest one. */
  readonly text: string;
  readonly count: number;
  readonly assigned: number;
  readonly replaying: number;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  /** Keys of a few of them. */
  readonly keys: readonly string[];
}

export interface ExceptionTable {
  /** One row per (entity, key, resumeAt) that is not closed: seen again, it is updated and open (assigned, when somebody has it), with one more attempt. */
  raise(exception: NewException): Promise<ExceptionRow>;
  get(id: number): Promise<ExceptionRow | null>;
  /** Newest first. */
  list(filter: ExceptionFilter): Promise<readonly ExceptionRow[]>;
  /** From open or assigned to replaying, for a batch only while it is part of that; says whether it was. */
  markReplaying(id: number, at: number, by: { readonly replayedBy: LeaseToken | null; readonly batch: number | null }): Promise<boolean>;
  /** Of those that are not closed. What is being replayed stays so. */
  assign(ids: readonly number[], to: string | null): Promise<void>;
  /** Another message for an exception that is open or assigned; says whether it was. */
  edit(id: number, message: string, at: number): Promise<boolean>;
  /** All that are not closed of one cause, newest first. */
  idsOf(cause: string): Promise<readonly number[]>;
  /** Open or assigned and part of no batch, oldest first. */
  waitingOf(cause: string): Promise<readonly number[]>;
  joinBatch(ids: readonly number[], batch: number): Promise<void>;
  leaveBatch(ids: readonly number[]): Promise<void>;
  /** Those of a batch that still wait leave it. */
  emptyBatch(batch: number): Promise<void>;
  /** What is left of a batch: the oldest that wait, at most `limit`, and how many are being replayed. */
  ofBatch(batch: number, limit: number): Promise<{ readonly waiting: readonly number[]; readonly replaying: number }>;
  /** The workers that are replaying something from its source. */
  replayers(): Promise<readonly LeaseToken[]>;
  /** What this worker is replaying from its source is open or assigned again; says how many that were. */
  reopenAllOf(worker: LeaseToken, at: number): Promise<number>;
  /** Biggest first. */
  groups(filter: { readonly owner?: string; readonly entity?: string; readonly limit: number }): Promise<readonly ExceptionGroup[]>;
  /** From replaying back to open or assigned, optionally with other details (JSON text). */
  reopen(id: number, at: number, details?: string): Promise<void>;
  close(ids: readonly number[], state: 'resolved' | 'dismissed', by: string, reason: string, at: number): Promise<void>;
  /** Closed ones older than `before` are removed with their messages, at most `limit` of them; says how many. */
  prune(before: number, limit: number): Promise<number>;
  openCount(): Promise<readonly { readonly code: string; readonly owner: string; readonly count: number }[]>;
}
