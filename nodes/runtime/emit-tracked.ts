import { randomUUID } from 'node:crypto';
import type { Node } from 'node-red';
import { OperationError, toFailure, type Failure } from '../../lib/errors/operation-error.ts';
import type { CanonicalMessage, Envelope } from '../../lib/model/envelope.ts';
import type { Outgoing } from './handle-input.ts';
import type { KitServices } from './services.ts';
import type { MessageEnd } from './track-delivery.ts';
import { trackDelivery } from './track-delivery.ts';

type Services = Pick<KitServices, 'clock' | 'desk' | 'flows'>;

/**
 * Sends a message into the flow and resolves when every branch is through with it. What no node took care of is
 * parked here, so that the returned end is never `lost`.
 */
export async function emitTracked(services: Services, node: Node, message: CanonicalMessage, closed: AbortSignal): Promise<MessageEnd> {
  const outgoing = withTrace(message);
  return settleLost(services, node, outgoing, await deliverTracked(services, outgoing, closed, () => node.send(outgoing)));
}

/** Lets a message fail at this node: its Catch sees it, and without one it is parked all the same. */
export async function failTracked(services: Services, node: Node, message: CanonicalMessage, failure: Failure, closed: AbortSignal): Promise<MessageEnd> {
  const failed = { ...message, selvedge: { ...message.selvedge, failure, trace: message.selvedge.trace || randomUUID() } };
  const fail = (): void => node.error(Object.assign(new Error(`${failure.code}: ${failure.message}`), { code: failure.code }), failed);
  return settleLost(services, node, failed, await deliverTracked(services, failed, closed, fail));
}

/** It was on its way to a node that a deploy had just stopped: whoever sent it brings it again. */
export const droppedByDeploy: MessageEnd = { kind: 'interrupted', note: 'the flow was redeployed under it' };

function withTrace(message: CanonicalMessage): Outgoing {
  const selvedge: Envelope = { ...message.selvedge, trace: randomUUID() };
  return { ...message, selvedge };
}

/** Hands a message to the flow once no deploy is changing it, and resolves with its end; see {@link droppedByDeploy}. */
export async function deliverTracked({ clock, flows }: Pick<Services, 'clock' | 'flows'>, message: CanonicalMessage, closed: AbortSignal, send: () => void): Promise<MessageEnd> {
  await flows.settled();
  const before = flows.changes();
  const end = await trackDelivery(message.selvedge.trace, { now: clock.now(), closed }, send);
  const redeployed = flows.changing() || flows.changes() !== before;
  return end.kind === 'lost' && !end.failure && redeployed ? droppedByDeploy : end;
}

/** Parks a message that its flow dropped: see {@link MessageEnd} `lost`. Whoever has taken it over brings it again. */
export async function settleLost({ desk }: Pick<Services, 'desk'>, node: Node, message: CanonicalMessage, end: MessageEnd): Promise<MessageEnd> {
  if (end.kind !== 'lost') return end;
  if (message.selvedge.dryRun) return { kind: 'shown', note: end.failure ? `${end.failure.code}: ${end.failure.message}` : 'the dry run ended before a destination' };
  const failure = end.failure ?? message.selvedge.failure ?? droppedAt(end.lastNode || node.id);
  try {
    await desk.park({ message, failure, raisedBy: end.lastNode || node.id });
  } catch (error) {
    if (toFailure(error).code === 'LEASE_LOST') return { kind: 'interrupted', note: 'another worker has taken over' };
    throw error;
  }
  return { kind: 'parked', note: failure.message };
}

function droppedAt(lastNode: string): Failure {
  const sentence = `The message left the flow after node ${lastNode} without reaching a lane, an exception queue or an end.`;
  return new OperationError('MESSAGE_DROPPED', sentence, { details: { lastNode } }).toFailure();
}
