import type { ShopStock } from '../../../lib/connectors/woocommerce/shop-stock.ts';
import type { Failure } from '../../../lib/errors/operation-error.ts';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { StockLevel } from '../../../lib/model/stock.ts';
import type { ShopPlace } from '../../runtime/shop-references.ts';
import type { Dispatchable } from './dispatch-by-parent.ts';
import type { SalesBaseline } from './unseen-sales.ts';

/** One figure on its way into the shop. */
export interface StockItem extends Dispatchable {
  readonly level: StockLevel;
  readonly place: ShopPlace;
  /** The lease under which its message travels. */
  readonly holder: LeaseToken;
}

export interface WrittenStock {
  readonly kind: 'written';
  readonly sent: number;
  /** As the shop's answer states it. */
  readonly shown: number;
  /** When the call left, ms since 1970 (UTC). */
  readonly leftAt: number;
  /** Of hot SKUs: what was known of their sales. */
  readonly baseline: SalesBaseline | null;
  /** What happened along the way, for the timeline; null: nothing. */
  readonly event: string | null;
  /** Written, and to be looked at once more after so many ms. */
  readonly again: { readonly why: string; readonly afterMs: number } | null;
}

export type StockItemOutcome = WrittenStock | { readonly kind: 'failed'; readonly failure: Failure };

/** What the shop shows at just this place; undefined where it does not keep a figure of its own there. */
export function shownAt({ productId, variantId }: ShopPlace, found: readonly ShopStock[] | undefined): number | undefined {
  const stock = found?.find((one) => one.productId === productId && one.variantId === variantId);
  return stock?.keptBy === 'itself' ? (stock.quantity ?? undefined) : undefined;
}
