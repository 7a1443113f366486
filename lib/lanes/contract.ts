import type { Failure } from '../errors/operation-error.ts';
import type { CanonicalMessage } from '../model/envelope.ts';
import type { EffectId } from '../store/contract/effect-table.ts';
import type { ExceptionFilter, ExceptionRow } from '../store/contract/exception-table.ts';
import type { Store } from '../store/contract/store.ts';

/** Milliseconds since 1970 (UTC), and timers: passed in, so that tests need not sleep. */
export interface Clock {
  now(): number;
  setTimer(callback: () => void, delayMs: number): { cancel(): void };
}

export interface LaneOptions {
  readonly name: string;
  /** `strict`: the next revision of a key waits; `latest`: a newer one supersedes those still waiting. Either supersedes a parked one. */
  readonly order: 'strict' | 'latest';
  /** How many entries may be in flight at once. */
  readonly concurrency: number;
  readonly maxAttempts: number;
  /** Delay before attempt 2, 3, … in ms; the last one repeats. */
  readonly retryDelaysMs: readonly number[];
  readonly priority: number;
}

export interface LaneStatus {
  readonly waiting: number;
  readonly inFlight: number;
  readonly parked: number;
  readonly oldestAgeMs: number;
  readonly settled: number;
  readonly failures: number;
  readonly running: boolean;
}

export type Settlement =
  /** The destination has it. */
  | { readonly kind: 'done'; readonly note: string }
  /** Nothing was to be done; the reason is kept. */
  | { readonly kind: 'skipped'; readonly reason: string }
  /** Not tried: back to waiting, the attempt is not counted. */
  | { readonly kind: 'released' };

export interface DurableLane {
  readonly name: string;
  /** Resolves once the message is on disk. A message whose key and revision already wait here is not kept twice. */
  journal(message: CanonicalMessage): Promise<void>;
  /** Begins to claim; `deliver` gets each claimed message with `selvedge.lane` and a fresh `selvedge.trace`. */
  start(deliver: (message: CanonicalMessage) => void): Promise<void>;
  /** No further claims. Resolves once what is in flight is settled, or has been released at the deadline. */
  stop(deadlineMs: number): Promise<void>;
  settle(entry: number, settlement: Settlement): Promise<void>;
  /**
   * The attempt failed. Retryable and attempts left: postponed (`retryAfterMs` first, else the schedule with jitter) and
   * answered `postponed`. Otherwise nothing is changed and the answer is `park`: the caller parks it at the desk.
   */
  failed(entry: number, failure: Failure): Promise<'postponed' | 'park'>;
  /** The desk has moved an entry by itself. */
  moved(entry: number, to: 'parked' | 'waiting' | 'settled'): void;
  /** Looks for due entries now (after an unpark, for example). */
  wake(): void;
  status(): LaneStatus;
  onChange(listener: () => void): () => void;
}

export interface EffectClaim extends EffectId {
  readonly fingerprint: string;
}

export type EffectDecision =
  /** Ours to write now. */
  | { readonly state: 'claimed' }
  /** Written before; `sameContent` says whether with this fingerprint. */
  | { readonly state: 'confirmed'; readonly result: string; readonly sameContent: boolean }
  /** Perhaps written before, at `since` (ms): ask the destination, then `confirm`, or `claimAgain` and write. */
  | { readonly state: 'unknown'; readonly sameContent: boolean; readonly since: number }
  /** Being written by this process just now. */
  | { readonly state: 'busy' };

export interface EffectLedger {
  /** Durable before it resolves. Rows claimed by a process that is gone are `unknown`. Decisions in the order given. */
  begin(claims: readonly EffectClaim[]): Promise<readonly EffectDecision[]>;
  claimAgain(claim: EffectClaim): Promise<void>;
  confirm(results: readonly (EffectId & { readonly result: string })[]): Promise<void>;
  markUnknown(ids: readonly EffectId[]): Promise<void>;
  abandon(ids: readonly EffectId[]): Promise<void>;
}

export interface ParkRequest {
  readonly message: CanonicalMessage;
  readonly failure: Failure;
  /** Id of the node that failed. */
  readonly raisedBy: string;
}

/** How a replay gets a message under way again. */
export type ReplaySource = (exception: ExceptionRow) => Promise<void>;

export interface ExceptionDesk {
  /** Exception, parked lane entry and timeline in one transaction. */
  park(request: ParkRequest): Promise<ExceptionRow>;
  /** A source registers how it fetches one record afresh and sends it through the flow; returns the unregister function. */
  registerSource(nodeId: string, replay: ReplaySource): () => void;
  registerLane(lane: DurableLane): () => void;
  /** Through the flow as it is deployed now: a lane's entry is sent again, a source's record is fetched again. */
  replay(id: number, by: string): Promise<ExceptionRow>;
  dismiss(id: number, by: string, reason: string): Promise<ExceptionRow>;
  /**
   * The key has succeeded or needs nothing any more: its open exceptions close by themselves, except those whose entry
   * is still parked in a lane (another destination's, perhaps): an entry without its exception would be lost to sight.
   */
  resolveByKey(entity: string, key: string, reason: string): Promise<number>;
  list(filter: ExceptionFilter): Promise<readonly ExceptionRow[]>;
  get(id: number): Promise<ExceptionRow | null>;
  onChange(listener: () => void): () => void;
}

export type CreateLane = (options: LaneOptions, parts: LaneParts) => DurableLane;

export interface LaneParts {
  readonly store: Store;
  readonly clock: Clock;
  /** This process, unique per start. */
  readonly owner: string;
}
