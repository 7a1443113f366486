import type { Node } from 'node-red';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import { noticeDueAt, observeStock, type BackInStockPolicy } from '../../../lib/operations/stock/back-in-stock.ts';
import { freshSince } from '../../../lib/operations/stock/fresh-since.ts';
import { emitTracked } from '../../runtime/emit-tracked.ts';
import type { ReadGate } from '../../runtime/read-gate.ts';
import type { KitServices } from '../../runtime/services.ts';
import { noticeMessage } from './notice-message.ts';
import type { DueReturn, Return } from './observe-level.ts';
import { keyOf, type ReturnBook } from './return-book.ts';

export interface TellParts {
  readonly services: KitServices;
  readonly node: Node;
  readonly book: ReturnBook;
  readonly policy: BackInStockPolicy;
  readonly staleAfterMinutes: number;
  readonly holder: LeaseToken;
  readonly signal: AbortSignal;
  readonly gate: ReadGate;
  readonly onTold: (count: number) => void;
}

/** So many go out at once, and may go out again after a crash. */
const noticesAtOnce = 500;
/** After a longer wait for a lane the feed is looked at anew. */
const judgedForMs = 60_000;

/** Before it, nothing becomes due by itself; null: it wants a look now, or a feed must be read first. Ms since 1970 (UTC). */
export function dueAt({ units, since }: Return, policy: BackInStockPolicy): number | null {
  return noticeDueAt({ phase: 'armed', units, since, at: since ?? 0 }, policy);
}

/**
 * Sends on what has waited for its time, as far as its feed is fresh now and has been for the whole time. A notice whose end
 * is not known is sent again at the next call.
 * @returns `stale`: a feed is that something waits for; `more`: what is left may be told at once
 * @throws LEASE_LOST
 */
export async function tellDue(parts: TellParts): Promise<{ readonly stale: boolean; readonly more: boolean }> {
  const { services, book, policy, holder } = parts;
  const now = services.clock.now();
  const looked = [...book.waiting().values()].filter((open) => (dueAt(open, policy) ?? now) <= now);
  let [stale, more] = [false, false];
  for (const [feed, returns] of Map.groupBy(looked, (open) => open.feed)) {
    const cycles = await services.store.read.feedCycles.recent(feed, cyclesWithin(policy.holdMs));
    const from = freshSince(cycles, parts.staleAfterMinutes, now);
    const newest = Math.max(...cycles.map(({ readAt }) => readAt));
    const begun = returns.flatMap((open) => {
      if (from === null || (open.since === null && newest <= (open.staleAt ?? now))) return [];
      const since = Math.max(from, open.since ?? newest);
      return since === open.since ? [] : [{ open, since }];
    });
    if (from === null) stale = true;
    else {
      if (begun.length > 0) await book.beginAnew(begun, holder);
      if (await tell(parts, returns.map(keyOf), now + judgedForMs)) more = true;
    }
  }
  return { stale, more };
}

/** Two cycles a minute, and some before, so that one that was read before all of the time is among them. */
function cyclesWithin(holdMs: number): number {
  return 100 + Math.ceil(holdMs / 30_000);
}

/** True: it took so long that the feed must be judged anew before the rest. */
async function tell(parts: TellParts, keys: readonly string[], until: number): Promise<boolean> {
  const { services, node, book, policy, holder, signal, gate } = parts;
  const isDue = (open: Return): open is DueReturn =>
    open.since !== null && observeStock({ phase: 'armed', units: open.units, since: open.since, at: open.since }, { at: services.clock.now(), fresh: true }, policy).notice;
  const waiting = (some: readonly string[]): readonly DueReturn[] => some.flatMap((key) => book.waiting().get(key) ?? []).filter(isDue);
  const inOrder = waiting(keys).toSorted((one, other) => Number(other.hot) - Number(one.hot) || one.returned - other.returned || (keyOf(one) < keyOf(other) ? -1 : 1));
  for (let from = 0; from < inOrder.length; from += noticesAtOnce) {
    if (!(await gate.mayRead())) return false;
    if (services.clock.now() > until) return true;
    // What a page changed meanwhile is not due any more.
    const due = waiting(inOrder.slice(from, from + noticesAtOnce).map(keyOf));
    const sender = { client: services.client, node: node.id, holder };
    const ends = await Promise.all(due.map((open) => emitTracked(services, node, noticeMessage(open, sender), signal)));
    const told = due.filter((_, n) => ends[n]?.kind !== 'interrupted');
    await book.told(told, holder);
    parts.onTold(told.length);
  }
  return false;
}
