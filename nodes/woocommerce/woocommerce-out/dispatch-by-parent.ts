import { changesPerCall } from '../../../lib/connectors/woocommerce/plan-stock-calls.ts';
import type { Clock } from '../../../lib/lanes/contract.ts';
import { isOlderRevision } from '../../../lib/model/older-revision.ts';

/** A figure that waits for the call of its parent. */
export interface Dispatchable {
  /** Null: a simple product; these share calls. */
  readonly parentId: string | null;
  /** What it is written to, unique within the parent. */
  readonly id: string;
  /** Lower goes first. */
  readonly urgency: number;
  /** Tells which of two figures of one id is the newer one. */
  readonly revision: string;
}

export interface DispatchOptions {
  /** Calls formed at once; whatever waits beyond them keeps merging. */
  readonly atOnce: number;
  /** How long a parent waits for more of its changes, from the first of them. */
  readonly lingerMs: number;
  readonly clock: Clock;
}

export interface Dispatcher<Item, Outcome> {
  /** Resolves with what became of it. Of two figures of one id that wait at once the newer one is sent, for both. */
  add(item: Item): Promise<Outcome>;
  /** What waits is refused with this error; calls under way end by themselves. */
  close(error: Error): void;
}

interface Queued {
  readonly item: Dispatchable;
  readonly since: number;
}

interface Waiting<Item extends Dispatchable, Outcome> extends Queued {
  item: Item;
  readonly told: PromiseWithResolvers<Outcome>;
}

interface Parent<Item extends Dispatchable, Outcome> {
  readonly waiting: Map<string, Waiting<Item, Outcome>>;
  /** Ids whose call is under way. */
  readonly sending: Set<string>;
}

/** A shop that is always behind with what is urgent still gets to the rest. */
const patienceMs = 300_000;
/** Urgency from which simple products wait until their call is full or nothing else is to be sent. */
const bearsWaiting = 3;

/**
 * Gathers figures by parent and sends the most urgent parent first, the oldest of equals, with all that waits of it: the
 * least calls, because a call is formed only when it can be made. Of one parent a second call leaves beside the first only
 * when it is full, and never two figures of one id at once. Simple products, which come scattered over all that changed, go
 * behind the parents until their call is full, unless one of them is urgent.
 */
export function dispatchByParent<Item extends Dispatchable, Outcome>(
  { atOnce, lingerMs, clock }: DispatchOptions,
  send: (items: readonly Item[]) => Promise<readonly Outcome[]>,
): Dispatcher<Item, Outcome> {
  const parents = new Map<string | null, Parent<Item, Outcome>>();
  let calls = 0;
  let timer: { cancel(): void } | undefined;
  let closed: Error | undefined;

  const free = ({ waiting, sending }: Parent<Item, Outcome>): Waiting<Item, Outcome>[] =>
    sending.size === 0 ? [...waiting.values()] : [...waiting].filter(([id]) => !sending.has(id)).map(([, one]) => one);

  const leave = (parent: Parent<Item, Outcome>): void => {
    const taken = free(parent).sort(mostUrgentFirst).slice(0, changesPerCall);
    for (const { item } of taken) {
      parent.waiting.delete(item.id);
      parent.sending.add(item.id);
    }
    calls += 1;
    const ended = (): void => {
      calls -= 1;
      for (const { item } of taken) parent.sending.delete(item.id);
      form();
    };
    send(taken.map(({ item }) => item)).then(
      (outcomes) => {
        taken.forEach(({ told }, index) => told.resolve(outcomes[index] as Outcome));
        ended();
      },
      (error: unknown) => {
        for (const { told } of taken) told.reject(error);
        ended();
      },
    );
  };

  const form = (): void => {
    timer?.cancel();
    timer = undefined;
    while (calls < atOnce) {
      const now = clock.now();
      let next: { readonly parent: Parent<Item, Outcome>; readonly rank: Rank } | undefined;
      let soonest = Infinity;
      for (const [id, parent] of parents) {
        if (parent.waiting.size === 0 && parent.sending.size === 0) parents.delete(id);
        const ready = free(parent);
        if (ready.length === 0) continue;
        const rank = rankOf(ready, id, now);
        const leaves = ready.length >= changesPerCall || (parent.sending.size === 0 && rank.since + lingerMs <= now);
        if (leaves && (!next || isBefore(rank, next.rank))) next = { parent, rank };
        if (!leaves && parent.sending.size === 0) soonest = Math.min(soonest, rank.since + lingerMs);
      }
      if (!next) {
        if (soonest < Infinity) timer = clock.setTimer(form, soonest - now);
        return;
      }
      leave(next.parent);
    }
  };

  return {
    add(item) {
      if (closed) return Promise.reject(closed);
      const parent = parents.get(item.parentId) ?? { waiting: new Map<string, Waiting<Item, Outcome>>(), sending: new Set<string>() };
      parents.set(item.parentId, parent);
      const before = parent.waiting.get(item.id);
      if (before) {
        if (!isOlderRevision(item.revision, before.item.revision)) before.item = item;
        return before.told.promise;
      }
      const told = Promise.withResolvers<Outcome>();
      parent.waiting.set(item.id, { item, since: clock.now(), told });
      if (parent.waiting.size % changesPerCall === 0) form();
      else if (calls < atOnce) timer ??= clock.setTimer(form, lingerMs);
      return told.promise;
    },
    close(error) {
      closed = error;
      timer?.cancel();
      for (const { waiting } of parents.values()) for (const { told } of waiting.values()) told.reject(error);
      parents.clear();
    },
  };
}

interface Rank {
  readonly urgency: number;
  readonly since: number;
}

function rankOf(ready: readonly Queued[], parentId: string | null, now: number): Rank {
  let urgency = Infinity;
  let since = Infinity;
  for (const one of ready) {
    urgency = Math.min(urgency, one.item.urgency);
    since = Math.min(since, one.since);
  }
  if (since + patienceMs <= now) return { urgency: -1, since };
  const yields = parentId === null && urgency >= bearsWaiting && ready.length < changesPerCall;
  return { urgency: yields ? Infinity : urgency, since };
}

const isBefore = (one: Rank, other: Rank): boolean => one.urgency < other.urgency || (one.urgency === other.urgency && one.since < other.since);

function mostUrgentFirst(one: Queued, other: Queued): number {
  return one.item.urgency - other.item.urgency || one.since - other.since;
}
