import type { SalesOrder } from '../model/sales-order.ts';

/** Why an order is not sent to the ERP; stable words for the timeline and for reports. */
export type NotDueReason = 'awaiting-payment' | 'on-hold' | 'payment-failed' | 'cancelled' | 'refunded-in-full';

export type ImportJudgement =
  | { readonly due: true }
  | { readonly due: false; readonly reason: NotDueReason; readonly sentence: string };

const notDue = (reason: NotDueReason, sentence: string): ImportJudgement => ({ due: false, reason, sentence });

/** Minor units given back so far, tax included. */
export function refundedTotal(order: Pick<SalesOrder, 'refunds'>): number {
  return order.refunds.reduce((sum, refund) => sum + refund.amount, 0);
}

/** Whether the storefront's order, as it stands, should become a sales order. */
export function judgeImport(order: SalesOrder): ImportJudgement {
  switch (order.state) {
    case 'awaiting-payment':
      return notDue('awaiting-payment', `Not sent: the order is not paid yet (status ${order.remoteStatus}).`);
    case 'on-hold':
      return notDue('on-hold', 'Not sent: the order is on hold until its payment arrives.');
    case 'failed':
      return notDue('payment-failed', 'Not sent: the payment failed.');
    case 'cancelled':
      return notDue('cancelled', `Not sent: the order was cancelled (status ${order.remoteStatus}).`);
    case 'refunded':
      return notDue('refunded-in-full', `Not sent: the shop says that the order was refunded (status ${order.remoteStatus}).`);
    case 'paid':
      return order.totals.total > 0 && refundedTotal(order) >= order.totals.total
        ? notDue('refunded-in-full', 'Not sent: refunds reach the total of the order.')
        : { due: true };
  }
}
