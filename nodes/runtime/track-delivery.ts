import type { NodeAPI } from 'node-red';
import type { Failure } from '../../lib/errors/operation-error.ts';

/** How a message's way through the flow came to its end. */
export type MessageEnd =
  /** On disk in a durable lane. */
  | { readonly kind: 'journaled'; readonly note: string }
  /** The destination has it. */
  | { readonly kind: 'done'; readonly note: string }
  /** Nothing was to be done. */
  | { readonly kind: 'skipped'; readonly note: string }
  /** The lane tries again later. */
  | { readonly kind: 'postponed'; readonly note: string }
  /** Waits for a person. */
  | { readonly kind: 'parked'; readonly note: string }
  /** The flow was stopped or redeployed under it: its source or lane brings it again. */
  | { readonly kind: 'interrupted'; readonly note: string }
  /** A dry run was shown. */
  | { readonly kind: 'shown'; readonly note: string }
  /** Every branch has ended and none of the above happened: somebody must not overlook that. */
  | { readonly kind: 'lost'; readonly lastNode: string; readonly failure?: Failure };

interface Tracked {
  outstanding: number;
  lastNode: string;
  failure?: Failure;
  end?: MessageEnd;
  readonly since: number;
  readonly resolve: (end: MessageEnd) => void;
}

interface TracedMessage {
  readonly selvedge?: { readonly trace?: string; readonly failure?: Failure };
}

/** Node-RED's messaging hooks hand over events of these shapes (nodered.org/docs/api/hooks/messaging). */
interface HookEvent {
  readonly msg?: TracedMessage;
  readonly destination?: { readonly id: string; readonly node?: ListeningNode };
  readonly node?: { readonly id: string };
}

/** What a node of Node-RED keeps its input handlers in; closing it takes them away (nodes/Node.js). */
interface ListeningNode {
  readonly _inputCallback?: unknown;
  readonly _inputCallbacks?: unknown;
}

/**
 * Counts, per message that a source or a lane emits, how many copies of it are still on their way through the flow.
 * At zero the flow has nothing more to do with it, across fan-outs, function nodes and Catch nodes: a message that then
 * stands in no lane and has no recorded end was dropped, and a source knows that its page is done with.
 */
const tracked = new Map<string, Tracked>();
/** Messages counted at their delivery, so that the receipt does not count them again. */
const announced = new WeakSet();
/**
 * The trace a message arrived with (a node may rewrite the message before it completes), and at how many nodes it is
 * at once: an uncloned message is one object all along its wire.
 */
const arrived = new WeakMap<object, { readonly trace: string; times: number }>();

/** Counting begins when the first service asks for it; Node-RED forgets hooks when a test unloads it. */
export function installDeliveryHooks(RED: Pick<NodeAPI, 'hooks' | 'nodes'>): void {
  const add = (name: string, hook: (event: HookEvent) => void): void => {
    try {
      RED.hooks.add(`${name}.selvedge`, hook);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.includes('already registered')) throw error;
    }
  };
  add('preDeliver', ({ msg }) => {
    const entry = entryOf(msg);
    if (!msg || !entry) return;
    entry.outstanding += 1;
    announced.add(msg);
  });
  add('onReceive', ({ msg, destination }) => {
    const entry = entryOf(msg);
    const trace = msg?.selvedge?.trace;
    if (!msg || !entry || trace === undefined) return;
    if (!announced.delete(msg)) entry.outstanding += 1;
    const before = arrived.get(msg);
    if (before) before.times += 1;
    else arrived.set(msg, { trace, times: 1 });
    entry.lastNode = destination?.id ?? entry.lastNode;
    // Delivered to a node that a deploy has closed: nobody will complete it.
    if (destination?.node && !listens(destination.node) && RED.nodes.getNode(destination.id) !== destination.node) finish(msg);
  });
  add('onComplete', ({ msg }) => {
    if (msg) finish(msg);
  });
}

const listens = ({ _inputCallback, _inputCallbacks }: ListeningNode): boolean => Boolean(_inputCallback ?? _inputCallbacks);

function finish(msg: TracedMessage): void {
  const arrival = arrived.get(msg);
  if (!arrival) return;
  arrival.times -= 1;
  if (arrival.times === 0) arrived.delete(msg);
  const entry = tracked.get(arrival.trace);
  if (entry && msg.selvedge?.failure) entry.failure = msg.selvedge.failure;
  release(arrival.trace);
}

function entryOf(msg: TracedMessage | undefined): Tracked | undefined {
  const trace = msg?.selvedge?.trace;
  return trace === undefined ? undefined : tracked.get(trace);
}

export interface Tracking {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Aborted when the sender closes: what is still under way then is `interrupted`. */
  readonly closed: AbortSignal;
}

/** Sends a message and resolves with its end. `send` must hand it to the flow before it returns. */
export function trackDelivery(trace: string, { now, closed }: Tracking, send: () => void): Promise<MessageEnd> {
  return new Promise((resolve, reject) => {
    const interrupt = (): void => {
      tracked.delete(trace);
      resolve(interrupted);
    };
    if (closed.aborted) {
      resolve(interrupted);
      return;
    }
    closed.addEventListener('abort', interrupt, { once: true });
    const conclusion = (end: MessageEnd): void => {
      closed.removeEventListener('abort', interrupt);
      resolve(end);
    };
    tracked.set(trace, { outstanding: 1, lastNode: '', since: now, resolve: conclusion });
    try {
      send();
    } catch (error) {
      tracked.delete(trace);
      reject(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    release(trace);
  });
}

const interrupted: MessageEnd = { kind: 'interrupted', note: 'the flow was stopped or redeployed' };

/**
 * The first end that is recorded counts, but for one branch that was interrupted: what sent the message has to bring it
 * again, however the other branches ended. The promise still waits until every branch is through.
 */
export function recordEnd(trace: string, end: MessageEnd): void {
  const entry = tracked.get(trace);
  if (entry && (!entry.end || end.kind === 'interrupted')) entry.end = end;
}

/** How many messages are on their way through the flow. */
export function messagesUnderWay(): number {
  return tracked.size;
}

/** Gives up on messages that some node never completed, so that nothing waits for ever. Says how many. */
export function expireDeliveries(olderThan: number): number {
  const late = [...tracked].filter(([, entry]) => entry.since < olderThan);
  for (const [trace, entry] of late) conclude(trace, entry);
  return late.length;
}

function release(trace: string): void {
  const entry = tracked.get(trace);
  if (!entry) return;
  entry.outstanding -= 1;
  if (entry.outstanding > 0) return;
  // A Catch node receives the failed message in the same turn, right after its node completed.
  setImmediate(() => {
    if (entry.outstanding <= 0 && tracked.get(trace) === entry) conclude(trace, entry);
  });
}

function conclude(trace: string, entry: Tracked): void {
  tracked.delete(trace);
  entry.resolve(entry.end ?? { kind: 'lost', lastNode: entry.lastNode, ...(entry.failure ? { failure: entry.failure } : {}) });
}
