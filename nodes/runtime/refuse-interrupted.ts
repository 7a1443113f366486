import { OperationError } from '../../lib/errors/operation-error.ts';
import type { MessageEnd } from './track-delivery.ts';

/**
 * A replay has no source or lane behind it that brings it again by itself.
 * @throws LEASE_LOST when the flow was stopped, redeployed or taken over under the message
 */
export function refuseInterrupted(end: MessageEnd): void {
  if (end.kind === 'interrupted') throw new OperationError('LEASE_LOST', `The replay was interrupted (${end.note}): replay it again.`);
}
