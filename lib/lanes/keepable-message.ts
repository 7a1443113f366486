import { OperationError } from '../errors/operation-error.ts';
import type { CanonicalMessage, Envelope } from '../model/envelope.ts';

/** The envelope as it is kept: the tokens of one delivery, who drives it, and an earlier failure do not belong to the record. */
function lasting(envelope: Envelope): object {
  // JSON text has no undefined members.
  return { ...envelope, lane: undefined, holder: undefined, failure: undefined };
}

/**
 * The whole message as JSON text.
 * @throws PAYLOAD_INVALID when it holds something that is not data
 */
export function toKeptText(message: CanonicalMessage): string {
  try {
    return JSON.stringify({ ...message, selvedge: lasting(message.selvedge) });
  } catch (cause) {
    const sentence = 'The message cannot be kept: it holds something that is not data (the req and res of an "http in" node, for example). Remove it before this node.';
    throw new OperationError('PAYLOAD_INVALID', sentence, { cause, details: { members: Object.keys(message) } });
  }
}

/** The same for an exception, which takes every message: what is not data is left out. */
export function toKeptTextOfAny(message: CanonicalMessage): string {
  try {
    return toKeptText(message);
  } catch {
    const { topic, payload, selvedge } = message;
    try {
      return JSON.stringify({ topic, payload, selvedge: lasting(selvedge) });
    } catch {
      return JSON.stringify({ topic, payload: null, selvedge: lasting(selvedge) });
    }
  }
}
