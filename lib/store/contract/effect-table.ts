/** One write to one destination: what must not happen twice. */
export interface EffectId {
  readonly destination: string;
  readonly operation: string;
  readonly key: string;
  readonly revision: string;
}

export interface EffectRow extends EffectId {
  readonly state: 'claimed' | 'unknown' | 'confirmed';
  /** Process that claimed it. */
  readonly owner: string;
  /** Hash of the content that is written under this id. */
  readonly fingerprint: string;
  /** JSON text of what the destination answered, once confirmed. */
  readonly result: string | null;
  readonly claimedAt: number;
  readonly settledAt: number | null;
}

export interface EffectTable {
  find(ids: readonly EffectId[]): Promise<readonly EffectRow[]>;
  /** Inserts rows that do not exist yet; existing ones stay as they are. Says which were inserted. */
  claim(rows: readonly Omit<EffectRow, 'state' | 'result' | 'settledAt'>[]): Promise<readonly boolean[]>;
  reclaim(id: EffectId, owner: string, fingerprint: string, at: number): Promise<void>;
  confirm(id: EffectId, result: string, at: number): Promise<void>;
  markUnknown(ids: readonly EffectId[], at: number): Promise<void>;
  /** The destination certainly has not got it: the id may be claimed again. */
  abandon(ids: readonly EffectId[]): Promise<void>;
  byKey(key: string): Promise<readonly EffectRow[]>;
}
