import type { CallPriority } from '../contract.ts';
import { sweepByTime } from '../sweep-by-time.ts';
import { toRfc2822 } from './order-date.ts';
import { revisionOf } from './revision-of.ts';

export interface OrderSweepOptions {
  /** ISO 8601 UTC; orders changed in this second are included. */
  readonly modifiedAfter: string;
  readonly signal?: AbortSignal;
  readonly priority?: CallPriority;
}

/** One page of the list: orders changed at or after `from` (RFC 2822), oldest change first. */
export type OrderPageReader = (position: { readonly from: string; readonly page: number }) => Promise<readonly unknown[]>;

/**
 * Pages of raw orders, each order once per change; see {@link sweepByTime}. Whether `min_date_modified` includes its own second is not
 * published; it may.
 */
export function sweepOrders(readPage: OrderPageReader, modifiedAfter: string, pageSize: number): AsyncGenerator<readonly unknown[]> {
  return sweepByTime(
    {
      system: 'BigCommerce',
      records: 'orders',
      revisionOf,
      async readPage({ afterMs, page }) {
        const orders = await readPage({ from: toRfc2822(afterMs), page });
        return { records: orders, isLast: orders.length < pageSize && !mayBeCapped(orders.length) };
      },
    },
    modifiedAfter,
  );
}

/** v2 states no totals, and its largest page is not published: a page of 50, 100, 150 or 200 may be full where a store takes no more. */
function mayBeCapped(rows: number): boolean {
  return rows > 0 && rows % 50 === 0;
}
