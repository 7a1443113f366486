import type { NodeMessage } from 'node-red';
import { OperationError } from '../../lib/errors/operation-error.ts';
import { checkPayload, isEntityName } from '../../lib/model/check-payload.ts';
import { entityLabels } from '../../lib/model/entities.ts';
import type { CanonicalMessage } from '../../lib/model/envelope.ts';
import type { Port } from './node-definition.ts';

/** Whether the message carries the kit's envelope. */
export function isCanonical(msg: unknown): msg is CanonicalMessage & NodeMessage {
  const envelope = (msg as { selvedge?: { key?: unknown; trace?: unknown } } | null)?.selvedge;
  return typeof envelope?.key === 'string' && typeof envelope.trace === 'string';
}

/**
 * The message, once its entity is one the port accepts and its payload has that entity's shape.
 * @throws PAYLOAD_INVALID saying what was expected and where the payload departs from it
 */
export function acceptMessage<T>(msg: unknown, port: Port): CanonicalMessage<T> & NodeMessage {
  const accepted = port.entities === 'any' ? [] : port.entities;
  const wanted = accepted.map((entity) => entityLabels[entity]).join(' or ');
  if (!isCanonical(msg)) {
    throw new OperationError('PAYLOAD_INVALID', `This node takes a ${wanted || 'message of the kit'}; what arrived does not come from a node of the kit (msg.selvedge is missing).`);
  }
  if (accepted.length === 0) return msg as CanonicalMessage<T> & NodeMessage;
  if (!isEntityName(msg.topic) || !accepted.includes(msg.topic)) {
    throw new OperationError('PAYLOAD_INVALID', `This node takes a ${wanted}, not "${msg.topic}".`, { details: { topic: msg.topic } });
  }
  checkPayload(msg.topic, msg.payload);
  return msg as CanonicalMessage<T> & NodeMessage;
}
