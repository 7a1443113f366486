import type { ErrorCode } from '../../errors/error-table.ts';
import type { AnswerBody } from './read-body.ts';

/** An error that the remote system states in its own words. */
export interface RemoteError {
  readonly code: string;
  readonly message: string;
  /** The status the body names: it counts when the answer itself says 200. */
  readonly status?: number | undefined;
}

/**
 * One row of a connector's error table. Empty columns fit anything; the first row that fits decides. `written` says
 * whether a write that was answered so may have happened all the same.
 */
export interface AnswerRule {
  readonly status?: number | readonly [from: number, to: number];
  readonly remoteCode?: string | RegExp;
  readonly body?: readonly AnswerBody['kind'][];
  readonly saysRetryAfter?: true;
  readonly becomes: ErrorCode;
  readonly written: 'no' | 'perhaps';
}

/** What HTTP itself says, below each connector's own rows. */
export const httpRules: readonly AnswerRule[] = [
  { status: 429, becomes: 'REMOTE_RATE_LIMITED', written: 'no' },
  { status: 401, becomes: 'CREDENTIALS_REFUSED', written: 'no' },
  // A firewall or security plug-in answers 403 with a page of its own; the API answers it in JSON.
  { status: 403, body: ['html'], becomes: 'REMOTE_UNAVAILABLE', written: 'no' },
  { status: 403, becomes: 'CREDENTIALS_REFUSED', written: 'no' },
  { status: 408, becomes: 'REMOTE_TIMEOUT', written: 'perhaps' },
  { status: 423, becomes: 'REMOTE_UNAVAILABLE', written: 'no' },
  { status: [400, 499], body: ['html', 'malformed'], becomes: 'REMOTE_ANSWER_INVALID', written: 'no' },
  { status: [400, 499], becomes: 'REMOTE_REFUSED', written: 'no' },
  // The API, or a balancer that names a time, says 503 before it takes a request; a bare one may hide a crash midway.
  { status: 503, body: ['json'], becomes: 'REMOTE_UNAVAILABLE', written: 'no' },
  { status: 503, saysRetryAfter: true, becomes: 'REMOTE_UNAVAILABLE', written: 'no' },
  { status: 504, becomes: 'REMOTE_TIMEOUT', written: 'perhaps' },
  { status: [500, 599], becomes: 'REMOTE_UNAVAILABLE', written: 'perhaps' },
  // Redirects are not followed: they would carry signatures to another address.
  { status: [300, 399], becomes: 'REMOTE_ANSWER_INVALID', written: 'no' },
  { becomes: 'REMOTE_ANSWER_INVALID', written: 'perhaps' },
];
