import type { LeaseToken } from '../../model/lease-token.ts';

/** One write to one destination: what must not happen twice. */
export interface EffectId {
  readonly destination: string;
  readonly operation: string;
  readonly key: string;
  readonly revision: string;
}

export interface EffectRow extends EffectId {
  readonly state: 'claimed' | 'unknown' | 'confirmed';
  /** Under which it was last claimed. */
  readonly holder: LeaseToken;
  /** Hash of the content that is written under this id. */
  readonly fingerprint: string;
  /** JSON text of what the destination answered, once confirmed. */
  readonly result: string | null;
  readonly claimedAt: number;
  readonly settledAt: number | null;
}

/** An effect in the hands of the one who claimed it. */
export type HeldEffect = EffectId & { readonly holder: LeaseToken };

export interface EffectTable {
  find(ids: readonly EffectId[]): Promise<readonly EffectRow[]>;
  /** Claimed or unknown ones of the same keys as these, under any revision. */
  unfinished(ids: readonly EffectId[]): Promise<readonly EffectRow[]>;
  /** Inserts rows that do not exist yet; existing ones stay as they are. Says which were inserted. */
  claim(rows: readonly Omit<EffectRow, 'state' | 'result' | 'settledAt'>[]): Promise<readonly boolean[]>;
  /** From unknown to claimed again. Says which were unknown. */
  reclaim(rows: readonly (HeldEffect & { readonly fingerprint: string })[], at: number): Promise<readonly boolean[]>;
  /**
   * Confirms those that are claimed under this holder or unknown; a confirmed one keeps its result. Says which are
   * confirmed now: false for one that another holder has claimed since.
   */
  confirm(rows: readonly (HeldEffect & { readonly result: string })[], at: number): Promise<readonly boolean[]>;
  /** From claimed to unknown: those still claimed under the holder named. */
  markUnknown(rows: readonly HeldEffect[], at: number): Promise<void>;
  /** The destination certainly has not got it: the id may be claimed again. Only those still claimed under the holder named. */
  abandon(rows: readonly HeldEffect[]): Promise<void>;
  byKey(key: string): Promise<readonly EffectRow[]>;
}
