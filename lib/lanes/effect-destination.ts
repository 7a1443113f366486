import type { ErrorCode } from '../errors/error-table.ts';
import type { Failure } from '../errors/operation-error.ts';
import type { Clock, EffectClaim, EffectLedger, Leases } from './contract.ts';

/** One write to one destination. Each is an object of its own: answers are told by it. */
export interface EffectItem {
  readonly claim: EffectClaim;
  /** As operators know it: `order 1001`. */
  readonly name: string;
}

export type WriteAnswer =
  /** The destination has it, now or from before. `result` is kept (JSON text) and is the answer to every repetition. */
  | { readonly kind: 'done'; readonly result: string }
  /** The destination certainly has not got it. */
  | { readonly kind: 'refused'; readonly failure: Failure }
  /** It may have got it. `why` is a sentence, `reason` the code of what became of the call. */
  | { readonly kind: 'unanswered'; readonly why: string; readonly reason?: ErrorCode | null };

/**
 * To be called at the very moment before a request leaves that writes these items.
 * @throws LEASE_LOST when another worker goes on with one of them: the request must not leave
 */
export type WriteGuard<Item> = (items: readonly Item[]) => void;

interface Writable<Item> {
  /** As operators call it. */
  readonly system: string;
  /**
   * Writes the items, each at most once; one that is not mentioned in the answers counts as unanswered. Whatever it
   * throws, the guard's error included, means that certainly none of them was written.
   */
  write(items: readonly Item[], guard: WriteGuard<Item>): Promise<ReadonlyMap<Item, WriteAnswer>>;
}

/** The destination can be asked for our reference: what may have been written is looked up. */
interface Askable<Item> {
  /** The result of those that it has; one that is absent from the answer was certainly not there when it was asked. */
  lookUp(items: readonly Item[]): Promise<ReadonlyMap<Item, string>>;
  /** For how long it may still be working on a call that it did not answer. Before that "not there" is not believed. */
  readonly unknownAfterMs: number;
}

/**
 * It cannot be asked. `write-again` only where it recognises our idempotency key and takes the same content once, however
 * often it comes; `ask-a-person` otherwise.
 */
interface Mute {
  readonly lookUp?: never;
  readonly unknown: 'write-again' | 'ask-a-person';
}

export type EffectDestination<Item> = Writable<Item> & (Askable<Item> | Mute);

export type EffectOutcome =
  /** Written, or found at the destination after a call that was not answered. */
  | { readonly kind: 'done'; readonly result: string }
  /** Written before with the same content, and not sent now. */
  | { readonly kind: 'kept'; readonly result: string }
  /**
   * Under the same key and revision other content was written (its result) or may have been (null); this content was
   * not sent. The caller says what that means: EFFECT_CONTENT_DIFFERS, or a code of its own.
   */
  | { readonly kind: 'changed'; readonly result: string | null }
  /** Not done, as far as is known; a failure of disposition `retry` is worth another attempt, which begins here again. */
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface EffectParts {
  readonly ledger: EffectLedger;
  readonly leases: Pick<Leases, 'check'>;
  readonly clock: Clock;
}
