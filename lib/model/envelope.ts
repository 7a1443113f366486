import type { Failure } from '../errors/operation-error.ts';
import type { LeaseToken } from './lease-token.ts';

/** What travels beside the payload in `msg.selvedge`. */
export interface Envelope {
  readonly client: string;
  /** Business key, unique within the entity: `53` for order 53. */
  readonly key: string;
  /** Grows or changes whenever the record changes at its source. */
  readonly revision: string;
  readonly source: { readonly system: string; readonly account: string; readonly node: string };
  /** When it happened at the source, ISO 8601 UTC. */
  readonly occurredAt: string;
  /** One per message a source or lane emits: what the delivery tracker counts by. */
  readonly trace: string;
  /** Present between a durable lane and the node that settles it. */
  readonly lane?: { readonly lane: string; readonly entry: number; readonly attempt: number };
  /**
   * The lease under which a source or a lane sent it: what is written because of it is refused once another worker has
   * taken over. Missing on what a person sends.
   */
  readonly holder?: LeaseToken;
  /** Before all others of its lane (0) or behind them (9); missing: the lane's own. */
  readonly priority?: number;
  /** Show what would be written and write nothing. */
  readonly dryRun?: boolean;
  /** Set by the node that failed, before its Catch sees the message. */
  readonly failure?: Failure;
}

/** A message between nodes of the kit; other members belong to other nodes and are kept untouched. */
export interface CanonicalMessage<T = unknown> {
  readonly topic: string;
  readonly payload: T;
  readonly selvedge: Envelope;
  [other: string]: unknown;
}
