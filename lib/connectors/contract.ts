/** What a connection test tells an operator, in words. */
export interface ConnectionReport {
  readonly ok: boolean;
  readonly summary: string;
  /** Code of the error table when it is not ok. */
  readonly code?: string;
  readonly details: readonly { readonly label: string; readonly value: string }[];
}

/** Called for every HTTP exchange, for logs and metrics. */
export type ExchangeObserver = (exchange: {
  readonly account: string;
  readonly method: string;
  /** Path template without identifiers or query. */
  readonly route: string;
  readonly status: number | null;
  readonly durationMs: number;
}) => void;

/** The part of an account that every connector needs. */
export interface AccountLimits {
  /** Calls per second and calls at once that the account bears; one budget for all its flows. */
  readonly requestsPerSecond: number;
  readonly concurrency: number;
  readonly timeoutMs: number;
}

/** Orders go first, then stock, catalogue and marketing (Bottleneck: lower is more urgent). */
export const callPriority = { orders: 1, stock: 3, catalogue: 5, marketing: 7 } as const;
export type CallPriority = keyof typeof callPriority;

/** Milliseconds since 1970 (UTC), and timers. */
export interface ConnectorClock {
  now(): number;
  setTimer(callback: () => void, delayMs: number): { cancel(): void };
}

/** What every connector is given. */
export interface ConnectorParts {
  readonly clock: ConnectorClock;
  readonly observe?: ExchangeObserver;
}
