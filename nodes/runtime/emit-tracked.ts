import { randomUUID } from 'node:crypto';
import type { Node, NodeMessage } from 'node-red';
import { OperationError, type Failure } from '../../lib/errors/operation-error.ts';
import type { CanonicalMessage, Envelope } from '../../lib/model/envelope.ts';
import type { KitServices } from './services.ts';
import type { MessageEnd } from './track-delivery.ts';
import { trackDelivery } from './track-delivery.ts';

/**
 * Sends a message into the flow and resolves when every branch is through with it. What no node took care of is
 * parked here, so that the returned end is never `lost`.
 */
export async function emitTracked(services: KitServices, node: Node, message: CanonicalMessage, closed: AbortSignal): Promise<MessageEnd> {
  const outgoing = withTrace(message);
  return settleLost(services, node, outgoing, await trackDelivery(outgoing.selvedge.trace, { now: services.clock.now(), closed }, () => node.send(outgoing)));
}

/** Lets a message fail at this node: its Catch sees it, and without one it is parked all the same. */
export async function failTracked(services: KitServices, node: Node, message: CanonicalMessage, failure: Failure, closed: AbortSignal): Promise<MessageEnd> {
  const failed = withTrace({ ...message, selvedge: { ...message.selvedge, failure } });
  const fail = (): void => node.error(Object.assign(new Error(`${failure.code}: ${failure.message}`), { code: failure.code }), failed);
  return settleLost(services, node, failed, await trackDelivery(failed.selvedge.trace, { now: services.clock.now(), closed }, fail));
}

function withTrace(message: CanonicalMessage): CanonicalMessage & NodeMessage {
  const selvedge: Envelope = { ...message.selvedge, trace: randomUUID() };
  return { ...message, selvedge };
}

/** Parks a message that its flow dropped: see {@link MessageEnd} `lost`. */
export async function settleLost(services: KitServices, node: Node, message: CanonicalMessage, end: MessageEnd): Promise<MessageEnd> {
  if (end.kind !== 'lost') return end;
  if (message.selvedge.dryRun) return { kind: 'shown', note: end.failure ? `${end.failure.code}: ${end.failure.message}` : 'the dry run ended before a destination' };
  const failure = end.failure ?? message.selvedge.failure ?? droppedAt(end.lastNode || node.id);
  await services.desk.park({ message, failure, raisedBy: end.lastNode || node.id });
  return { kind: 'parked', note: failure.message };
}

function droppedAt(lastNode: string): Failure {
  const sentence = `The message left the flow after node ${lastNode} without reaching a lane, an exception queue or an end.`;
  return new OperationError('MESSAGE_DROPPED', sentence, { details: { lastNode } }).toFailure();
}
