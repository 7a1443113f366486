import type { RetryClass } from '../errors/dispositions.ts';
import { errorTable, type ErrorCode } from '../errors/error-table.ts';
import type { Failure } from '../errors/operation-error.ts';

export function retryClassOf(code: string): RetryClass | undefined {
  return code in errorTable ? errorTable[code as ErrorCode].retryClass : undefined;
}

/** Codes of failures that every message would meet just now. */
export const outageCodes: readonly ErrorCode[] = (Object.keys(errorTable) as ErrorCode[]).filter((code) => retryClassOf(code) === 'outage');

/**
 * The destination itself fails: it does not work, or asks us to slow down. A call whose outcome is unknown names what
 * became of it in `details.reason`.
 */
export function destinationFails({ code, details }: Failure): boolean {
  const { reason } = details;
  const cause = retryClassOf(code) === 'unknown-outcome' && typeof reason === 'string' ? reason : code;
  return ['outage', 'rate-limit'].includes(retryClassOf(cause) ?? '');
}

/** The destination has looked at the record and said no: it works. */
export function destinationAnswered({ disposition }: Failure): boolean {
  return disposition === 'park' || disposition === 'skip';
}
