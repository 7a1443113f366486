import type { CallPriority } from '../contract.ts';
import { sweepByTime } from '../sweep-by-time.ts';
import { toGmtSecond } from './list-position.ts';
import { revisionOf } from './revision-of.ts';

export interface OrderSweepOptions {
  /** ISO 8601 UTC; orders changed in this second are included. */
  readonly modifiedAfter: string;
  readonly signal?: AbortSignal;
  readonly priority?: CallPriority;
}

/** One page of the list: orders changed after `after` (exclusive, GMT), oldest change first. */
export type OrderPageReader = (position: { readonly after: string; readonly page: number }) => Promise<{
  readonly orders: readonly unknown[];
  /** As the answer's header says; undefined where a proxy removed it. */
  readonly totalPages: number | undefined;
}>;

/** Pages of raw orders, each order once per change; see {@link sweepByTime}. */
export function sweepOrders(readPage: OrderPageReader, modifiedAfter: string, pageSize: number): AsyncGenerator<readonly unknown[]> {
  return sweepByTime(
    {
      system: 'WooCommerce',
      records: 'orders',
      revisionOf,
      async readPage({ afterMs, page }) {
        const { orders, totalPages } = await readPage({ after: toGmtSecond(afterMs), page });
        return { records: orders, isLast: orders.length === 0 || (totalPages === undefined ? orders.length < pageSize : page >= totalPages) };
      },
    },
    modifiedAfter,
  );
}
