import type { Failure } from '../errors/operation-error.ts';
import type { CanonicalMessage, Envelope } from '../model/envelope.ts';
import type { LeaseToken } from '../model/lease-token.ts';
import type { RetryClass } from '../errors/dispositions.ts';
import type { EffectId } from '../store/contract/effect-table.ts';
import type { ExceptionFilter, ExceptionGroup, ExceptionRow } from '../store/contract/exception-table.ts';
import type { ReplayBatch } from '../store/contract/replay-batch-table.ts';
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
  /** Schedules of their own for classes of failures. `Retry-After` comes before any schedule. */
  readonly classDelaysMs: Partial<Readonly<Record<RetryClass, readonly number[]>>>;
  /** Of entries whose message names none; lower goes first. */
  readonly priority: number;
  /** Beyond either the lane is full: its sources stop reading until it has room again. */
  readonly capacity: { readonly entries: number; readonly bytes: number };
  readonly circuit: {
    /** So many failures of the destination itself in a row, without a success between, open the circuit. */
    readonly failures: number;
    /** Pause before the first probe, the second, …; the last one repeats. `Retry-After` comes first. */
    readonly probeDelaysMs: readonly number[];
  };
}

/** `open`: the destination fails, nothing is sent; `probing`: one message is on its way to see whether it works again. */
export interface CircuitStatus {
  readonly state: 'closed' | 'open' | 'probing';
  /** Of the failure that opened it. */
  readonly code: string | null;
  readonly message: string;
  readonly openedAt: number | null;
  readonly nextProbeAt: number | null;
}

export interface LanePause {
  readonly at: number;
  readonly by: string;
  readonly reason: string;
}

export interface LaneStatus {
  readonly waiting: number;
  readonly inFlight: number;
  readonly parked: number;
  readonly oldestAgeMs: number;
  readonly settled: number;
  readonly failures: number;
  /** Settled in the last minute. */
  readonly settledPerMinute: number;
  /** Of messages that are waiting, in flight or parked. */
  readonly bytes: number;
  readonly full: boolean;
  readonly paused: LanePause | null;
  readonly circuit: CircuitStatus;
  /** Started and not stopped. */
  readonly running: boolean;
  /** This worker has the lane's lease: it is the one that sends. Figures of another one's lane are what that one reported. */
  readonly leading: boolean;
}

/** A message on its way from the lane to its destination. */
export interface InFlight {
  readonly entry: number;
  readonly entity: string;
  readonly key: string;
  readonly attempt: number;
  readonly since: number;
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
  /**
   * Resolves once the message is on disk, whichever worker drives the lane. A message whose key and revision already wait
   * here is not kept twice, and one that is older than what is already here of its key is not kept: each message is the
   * whole record, and sent later it would overwrite the newer one.
   * @throws LEASE_LOST when the source that sent it (`selvedge.holder`) has been taken over by another worker
   * @throws LANE_FULL when the lane holds twice its capacity: sources that ask {@link full} never meet this
   */
  journal(message: CanonicalMessage): Promise<void>;
  /**
   * Ready to send: claims while it has its lease. `deliver` gets each claimed message with `selvedge.lane`, the lease it
   * travels under as `selvedge.holder`, and a fresh `selvedge.trace`. `refuse` gets in the same way what must not be sent
   * and is to be parked: a damaged message (MESSAGE_DAMAGED), or one that has used up its attempts because its worker
   * died with it each time (ATTEMPTS_EXHAUSTED).
   */
  start(deliver: (message: CanonicalMessage) => void, refuse: (message: CanonicalMessage, failure: Failure) => void): Promise<void>;
  /** The lane's lease is ours: claims of whoever had it before go back to waiting, then claiming begins. */
  gained(holder: LeaseToken): void;
  /** The lease is gone: nothing is claimed or settled any more; what is in flight belongs to the next holder. */
  lost(): void;
  /** No further claims. Resolves once what is in flight is settled, or has been released at the deadline. */
  stop(deadlineMs: number): Promise<void>;
  /** Of the message that this envelope belongs to. Does nothing once another holder has its entry. */
  settle(envelope: Envelope, settlement: Settlement): Promise<void>;
  /**
   * The attempt failed. Retryable and attempts left: postponed (`retryAfterMs` first, else its class's schedule with
   * jitter) and answered `postponed`. A failure of the destination itself that opens the circuit, or comes while it is
   * open, costs no attempt. Otherwise nothing is changed and the answer is `park`: the caller parks it at the desk.
   */
  failed(envelope: Envelope, failure: Failure): Promise<'postponed' | 'park'>;
  /** The desk has moved an entry by itself. */
  moved(entry: number, to: 'parked' | 'waiting' | 'settled'): void;
  /** Looks for due entries now (after an unpark, for example). */
  wake(): void;
  /** For all workers, kept over restarts, in the audit. What is in flight ends by itself. */
  pause(by: string, reason: string): Promise<void>;
  resume(by: string): Promise<void>;
  /** While the circuit is open: probes now instead of at its time. */
  probe(): void;
  /** Whether sources should stop reading, by what its leader last counted and what was journaled here since. */
  full(): boolean;
  inFlight(): readonly InFlight[];
  status(): LaneStatus;
  onChange(listener: () => void): () => void;
}

export interface EffectClaim extends EffectId {
  readonly fingerprint: string;
  /** The lease under which the message travels; what a person sends by hand acts under the worker's own. */
  readonly holder: LeaseToken;
}

export type EffectDecision =
  /** Ours to write now. */
  | { readonly state: 'claimed' }
  /** Written before; `sameContent` says whether with this fingerprint. */
  | { readonly state: 'confirmed'; readonly result: string; readonly sameContent: boolean }
  /** Perhaps written before, at `since` (ms): ask the destination, then `confirm`, or `claimAgain` and write. */
  | { readonly state: 'unknown'; readonly sameContent: boolean; readonly since: number }
  /** Being written just now under a lease that is in force, here or by another worker. */
  | { readonly state: 'busy' }
  /** A call for another revision of the key was not answered, and may take effect until then: sent now, this one could be overwritten by it. */
  | { readonly state: 'behind'; readonly until: number };

export interface EffectLedger {
  /**
   * Durable before it resolves. Rows claimed under a lease that is not in force any more are `unknown`. Decisions in the
   * order given. `unknownAfterMs`: for how long the destination may still be working on a call that it did not answer; so
   * long a revision is kept `behind` another one of its key.
   * @throws LEASE_LOST when another worker has taken over the lease of one of them; nothing is claimed then
   */
  begin(claims: readonly EffectClaim[], unknownAfterMs?: number): Promise<readonly EffectDecision[]>;
  /** From unknown to ours. @throws LEASE_LOST, also when another holder was quicker */
  claimAgain(claims: readonly EffectClaim[]): Promise<void>;
  /** What the destination has, is kept. @throws LEASE_LOST when another holder has claimed one of them since */
  confirm(results: readonly (EffectClaim & { readonly result: string })[]): Promise<void>;
  markUnknown(claims: readonly EffectClaim[]): Promise<void>;
  abandon(claims: readonly EffectClaim[]): Promise<void>;
}

export interface LeaseFollower {
  /** Ours from now on, until `lost`. */
  gained(holder: LeaseToken): void;
  /** Over: another worker has it, or may have it from now on. */
  lost(): void;
}

/** The leases of this worker. */
export interface Leases {
  /** Its own: it lives. Under it acts what belongs to no lane and no source. */
  worker(): LeaseToken;
  /** Strives for the lease as long as anybody here follows it. The returned function lets it go with the last follower. */
  follow(lease: string, follower: LeaseFollower): () => Promise<void>;
  /**
   * To be called right before anything is done that another worker must not do as well: by this process's own clock the
   * lease is in force. A process that was stopped and goes on notices it here.
   * @throws LEASE_LOST
   */
  check(holder: LeaseToken): void;
  held(): readonly LeaseToken[];
  /** Lets go of all of them, so that another worker need not wait for their time to end. */
  stop(): Promise<void>;
}

export interface ParkRequest {
  readonly message: CanonicalMessage;
  readonly failure: Failure;
  /** Id of the node that failed. */
  readonly raisedBy: string;
}

/** How a replay gets a message under way again where no lane holds it. */
export interface ReplaySource {
  /** Fetches the record of the exception afresh and sends it through the flow. */
  fetch(exception: ExceptionRow): Promise<void>;
  /** Sends a message that a person has corrected through the flow, as if it had come from the source. */
  send(message: CanonicalMessage): Promise<void>;
  /** The revision that the source has now; null: it has no such record any more. */
  revisionOf(key: string): Promise<string | null>;
}

/** What a destination has of a message, asked before it is sent again. Asking changes nothing there. */
export type DestinationView =
  | { readonly state: 'new' }
  /** It has the record under this number; `sameContent`: with the content that would be sent; null: it cannot tell. */
  | { readonly state: 'there'; readonly number: string; readonly sameContent: boolean | null }
  | { readonly state: 'unknown'; readonly why: string };

/** A node that writes to a destination registers how it is asked. Answers in the order of the messages. */
export type DestinationLookup = (messages: readonly CanonicalMessage[]) => Promise<readonly DestinationView[]>;

export interface ReplayPreview {
  readonly exception: number;
  readonly key: string;
  readonly destination: DestinationView;
  /** The source has another revision than the one that failed; null: there is no source to ask. */
  readonly changedAtSource: boolean | null;
}

export interface PreviewReport {
  readonly items: readonly ReplayPreview[];
  readonly new: number;
  readonly there: number;
  /** There with other content, or changed at the source since it failed. */
  readonly changed: number;
  readonly unknown: number;
}

export interface ExceptionDesk {
  /**
   * Exception, parked lane entry and timeline in one transaction.
   * @throws LEASE_LOST when another worker has the message by now: nothing is parked, that one decides
   */
  park(request: ParkRequest): Promise<ExceptionRow>;
  /** A source registers how it replays; returns the unregister function. */
  registerSource(nodeId: string, source: ReplaySource): () => void;
  registerLane(lane: DurableLane): () => void;
  /** `reaches`: ids of the nodes and names of the lanes (as `lane:<name>`) whose messages end at this destination. */
  registerDestination(nodeId: string, reaches: () => ReadonlySet<string>, lookup: DestinationLookup): () => void;
  /** Through the flow as it is deployed now: a lane's entry is sent again, a source's record is fetched again. */
  replay(id: number, by: string): Promise<ExceptionRow>;
  dismiss(id: number, by: string, reason: string): Promise<ExceptionRow>;
  /** To a person, or back to nobody. */
  assign(ids: readonly number[], to: string | null, by: string): Promise<void>;
  /**
   * Puts a corrected payload in the place of the one that failed; the next replay sends it. Before and after are kept in
   * the audit.
   * @throws PAYLOAD_INVALID when the payload does not have the shape of its entity
   */
  edit(id: number, payload: unknown, by: string, why: string): Promise<ExceptionRow>;
  groups(filter: { readonly owner?: string; readonly entity?: string; readonly limit: number }): Promise<readonly ExceptionGroup[]>;
  /**
   * All that are open or assigned of one cause: the oldest alone first, the rest only when that one has come through, and
   * of these a bounded number at a time. It stops by itself when too many fail.
   */
  replayCause(cause: string, by: string): Promise<ReplayBatch>;
  /** All that are open or assigned of one cause; says how many. */
  dismissCause(cause: string, by: string, reason: string): Promise<number>;
  /** Goes no further; what is under way ends by itself. */
  stopBatch(id: number, by: string): Promise<ReplayBatch>;
  batches(limit: number): Promise<readonly ReplayBatch[]>;
  /** Of at most 500 that are not closed. @throws PAYLOAD_INVALID when there are more */
  preview(ids: readonly number[]): Promise<PreviewReport>;
  /**
   * The key has succeeded or needs nothing any more: its open exceptions close by themselves, except those whose entry
   * is still parked in a lane (another destination's, perhaps): an entry without its exception would be lost to sight.
   * `by`: the message that succeeded. What a newer revision of the record has met with stays open.
   */
  resolveByKey(entity: string, key: string, reason: string, by?: Envelope): Promise<number>;
  list(filter: ExceptionFilter): Promise<readonly ExceptionRow[]>;
  get(id: number): Promise<ExceptionRow | null>;
  onChange(listener: () => void): () => void;
  /** Drives no replays of many any more: another worker or the next start goes on with them. */
  stop(): Promise<void>;
}

export type CreateLane = (options: LaneOptions, parts: LaneParts) => DurableLane;

export interface LaneParts {
  readonly store: Store;
  readonly clock: Clock;
}
