import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { FeedState, Freshness } from '../../../lib/operations/stock/feed-state.ts';
import type { Store } from '../../../lib/store/contract/store.ts';
import { writeHeld } from '../../runtime/write-held.ts';

/** What a watch over a feed remembers over restarts and changes of the worker. */
export interface KeptStanding {
  /** Since when the feed is waited for, ms since 1970. */
  readonly waitingSince: number;
  /** The last answer. */
  readonly state: FeedState | null;
  /** What the flow was told last. */
  readonly told: Freshness | null;
  /** Of which standing there is an exception. */
  readonly raised: string | null;
}

export interface StandingMemory {
  load(): Promise<KeptStanding | null>;
  /** @throws LEASE_LOST */
  save(kept: KeptStanding, holder: LeaseToken, at: number): Promise<void>;
}

/** It stands among the cursors: it, too, is where somebody stands with a feed. */
export function standingMemory(store: Store, nodeId: string, feed: string): StandingMemory {
  const name = `standing of ${feed} at ${nodeId}`;
  return {
    async load() {
      const text = await store.read.cursors.get(name);
      return text === null ? null : (JSON.parse(text) as KeptStanding);
    },
    save: (kept, holder, at) => writeHeld(store, holder, ({ cursors }) => cursors.set(name, JSON.stringify(kept), at)),
  };
}
