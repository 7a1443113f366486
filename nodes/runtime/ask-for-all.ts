import { randomUUID } from 'node:crypto';
import type { StoreTables } from '../../lib/store/contract/store.ts';

/** The cursor in which the latest wish for all figures of a stock feed stands. */
export const wishOf = (feed: string): string => `${feed}:asked`;

/**
 * Every SKU of a stock feed goes out again. It stands in the store: whichever worker reads the feed does it, also after a
 * restart; `store.signals.send('feed:<feed>')` makes it soon.
 */
export function askForAll({ cursors }: Pick<StoreTables, 'cursors'>, feed: string, at: number): Promise<void> {
  return cursors.set(wishOf(feed), `${new Date(at).toISOString()} ${randomUUID()}`, at);
}
