import { OperationError } from '../../errors/operation-error.ts';
import type { ClassifiedAnswer } from './classify-answer.ts';

/** Failures before a byte of the request left: a write certainly did not happen. */
const beforeSending = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ERR_TLS_\w+|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|ERR_INVALID_URL)$/;

/**
 * A call that got no answer. The error of the HTTP library is not kept as the cause: it carries the request with its
 * credentials.
 */
export function classifyTransportFailure(thrown: unknown, system: string, route: string, timedOutAfterMs: number | undefined): ClassifiedAnswer {
  if (timedOutAfterMs !== undefined) {
    const error = new OperationError('REMOTE_TIMEOUT', `${system} did not answer within ${timedOutAfterMs / 1000} s.`, { details: { system, route } });
    return { error, written: 'perhaps' };
  }
  const code = codeOf(thrown);
  const tooLarge = thrown instanceof Error && thrown.message.startsWith('maxContentLength');
  if (tooLarge) {
    return { error: new OperationError('REMOTE_ANSWER_INVALID', `${system} answered with more than the kit reads at once.`, { details: { system, route } }), written: 'perhaps' };
  }
  const error = new OperationError('REMOTE_UNREACHABLE', `${system} cannot be reached (${code}).`, { details: { system, route, reason: code }, cause: new Error(code) });
  return { error, written: beforeSending.test(code) ? 'no' : 'perhaps' };
}

function codeOf(thrown: unknown): string {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' ? code : 'connection broken';
}
