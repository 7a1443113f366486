import { OperationError } from '../../errors/operation-error.ts';
import type { CallPriority } from '../contract.ts';
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

/** More passes than this over one second mean that its orders change faster than they are read. */
const mostPasses = 8;

/**
 * Pages of raw orders, each order once per change.
 *
 * A list that is paged by number skips records: an order that is changed while we read leaves its place, all later ones
 * move up, and one slips from page 3 to page 2 just after we read page 2. So the position is a time: after each full page
 * the list is asked anew from one second before the last change seen, at page 1. Only where a whole page shares one
 * second is it paged by number, and then again until a pass over that second brings nothing new.
 * @throws PAGE_NOT_ADVANCING when the shop repeats a page for ever, REMOTE_ANSWER_INVALID when nothing of a page is an order
 */
export async function* sweepOrders(readPage: OrderPageReader, modifiedAfter: string, pageSize: number): AsyncGenerator<readonly unknown[]> {
  const seen = new Set<string>();
  // The shop compares "later than" in whole seconds.
  let afterMs = Math.floor(Date.parse(modifiedAfter) / 1000) * 1000 - 1000;
  let page = 1;
  let passes = 1;
  let newInPass = 0;

  for (;;) {
    const { orders, totalPages } = await readPage({ after: toGmtSecond(afterMs), page });
    const revisions = orders.map(revisionOf);
    if (orders.length > 0 && !revisions.some(({ readable, status }) => readable || status !== '')) throw noOrders(page, toGmtSecond(afterMs));
    const news = orders.filter((_, index) => {
      const { id, revision } = revisions[index] ?? { id: '', revision: '' };
      const mark = `${id}@${revision}`;
      return !seen.has(mark) && seen.add(mark);
    });
    if (news.length > 0) yield news;

    const isLast = orders.length === 0 || (totalPages === undefined ? orders.length < pageSize : page >= totalPages);
    const lastChangeMs = Math.max(0, ...revisions.map(({ modifiedAt }) => Date.parse(modifiedAt)));
    const leavesSecond = lastChangeMs - 1000 > afterMs;
    newInPass += news.length;

    if (!isLast && !leavesSecond) {
      if (page > 1 && passes === 1 && news.length === 0) throw notAdvancing(page, toGmtSecond(afterMs));
      page += 1;
    } else if (page > 1 && newInPass > 0) {
      if (passes >= mostPasses) throw notAdvancing(page, toGmtSecond(afterMs));
      passes += 1;
      page = 1;
      newInPass = 0;
    } else if (isLast) {
      return;
    } else {
      afterMs = lastChangeMs - 1000;
      page = 1;
      passes = 1;
      newInPass = 0;
    }
  }
}

function noOrders(page: number, after: string): OperationError {
  return new OperationError('REMOTE_ANSWER_INVALID', `WooCommerce's list of orders holds nothing like an order on page ${page} after ${after}.`, { details: { page, after } });
}

function notAdvancing(page: number, after: string): OperationError {
  return new OperationError('PAGE_NOT_ADVANCING', `WooCommerce's list of orders does not come to an end: page ${page} after ${after} brings nothing new.`, { details: { page, after } });
}
