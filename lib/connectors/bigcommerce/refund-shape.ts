import { OperationError } from '../../errors/operation-error.ts';
import { formatMinor } from '../../model/money/format-minor.ts';
import { minorAmount } from './exact-amount.ts';
import { idOf, listOf, textOf, type Members } from './remote-record.ts';

/** What is given back. Amounts are minor units of the order's currency. */
export type RefundItem =
  /** Units of a line, with their tax. */
  | { readonly type: 'PRODUCT' | 'GIFT_WRAPPING'; readonly lineId: string; readonly quantity: number; readonly reason: string }
  | { readonly type: 'SHIPPING' | 'HANDLING'; readonly addressId: string; readonly amount: number; readonly reason: string }
  | { readonly type: 'FEE'; readonly feeId: string; readonly amount: number; readonly reason: string }
  /** An amount without tax, not tied to a line. */
  | { readonly type: 'ORDER'; readonly amount: number; readonly reason: string };

export interface RefundPayment {
  readonly providerId: string;
  readonly amount: number;
  /** Only noted: no money moves. */
  readonly offline: boolean;
}

export interface RefundQuote {
  readonly total: number;
  readonly tax: number;
  /** Ways to pay back: the payments of one way together make the sum. */
  readonly methods: readonly (readonly (RefundPayment & { readonly description: string })[])[];
}

export interface Refund {
  readonly id: string;
  readonly orderId: string;
  /** As the store states it. */
  readonly createdAt: string;
  readonly reason: string;
  readonly total: number;
  readonly tax: number;
  /** `requested` is null where the store says only how many units; `quantity` is 0 for amounts. */
  readonly items: readonly { readonly type: string; readonly itemId: string; readonly quantity: number; readonly requested: number | null; readonly reason: string }[];
  readonly payments: readonly (RefundPayment & { readonly declined: boolean; readonly declinedMessage: string })[];
}

/** Longest reason (reference/orders.v3). */
const longestReason = 1000;

/** @throws PAYLOAD_INVALID */
export function refundItemBody(item: RefundItem, orderId: string, currency: string): Members {
  const id = item.type === 'ORDER' ? orderId : 'lineId' in item ? item.lineId : 'addressId' in item ? item.addressId : item.feeId;
  const figure = 'quantity' in item ? item.quantity : item.amount;
  if (idOf(id) === null || !Number.isSafeInteger(figure) || figure < 1 || item.reason.length > longestReason) {
    throw new OperationError('PAYLOAD_INVALID', `A refund of order ${orderId.slice(0, 20)} asks for ${figure} of ${item.type} ${id.slice(0, 20)}, or has a reason of more than ${longestReason} characters.`, { details: { order: orderId } });
  }
  return { item_type: item.type, item_id: Number(id), ...('quantity' in item ? { quantity: figure } : { amount: decimalNumber(figure, currency) }), ...(item.reason === '' ? {} : { reason: item.reason }) };
}

/** Money as a JSON number, as v3 wants it: its decimal text has fewer digits than a double tells apart. */
export function decimalNumber(minor: number, currency: string): number {
  return Number(formatMinor(minor, currency));
}

export function toRefundPayment(row: Members, currency: string): RefundPayment {
  return { providerId: textOf(row['provider_id']), amount: minorAmount(row['amount'], currency), offline: row['offline'] === true };
}

export function toRefund(row: Members, currency: string): Refund {
  const minor = (value: unknown): number => minorAmount(value, currency);
  return {
    id: textOf(row['id']),
    orderId: textOf(row['order_id']),
    createdAt: textOf(row['created']),
    reason: textOf(row['reason']),
    total: minor(row['total_amount']),
    tax: minor(row['total_tax']),
    items: listOf(row['items']).map((item) => ({
      type: textOf(item['item_type']),
      itemId: textOf(item['item_id']),
      quantity: Number(item['quantity'] ?? 0),
      requested: item['requested_amount'] === null || item['requested_amount'] === undefined ? null : minor(item['requested_amount']),
      reason: textOf(item['reason']),
    })),
    payments: listOf(row['payments']).map((payment) => ({ ...toRefundPayment(payment, currency), declined: payment['is_declined'] === true, declinedMessage: textOf(payment['declined_message']) })),
  };
}
