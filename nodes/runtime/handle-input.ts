import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { OperationError, toFailure, type Failure } from '../../lib/errors/operation-error.ts';
import type { CanonicalMessage } from '../../lib/model/envelope.ts';
import { acceptMessage, isCanonical } from './accept-message.ts';
import type { NodeDefinition } from './node-definition.ts';
import { showState } from './node-status.ts';
import type { KitServices } from './services.ts';
import { openServices } from './services.ts';
import { recordEnd } from './track-delivery.ts';

export type Outgoing = CanonicalMessage & NodeMessage;
type Send = (message: NodeMessage | (NodeMessage | null)[]) => void;
export type InputHandler<T> = (message: CanonicalMessage<T> & NodeMessage, send: Send, services: KitServices) => Promise<void>;

/**
 * Subscribes a node to its input the one way that is safe: the payload is checked, the handler awaited, `done` called
 * exactly once, and whatever is thrown becomes a failure on the message. A failure behind a lane goes to the lane
 * first, which may try again later; only what needs a person reaches the Catch node.
 */
export function handleInput<T>(RED: NodeAPI, node: Node, definition: NodeDefinition, handler: InputHandler<T>): void {
  const [port = { entities: 'any' as const }] = definition.inputs;
  let closing = false;
  node.on('close', () => {
    closing = true;
  });
  node.on('input', (msg, send, done) => {
    void openServices(RED)
      .then(async (services) => {
        try {
          await handler(acceptMessage<T>(msg, port), send, services);
          done();
        } catch (thrown) {
          const interruption = interruptionOf(thrown, closing);
          if (interruption !== undefined && isCanonical(msg)) await giveBack(msg, services, interruption, done);
          else await refuse(node, msg, thrown, services, done);
        }
      })
      .catch((error: unknown) => done(error instanceof Error ? error : new Error(String(error))));
  });
}

/** What fails because the flow is being stopped, or another worker goes on with it, is nobody's fault. */
function interruptionOf(thrown: unknown, closing: boolean): string | undefined {
  if (closing) return 'the node was closed';
  const { code, message } = toFailure(thrown);
  return code === 'LEASE_LOST' ? message : undefined;
}

/** Its lane or source brings it again, here or at another worker. */
async function giveBack({ selvedge }: CanonicalMessage, services: KitServices, note: string, done: () => void): Promise<void> {
  if (selvedge.lane) await services.lanes.get(selvedge.lane.lane)?.settle(selvedge, { kind: 'released' });
  recordEnd(selvedge.trace, { kind: 'interrupted', note });
  done();
}

async function refuse(node: Node, msg: NodeMessage, thrown: unknown, services: KitServices, done: (error?: Error) => void): Promise<void> {
  let failure = toFailure(thrown);
  const envelope = isCanonical(msg) ? msg.selvedge : undefined;
  if (failure.code === 'UNCLASSIFIED') services.log.error({ err: thrown, node: node.id }, 'unclassified error');
  if (envelope?.lane) {
    const lane = services.lanes.get(envelope.lane.lane);
    if ((await lane?.failed(envelope, failure)) === 'postponed') {
      recordEnd(envelope.trace, { kind: 'postponed', note: failure.message });
      showState(node, 'waiting', failure.code.slice(0, 20));
      done();
      return;
    }
    if (failure.disposition === 'retry') failure = exhausted(failure, envelope.lane.attempt);
  }
  showState(node, 'needs-person', failure.code.slice(0, 20));
  (msg as { selvedge?: object }).selvedge = { ...envelope, failure };
  done(Object.assign(new Error(`${failure.code}: ${failure.message}`, { cause: thrown }), { code: failure.code }));
}

/** The lane has given up on a failure that might have passed: the last one is kept in the details. */
function exhausted(last: Failure, attempts: number): Failure {
  const sentence = `Tried ${attempts} ${attempts === 1 ? 'time' : 'times'} without success; the last time ${last.code}: ${last.message}`;
  return new OperationError('ATTEMPTS_EXHAUSTED', sentence, { details: { ...last.details, lastCode: last.code, attempts } }).toFailure();
}
