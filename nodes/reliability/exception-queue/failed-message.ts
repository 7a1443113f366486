import { OperationError, type Failure } from '../../../lib/errors/operation-error.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import { isCanonical } from '../../runtime/accept-message.ts';

/** What a Catch node adds to a message. */
interface CaughtError {
  readonly message?: string;
  readonly source?: { readonly id?: string; readonly type?: string };
}

export interface FailedMessage {
  readonly message: CanonicalMessage;
  readonly failure: Failure;
  readonly raisedBy: string;
}

/**
 * Reads what failed and why from a message. Nodes of the kit leave their failure in the envelope; an ordinary node's
 * error is UNCLASSIFIED, and an ordinary message is kept under its own id: an exception queue takes everything.
 */
export function readFailedMessage(msg: object, self: string): FailedMessage {
  const { error, ...rest } = msg as { error?: CaughtError; _msgid?: string; topic?: unknown; payload?: unknown };
  const raisedBy = error?.source?.id ?? self;
  if (isCanonical(rest)) {
    const { failure, ...envelope } = rest.selvedge;
    return { message: { ...rest, selvedge: envelope }, failure: failure ?? unclassified(error), raisedBy };
  }
  const key = rest._msgid ?? 'unknown';
  const partial = (rest as { selvedge?: { failure?: Failure } }).selvedge;
  const message: CanonicalMessage = {
    ...rest,
    topic: typeof rest.topic === 'string' && rest.topic !== '' ? rest.topic : 'message',
    payload: rest.payload,
    selvedge: { client: '', key, revision: '', source: { system: 'node-red', account: '', node: raisedBy }, occurredAt: new Date(0).toISOString(), trace: key },
  };
  return { message, failure: partial?.failure ?? unclassified(error), raisedBy };
}

function unclassified(error: CaughtError | undefined): Failure {
  const source = error?.source?.type ?? 'unknown';
  return new OperationError('UNCLASSIFIED', error?.message ?? 'A message was sent to the exception queue without an error.', { details: { source } }).toFailure();
}
