import { OperationError } from '../errors/operation-error.ts';
import type { LeaseToken } from '../model/lease-token.ts';

/** What was to be done under this lease is done by another worker now. */
export function leaseLost({ lease, fence }: LeaseToken): OperationError {
  return new OperationError('LEASE_LOST', `The lease ${lease} (number ${fence}) is not held here any more: another worker goes on with what it covers.`, { details: { lease, fence } });
}
