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
  recent(limit: number): Promise<readonly AuditRow[]>;
}
