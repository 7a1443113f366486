import type { CallPriority } from '../contract.ts';

/** One call of a remote system, before it is signed. */
export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the account's base address. */
  readonly path: string;
  /** `path` without identifiers, for logs and metrics. */
  readonly route: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly priority: CallPriority;
  readonly signal?: AbortSignal | undefined;
  /**
   * For a write: awaited once its turn in the budget has come and before the request is made, so that its body can state what is
   * known only then. When it rejects, nothing is sent and the call rejects with just that. It keeps its turn meanwhile: it must be
   * quick, and must not wait for another call of the account.
   */
  readonly prepare?: (() => Promise<void>) | undefined;
  /**
   * For a write: called right before the request leaves, once its turn in the budget has come and its connection stands.
   * When it throws, nothing is sent and the call rejects with just that.
   */
  readonly guard?: (() => void) | undefined;
}

/** A request as it goes over the wire, credentials included: never to be logged as it is. */
export interface HttpRequest {
  readonly method: HttpCall['method'];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** A good answer; `body` is parsed JSON, undefined where the system answers 204. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}
