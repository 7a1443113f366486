import type { Twist } from '../faults/fault.ts';
import type { Answer, Incoming } from '../http/exchange.ts';
import type { Json, JsonObject } from '../json-value.ts';
import type { Query } from './query.ts';

export interface Call {
  readonly request: Incoming;
  readonly query: Query;
  readonly twist: Twist | null;
  /** Numbers of the path, in order. */
  readonly ids: readonly number[];
  /** As the contract allows it. */
  readonly body: Json;
}

/** How the sandbox serves one operation of the contract. */
export interface Route {
  /** Method and path as the contract writes them: `GET /v2/orders/{order_id}`. */
  readonly operation: string;
  /** Parameters that work here; the contract's others are refused with 501. */
  readonly query?: readonly string[];
  readonly run: (call: Call) => Answer;
}

/** The first and second number of the path. */
export const idsOf = ({ ids: [first = 0, second = 0, third = 0] }: Call): readonly [number, number, number] => [first, second, third];

export const bodyOf = ({ body }: Call): JsonObject => (typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {});
