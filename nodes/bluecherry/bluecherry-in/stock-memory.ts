import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { Store } from '../../../lib/store/contract/store.ts';
import { wishOf } from '../../runtime/ask-for-all.ts';
import { writeHeld } from '../../runtime/write-held.ts';

/**
 * What all workers know of a stock feed and its restarts must not forget, each a cursor of the store:
 * `emitted`: the cycle that was sent on to its end; `refused`: the cycle that raised the drop alarm, and under which guard;
 * `accepted`: the cycle whose drop a person has confirmed; `demand`: up to when noted orders were sent on, ms since 1970;
 * `asked`: the latest wish to send everything again; `answered`: the latest that was carried out.
 */
export type StockMark = 'emitted' | 'refused' | 'accepted' | 'demand' | 'asked' | 'answered';

export interface StockMemory {
  get(mark: StockMark): Promise<string | null>;
  /** @throws LEASE_LOST when another worker reads the feed by now */
  set(mark: StockMark, value: string, holder: LeaseToken): Promise<void>;
}

export const markOf = (feed: string, mark: StockMark): string => (mark === 'asked' ? wishOf(feed) : `${feed}:${mark}`);

export function stockMemory(store: Store, feed: string, now: () => number): StockMemory {
  return {
    get: (mark) => store.read.cursors.get(markOf(feed, mark)),
    set: (mark, value, holder) => writeHeld(store, holder, (tables) => tables.cursors.set(markOf(feed, mark), value, now())),
  };
}
