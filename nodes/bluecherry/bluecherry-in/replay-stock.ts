import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { ReplaySource } from '../../../lib/lanes/contract.ts';
import { askForAll } from '../../runtime/ask-for-all.ts';
import type { KitServices } from '../../runtime/services.ts';
import { markOf } from './stock-memory.ts';

/** Of the feed, at this node or made of its own by the next. */
const pages: readonly string[] = ['stock-position-page', 'stock-level-page'];

/**
 * Replays of what the stock feed has told: the drop of exactly the cycle that raised the alarm is accepted; after a page that
 * failed all SKUs go out again; for all else the feed is looked at now. Whichever worker reads the feed does it, and closes
 * or reopens the exception.
 */
export function replayStock({ store, clock }: Pick<KitServices, 'store' | 'clock'>, feed: string): ReplaySource {
  return {
    async fetch({ code, entity, key, revision }) {
      const at = clock.now();
      if (code === 'STOCK_DROP_ALARM') await store.write((tables) => tables.cursors.set(markOf(feed, 'accepted'), revision, at));
      else if (pages.includes(entity) && key === feed) await store.write((tables) => askForAll(tables, feed, at));
      store.signals.send(`feed:${feed}`);
    },
    send: () => Promise.reject(new OperationError('PAYLOAD_INVALID', 'Figures of the stock feed cannot be corrected by hand: correct them in BlueCherry; its next cycle brings them.')),
    revisionOf: () => Promise.reject(new OperationError('PAYLOAD_INVALID', 'A stock feed is asked for its cycles, not for single records.')),
  };
}
