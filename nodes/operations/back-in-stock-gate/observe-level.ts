import type { BackInStock, StockLevel } from '../../../lib/model/stock.ts';
import { observeStock, type BackInStockPolicy, type BackInStockState } from '../../../lib/operations/stock/back-in-stock.ts';

/** A SKU that was out of stock in a channel and has been seen back, of which nobody has been told yet. Times are ms since 1970 (UTC). */
export interface Return extends Omit<BackInStock, 'since'> {
  readonly hot: boolean;
  /** When it was first seen back: names this return, however often its time begins anew. */
  readonly returned: number;
  /** Since when it has been at or above the threshold on a fresh feed; null: it is not, or the feed is not. */
  readonly since: number | null;
  /** When a stale feed ended its time: that begins anew with the next cycle. */
  readonly staleAt: number | null;
}

/** One whose time goes on, or is over. */
export type DueReturn = Return & { readonly since: number };

/** What is kept of a SKU in a channel: no more than what is needed to go on, so that most pages change nothing of it. */
export interface KeptSku {
  readonly phase: BackInStockState['phase'];
  /** The return that was told last; missing: none, or the SKU was out since. */
  readonly told?: number;
  readonly return: Return | null;
}

export interface SeenLevel {
  readonly feed: string;
  readonly at: number;
  readonly level: StockLevel;
}

/** What is to be kept of a SKU after its level was seen. A return that is due stays one until it has been told. */
export function observeLevel(before: KeptSku | null, { feed, at, level }: SeenLevel, policy: BackInStockPolicy): KeptSku | null {
  const { state, notice } = observeStock(before && stateOf(before), { at, fresh: !level.stale, units: level.pickable }, policy);
  if (state === null) return null;
  if (state.phase === 'told' && !notice) return before?.phase === 'told' ? before : { phase: 'told', return: null };
  const open = before?.return ?? null;
  if (level.stale) return { phase: 'armed', return: open && (open.since === null ? open : { ...open, since: null, staleAt: at }) };
  const { skuCode, style, channel, pickable: units, hot, asOf, cycleId } = level;
  const seen = { skuCode, style, channel, feed, units, hot, asOf, cycleId, staleAt: null };
  if (state.since !== null) return { phase: 'armed', return: { ...seen, returned: open?.returned ?? state.since, since: state.since } };
  return { phase: 'armed', return: open && units > policy.rearmAt ? { ...seen, returned: open.returned, since: null } : null };
}

/** No time of the last observation: the book leaves out older pages, and another worker's clock may be behind. */
function stateOf({ phase, return: open }: KeptSku): BackInStockState {
  return { phase, units: open?.units ?? 0, since: open?.since ?? null, at: 0 };
}

/** Whether it becomes due by waiting. */
export function isWaiting(open: Return | null): open is Return {
  return open !== null && (open.since !== null || open.staleAt !== null);
}
