import { errorTable, type ErrorCode } from './error-table.ts';
import type { Disposition, OwnerTeam } from './dispositions.ts';

/** Facts an operator needs to act. Never a secret and never a whole customer record. */
export type FailureDetails = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** What went wrong, as it travels on a message, into a lane and into the exception queue. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly disposition: Disposition;
  readonly owner: OwnerTeam;
  readonly details: FailureDetails;
  /** Milliseconds the remote system asked us to wait (its `Retry-After`), when it said so. */
  readonly retryAfterMs?: number;
}

export interface OperationErrorOptions {
  readonly details?: FailureDetails;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
  /** Only where one code stands for cases that differ: the table's disposition is the rule. */
  readonly disposition?: Disposition;
}

/** The one error type that lib throws. Its code stands in the error table and in docs/runbook.md. */
export class OperationError extends Error {
  override readonly name = 'OperationError';
  readonly code: ErrorCode;
  readonly disposition: Disposition;
  readonly owner: OwnerTeam;
  readonly details: FailureDetails;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: OperationErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    const entry = errorTable[code];
    this.code = code;
    this.disposition = options.disposition ?? entry.disposition;
    this.owner = entry.owner;
    this.details = options.details ?? {};
    this.retryAfterMs = options.retryAfterMs;
  }

  toFailure(): Failure {
    return {
      code: this.code,
      message: this.message,
      disposition: this.disposition,
      owner: this.owner,
      details: this.details,
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
    };
  }
}

/** Any thrown value as a failure. What nobody classified is `halt`: it is never retried blindly. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof OperationError) return thrown.toFailure();
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new OperationError('UNCLASSIFIED', message, { cause: thrown }).toFailure();
}
