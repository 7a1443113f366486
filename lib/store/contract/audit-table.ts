/** Who did what, with the values before and after as JSON text. */
export interface AuditRow {
  readonly at: number;
  readonly who: string;
  readonly action: string;
  readonly subject: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface AuditTable {
  record(row: AuditRow): Promise<void>;
  /**
   * Of rows older than `before` the values before and after are forgotten, at most of `limit` rows; says how many. They may
   * hold whole records of customers; who did what, and when, stays.
   */
  forgetValues(before: number, limit: number): Promise<number>;
  recent(limit: number): Promise<readonly AuditRow[]>;
}
