import { OperationError } from '../../errors/operation-error.ts';
import type { HttpAccount } from '../http/create-http-account.ts';
import { minorAmount } from './exact-amount.ts';
import { decimalNumber, refundItemBody, toRefund, toRefundPayment, type Refund, type RefundItem, type RefundPayment, type RefundQuote } from './refund-shape.ts';
import { idOf, listOf, membersOf, textOf } from './remote-record.ts';
import type { WriteOptions } from './shipments.ts';
import { dataOf, v3List, type ListOptions } from './v3-pages.ts';

export interface RefundRequest {
  readonly items: readonly RefundItem[];
  readonly payments: readonly RefundPayment[];
  readonly currency: string;
}

type Account = Pick<HttpAccount, 'call'>;
/** As many ids as keep the address short. */
const ordersPerCall = 50;
const quoteRoute = '/orders/{id}/payment_actions/refund_quotes';
const refundRoute = '/orders/{id}/payment_actions/refunds';
const listTarget = { path: '/orders/payment_actions/refunds', route: '/orders/payment_actions/refunds' };
const pathOf = (orderId: string, action: string): string => `/v3/orders/${encodeURIComponent(orderId)}/payment_actions/${action}`;

/** What a refund would pay back and how it can be paid. Moves no money. */
export async function quoteRefund(account: Account, orderId: string, { items, currency }: Omit<RefundRequest, 'payments'>, { signal, priority = 'orders' }: ListOptions = {}): Promise<RefundQuote> {
  const body = { items: items.map((item) => refundItemBody(item, orderId, currency)) };
  const answer = await account.call({ method: 'POST', path: pathOf(orderId, 'refund_quotes'), route: quoteRoute, body, priority, signal });
  const data = dataOf(answer.body, quoteRoute);
  const ways = Array.isArray(data['refund_methods']) ? (data['refund_methods'] as unknown[]) : [];
  return {
    total: minorAmount(data['total_refund_amount'], currency),
    tax: minorAmount(data['total_refund_tax_amount'], currency),
    methods: ways.map((way) => listOf(way).map((payment) => ({ ...toRefundPayment(payment, currency), description: textOf(payment['provider_description']) }))),
  };
}

/**
 * Pays back. Not to be repeated blindly: {@link listRefunds} is asked first. The store bears one refund of an order at a time.
 * @throws PAYLOAD_INVALID without items or payments, and as every write of the account
 */
export async function createRefund(account: Account, orderId: string, { items, payments, currency }: RefundRequest, { signal, priority = 'orders', guard }: WriteOptions = {}): Promise<Refund> {
  if (items.length === 0 || payments.length === 0 || payments.some(({ amount }) => amount <= 0)) {
    throw new OperationError('PAYLOAD_INVALID', `A refund of order ${orderId.slice(0, 20)} has no items, or no payments with an amount.`, { details: { order: orderId } });
  }
  const body = {
    items: items.map((item) => refundItemBody(item, orderId, currency)),
    payments: payments.map(({ providerId, amount, offline }) => ({ provider_id: providerId, amount: decimalNumber(amount, currency), offline })),
  };
  const answer = await account.call({ method: 'POST', path: pathOf(orderId, 'refunds'), route: refundRoute, body, priority, signal, ...(guard ? { guard } : {}) });
  const data = membersOf(membersOf(answer.body)['data']);
  if (idOf(data['id']) === null) {
    throw new OperationError('OUTCOME_UNKNOWN', `BigCommerce answered a refund of order ${orderId} with something else: whether it was made is not known.`, { details: { order: orderId, route: refundRoute } });
  }
  return toRefund(data, currency);
}

/** Refunds of these orders, one call for up to 50 of them. @param orders ids with their currency */
export async function listRefunds(account: Account, orders: ReadonlyMap<string, string>, options: ListOptions = {}): Promise<readonly Refund[]> {
  const ids = [...orders.keys()];
  const all: Refund[] = [];
  for (let from = 0; from < ids.length; from += ordersPerCall) {
    const rows = await v3List(account, listTarget, { 'order_id:in': ids.slice(from, from + ordersPerCall).join(',') }, options);
    all.push(...rows.flatMap((row) => {
      const currency = orders.get(textOf(row['order_id']));
      return currency === undefined ? [] : [toRefund(row, currency)];
    }));
  }
  return all;
}
