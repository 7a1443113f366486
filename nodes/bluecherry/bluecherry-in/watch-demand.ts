import type { StoreTables } from '../../../lib/store/contract/store.ts';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { StockMemory } from './stock-memory.ts';

export interface DemandWatchParts {
  readonly demand: Pick<StoreTables['demand'], 'changedAfter'>;
  readonly memory: StockMemory;
  readonly now: () => number;
}

/** Clocks of workers differ, and a note becomes visible a little after its time. */
const overlapMs = 10_000;
const rowsAtOnce = 1000;

/**
 * Follows orders that were noted, changed or imported. The returned function gives the SKUs of new ones to `send`, and
 * remembers how far it came; false when it was interrupted.
 */
export async function watchDemand({ demand, memory, now }: DemandWatchParts, holder: LeaseToken): Promise<(send: (skuCodes: readonly string[]) => Promise<boolean>) => Promise<boolean>> {
  const known = await memory.get('demand');
  let position = known === null ? now() : Number(known);
  // Whoever begins sends everything once, with all orders of before.
  if (known === null) await memory.set('demand', String(position), holder);
  /** Time of the note with which a SKU was sent on last, of those that the overlap shows again. */
  const sent = new Map<string, number>();

  return async (send) => {
    for (let from = position - overlapMs; ; ) {
      const rows = await demand.changedAfter(from, rowsAtOnce);
      const news = rows.filter(({ skuCode, at }) => sent.get(skuCode) !== at);
      if (news.length > 0 && !(await send(news.map(({ skuCode }) => skuCode)))) return false;
      for (const { skuCode, at } of news) sent.set(skuCode, at);
      const last = rows.at(-1)?.at ?? from;
      // A clock that runs ahead must not hide what others note.
      const reached = Math.min(last, now());
      if (reached > position) {
        position = reached;
        await memory.set('demand', String(position), holder);
      }
      if (rows.length < rowsAtOnce) break;
      from = last;
    }
    for (const [skuCode, at] of sent) if (at <= position - overlapMs) sent.delete(skuCode);
    return true;
  };
}
