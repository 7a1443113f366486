import type { Clock } from '../../../lib/lanes/contract.ts';
import type { FeedRunTable } from '../../../lib/store/contract/feed-run-table.ts';
import type { Signals } from '../../../lib/store/contract/signals.ts';

export interface OrdersAwaited {
  readonly store: { readonly read: { readonly feedRuns: Pick<FeedRunTable, 'lastGood'> }; readonly signals: Pick<Signals, 'send'> };
  readonly clock: Clock;
  readonly channel: string;
  /** Waits no longer. */
  readonly signal: AbortSignal;
}

const lookAgainMs = 100;
const patienceMs = 30_000;

/**
 * Hints the channel's orders and waits until all of them are known up to a time: what the shop shows can then be told from what it sold.
 * False: nobody reads them, or they did not come in time.
 */
export async function awaitOrders({ store, clock, channel, signal }: OrdersAwaited, since: number): Promise<boolean> {
  const feed = `${channel}:orders`;
  const until = clock.now() + patienceMs;
  for (let hinted = false; ; hinted = true) {
    const last = await store.read.feedRuns.lastGood(feed);
    if (last === null) return false;
    if (last.startedAt >= since) return true;
    if (signal.aborted || clock.now() >= until) return false;
    if (!hinted) store.signals.send(`feed:${feed}`);
    await new Promise<void>((resolve) => void clock.setTimer(resolve, lookAgainMs));
  }
}
