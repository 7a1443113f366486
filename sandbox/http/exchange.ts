import type { IncomingHttpHeaders } from 'node:http';
import type { Refusal, Twist } from '../faults/fault.ts';

export interface Incoming {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** As sent, without the question mark. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A stand-in as the HTTP layer sees it: answers are immediate, delays and broken connections are the layer's matter. */
export interface StandIn {
  handle(request: Incoming, twist: Twist | null): Answer;
  /** The system's own words for a refusal that a fault or the rate limit asked for. */
  refuse(refusal: Refusal, retryAfterSeconds: number, request: Incoming): Answer;
}
