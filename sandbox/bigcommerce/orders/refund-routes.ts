import { numberOf, type JsonObject } from '../../json-value.ts';
import { asNumber } from '../amounts.ts';
import { data, explanation, json, noContent } from '../answer.ts';
import { iso8601, readDate } from '../dates.ts';
import { listV3 } from '../page-of.ts';
import { missing, Refusal } from '../refusal.ts';
import { bodyOf, idsOf, type Call, type Route } from '../route.ts';
import type { OrderBook } from './order-book.ts';
import type { Order, Refund, Transaction } from './order.ts';
import type { Refunds } from './refunds.ts';

const presentRefund = (order: Order, refund: Refund): JsonObject => ({
  id: refund.id,
  order_id: order.id,
  user_id: 0,
  created: iso8601(refund.createdAt),
  reason: refund.reason,
  total_amount: asNumber(refund.total),
  total_tax: asNumber(refund.tax),
  uses_merchant_override_values: refund.overridden,
  items: [...refund.items],
  payments: [...refund.payments],
});

const presentTransaction = (order: Order, currency: string, entry: Transaction): JsonObject => ({
  id: entry.id,
  order_id: String(order.id),
  event: entry.event,
  method: entry.method,
  amount: asNumber(entry.amount),
  currency,
  gateway: entry.gateway,
  gateway_transaction_id: `gateway-${entry.id}`,
  date_created: iso8601(entry.at),
  test: false,
  status: 'ok',
  fraud_review: false,
  ...(entry.reference === null ? {} : { reference_transaction_id: entry.reference }),
  offline: null,
  custom: null,
  gift_certificate: null,
  store_credit: null,
});

/** Payments of orders, v3. */
export const refundRoutes = (book: OrderBook, refunds: Refunds, currency: string): Route[] => {
  const orderOf = (call: Call): Order => book.order(idsOf(call)[0]);
  const all = (): { readonly order: Order; readonly refund: Refund }[] => [...book.orders.values()].flatMap((order) => order.refunds.map((refund) => ({ order, refund })));
  return [
    {
      operation: 'GET /v3/orders/{order_id}/transactions',
      run: (call) => {
        const order = orderOf(call);
        if (order.transactions.length === 0) return noContent;
        const total = order.transactions.length;
        const pagination = { total, count: total, per_page: total, current_page: 1, total_pages: 1, links: { current: '?page=1' } };
        return json(200, { data: order.transactions.map((entry) => presentTransaction(order, currency, entry)), meta: { pagination } });
      },
    },
    { operation: 'POST /v3/orders/{order_id}/payment_actions/refund_quotes', run: (call) => data(refunds.quote(orderOf(call), bodyOf(call)), 201) },
    {
      operation: 'POST /v3/orders/{order_id}/payment_actions/refunds',
      run: (call) => {
        const order = orderOf(call);
        try {
          return data(presentRefund(order, refunds.create(order, bodyOf(call))), 201);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          if (error.status === 503) return json(503, { data: [{ order_id: order.id, status: 503, error: error.message }], meta: {} });
          // The contract lists a refund's errors within "data".
          if (error.status === 422) return json(422, { data: [{ status: 422, title: error.message, type: explanation, errors: { ...error.faults } }] });
          throw error;
        }
      },
    },
    { operation: 'GET /v3/orders/{order_id}/payment_actions/refunds', run: (call) => data(orderOf(call).refunds.map((refund) => presentRefund(orderOf(call), refund))) },
    {
      operation: 'GET /v3/orders/payment_actions/refunds',
      query: ['order_id:in', 'id:in', 'created:min', 'created:max', 'page', 'limit'],
      run: (call) => {
        const { query } = call;
        const [orders, ids] = [query.list('order_id:in'), query.list('id:in')];
        const [since, until] = [readDate(query.text('created:min') ?? '1970-01-01T00:00:00Z'), readDate(query.text('created:max') ?? '9999-01-01T00:00:00Z')];
        const shown = all().filter(({ order, refund }) => (orders?.includes(String(order.id)) ?? true) && (ids?.includes(String(refund.id)) ?? true) && refund.createdAt >= since && refund.createdAt <= until);
        return listV3(call, shown, ({ order, refund }) => presentRefund(order, refund));
      },
    },
    {
      operation: 'GET /v3/orders/payment_actions/refunds/{refund_id}',
      run: (call) => {
        const found = all().find(({ refund }) => refund.id === idsOf(call)[0]);
        if (!found) throw missing();
        return data({ ...presentRefund(found.order, found.refund), items: found.refund.items.map((item) => ({ ...item, requested_amount: numberOf(item, 'requested_amount').toFixed(2) })) });
      },
    },
  ];
};
