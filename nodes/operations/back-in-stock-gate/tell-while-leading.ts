import type { Node } from 'node-red';
import { toFailure, type Failure } from '../../../lib/errors/operation-error.ts';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { BackInStockPolicy } from '../../../lib/operations/stock/back-in-stock.ts';
import { followGroup } from '../../runtime/follow-group.ts';
import { showState } from '../../runtime/node-status.ts';
import { readGate } from '../../runtime/read-gate.ts';
import { runRepeatedly, type Repetition } from '../../runtime/run-repeatedly.ts';
import type { KitServices } from '../../runtime/services.ts';
import type { NodeLife } from '../../runtime/set-up-node.ts';
import type { ReturnBook } from './return-book.ts';
import { showStanding } from './show-standing.ts';
import { dueAt, tellDue } from './tell-due.ts';

export interface TellingParts {
  readonly services: KitServices;
  readonly node: Node;
  readonly life: NodeLife;
  readonly name: string;
  readonly book: ReturnBook;
  readonly policy: BackInStockPolicy;
  readonly staleAfterMinutes: number;
  /** A text under the node's `status` in its catalogue. */
  readonly say: (key: string, values?: Record<string, string | number>) => string;
}

/** What waits for a stale feed, or was interrupted, is looked at so often. */
const lookAgainMs = 60_000;

/**
 * Tells what is due while this worker has the gate's lease, each at its time; on any other worker it stands by. The
 * returned function is to be called when a page may have changed what waits.
 */
export function tellWhileLeading({ services, node, life, name, book, policy, staleAfterMinutes, say }: TellingParts): () => void {
  const { clock, flows } = services;
  let leading: { readonly looks: Repetition; readonly stop: AbortController; readonly drop: AbortController } | undefined;
  let timer: { cancel(): void } | undefined;
  let stale = false;
  let back = 0;

  const show = (): void => {
    const waiting = book.waiting().size;
    const { state, text } = showStanding({ leading: leading !== undefined, stale, waiting, back });
    showState(node, state, say(text, { waiting, back }));
  };
  /** What was due by then has been looked at: it waits for a feed or a flow. */
  const lookWhenDue = (lookedAt: number): void => {
    timer?.cancel();
    let next = Infinity;
    for (const open of book.waiting().values()) {
      const at = dueAt(open, policy) ?? -Infinity;
      if (at > lookedAt && at < next) next = at;
    }
    if (leading && next < Infinity) timer = clock.setTimer(() => leading?.looks.hint(), Math.max(0, next - clock.now()));
  };
  const lead = (holder: LeaseToken): void => {
    const [stop, drop] = [new AbortController(), new AbortController()];
    const signal = AbortSignal.any([life.closed, drop.signal]);
    const ended = AbortSignal.any([stop.signal, signal]);
    const gate = readGate({ services, node, feed: name, ended, onFull: (lane) => showState(node, 'waiting', say('full', { lane })), onRoom: show });
    let loaded = false;
    const run = async (): Promise<void> => {
      const lookedAt = clock.now();
      try {
        if (!loaded) await book.load();
        loaded = true;
        const left = await tellDue({ services, node, book, policy, staleAfterMinutes, holder, signal, gate, onTold: (count) => void (back += count) });
        stale = left.stale;
        if (left.more) leading?.looks.hint();
      } catch (error) {
        if (!signal.aborted && toFailure(error).code !== 'LEASE_LOST') throw error;
      }
      if (ended.aborted) return;
      lookWhenDue(lookedAt);
      show();
    };
    const onFailure = (failure: Failure): void => {
      showState(node, 'broken', failure.code.slice(0, 20));
      node.warn(`${failure.code}: ${failure.message}`);
    };
    leading = { stop, drop, looks: runRepeatedly({ clock, intervalMs: lookAgainMs, run, onFailure }) };
  };
  const standBy = (): void => {
    timer?.cancel();
    leading?.drop.abort();
    void leading?.looks.stop();
    leading = undefined;
    show();
  };
  const leave = followGroup(services, node.id, {
    gained(holder) {
      if (leading) standBy();
      lead(holder);
    },
    lost: standBy,
  });
  const stop = async (): Promise<void> => {
    timer?.cancel();
    leading?.stop.abort();
    await leading?.looks.stop();
    await leave();
  };
  if (!leading) standBy();
  life.onClose(services.sources.register({ name, stop }));
  life.onClose(stop);
  // What a deploy interrupted is told at once.
  life.onClose(
    flows.onChange((phase) => {
      if (phase === 'ended') leading?.looks.hint();
    }),
  );
  return () => {
    const now = clock.now();
    const overdue = [...book.waiting().values()].some((open) => (dueAt(open, policy) ?? now) <= now);
    if (overdue) leading?.looks.hint();
    lookWhenDue(now);
    if (leading) show();
  };
}
