export interface NewException {
  readonly code: string;
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
  readonly state: 'open' | 'replaying' | 'resolved' | 'dismissed';
  readonly attempts: number;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly closedAt: number | null;
  readonly closedBy: string | null;
  readonly closeReason: string | null;
}

export interface ExceptionFilter {
  readonly state?: readonly ExceptionRow['state'][];
  readonly owner?: string;
  readonly code?: string;
  readonly entity?: string;
  readonly key?: string;
  /** Rows with a smaller id than this (the last id of the page before). */
  readonly before?: number;
  readonly limit: number;
}

export interface ExceptionTable {
  /** One row per (entity, key, resumeAt) that is open or replaying: seen again, it is updated and open, with one more attempt. */
  raise(exception: NewException): Promise<ExceptionRow>;
  get(id: number): Promise<ExceptionRow | null>;
  /** Newest first. */
  list(filter: ExceptionFilter): Promise<readonly ExceptionRow[]>;
  markReplaying(id: number, at: number): Promise<void>;
  /** From replaying back to open, optionally with other details (JSON text). */
  reopen(id: number, at: number, details?: string): Promise<void>;
  close(ids: readonly number[], state: 'resolved' | 'dismissed', by: string, reason: string, at: number): Promise<void>;
  openCount(): Promise<readonly { readonly code: string; readonly owner: string; readonly count: number }[]>;
}
