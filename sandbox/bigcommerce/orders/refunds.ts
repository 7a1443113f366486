import { isJsonObject, objectsOf, textOf, type JsonObject } from '../../json-value.ts';
import { amountOf, asNumber, decimal, sum, type Amount } from '../amounts.ts';
import { invalid, Refusal } from '../refusal.ts';
import { orderEvent } from '../shop-event.ts';
import type { OrderBook } from './order-book.ts';
import type { Order, Refund } from './order.ts';
import { quoteRefund, refundedTotal, refundMethods, type Quote } from './refund-quote.ts';
import type { Mail } from './shipment-routes.ts';
import { orderTotals } from './totals.ts';

export interface RefundSettings {
  /** How long a refund of an order keeps others of it out. */
  refundMs: number;
}

const payable = (order: Order): void => {
  if (!['captured', 'paid', 'partially refunded'].includes(order.paymentStatus)) throw invalid({ order_id: 'The order has no settled payment to refund.' });
};

/** Refunds of orders, one at a time for each. Nothing goes back to stock, as the reference says. */
export class Refunds {
  readonly #book: OrderBook;
  readonly #mails: Mail[];
  readonly #settings: RefundSettings;
  readonly #busyUntil = new Map<number, number>();

  constructor(book: OrderBook, mails: Mail[], settings: RefundSettings) {
    this.#book = book;
    this.#mails = mails;
    this.#settings = settings;
  }

  quote(order: Order, body: JsonObject): JsonObject {
    payable(order);
    const quote = quoteRefund(order, body, this.#book.context.taxIncluded);
    return {
      order_id: order.id,
      total_refund_amount: asNumber(quote.total),
      total_refund_tax_amount: asNumber(quote.tax),
      order_level_refund_amount: asNumber(quote.orderLevel),
      rounding: 0,
      adjustment: asNumber(quote.adjustment),
      tax_inclusive: this.#book.context.taxIncluded,
      refund_methods: refundMethods(order, quote.total),
    };
  }

  create(order: Order, body: JsonObject): Refund {
    const { now } = this.#book.context;
    if (now() < (this.#busyUntil.get(order.id) ?? -Infinity)) throw new Refusal(503, 'Another refund of the order is being processed');
    payable(order);
    if (!('items' in body)) throw new Refusal(501, 'The sandbox does not simulate a refund of tax alone.');
    const quote = quoteRefund(order, body, this.#book.context.taxIncluded);
    const override = body['merchant_calculated_override'];
    const total = isJsonObject(override) ? amountOf(override['total_amount'] ?? 0) : quote.total;
    const tax = isJsonObject(override) ? amountOf(override['total_tax'] ?? 0) : quote.tax;
    if (total > orderTotals(order, this.#book.context.taxIncluded).total.inc - refundedTotal(order)) throw invalid({ items: 'The refund is more than is left of the order.' });
    const payments = objectsOf(body, 'payments');
    if (payments.length === 0) throw invalid({ payments: 'error.path.missing' }, 'Missing Required Fields');
    const paid = sum(payments.map((payment) => amountOf(payment['amount'] ?? 0)));
    if (paid !== total) throw invalid({ payments: `The payments come to ${decimal(paid)}, the items to ${decimal(total)}.` });
    const providers = refundMethods(order, total).flat().map((method) => textOf(method, 'provider_id'));
    const unknown = payments.find((payment) => payment['offline'] !== true && !providers.includes(textOf(payment, 'provider_id')));
    if (unknown) throw invalid({ payments: `${textOf(unknown, 'provider_id')} has not been paid with.` });
    this.#busyUntil.set(order.id, now() + this.#settings.refundMs);
    return this.#commit(order, quote, { total, tax, overridden: isJsonObject(override) }, payments);
  }

  #commit(order: Order, quote: Quote, money: { total: Amount; tax: Amount; overridden: boolean }, payments: readonly JsonObject[]): Refund {
    const { ids, now, emit, taxIncluded } = this.#book.context;
    const refund: Refund = {
      id: ids.next('refund', 31),
      createdAt: now(),
      reason: textOf(quote.items[0]?.input ?? {}, 'reason'),
      ...money,
      items: quote.items.map(({ input, money: { inc, ex } }) => ({
        item_type: textOf(input, 'item_type'),
        item_id: input['item_id'] ?? 0,
        reason: textOf(input, 'reason'),
        ...('quantity' in input ? { quantity: input['quantity'] ?? 0 } : {}),
        requested_amount: 'amount' in input ? (input['amount'] ?? 0) : asNumber(taxIncluded ? inc : ex),
        ...('adjustments' in input ? { adjustments: input['adjustments'] ?? [] } : {}),
      })),
      payments: payments.map((payment) => ({
        id: ids.next('refund payment', 41),
        provider_id: textOf(payment, 'provider_id'),
        amount: payment['amount'] ?? 0,
        offline: payment['offline'] === true,
        is_declined: false,
        declined_message: '',
      })),
    };
    order.refunds.push(refund);
    for (const { input } of quote.items) {
      const line = order.lines.find(({ id }) => id === input['item_id']);
      if (line && input['item_type'] === 'PRODUCT') line.quantityRefunded += Number(input['quantity']);
      if (line && input['item_type'] === 'GIFT_WRAPPING') line.wrappingRefunded += Number(input['quantity']);
    }
    const whole = refundedTotal(order) >= orderTotals(order, taxIncluded).total.inc;
    order.paymentStatus = whole ? 'refunded' : 'partially refunded';
    const [purchase] = order.transactions;
    this.#book.addTransaction(order, { event: 'refund', method: purchase?.method ?? 'custom', amount: money.total, gateway: purchase?.gateway ?? 'custom', reference: purchase?.id ?? null });
    this.#mails.push({ at: now(), kind: 'refund', orderId: order.id });
    emit(orderEvent('refund/created', order.id, { refund: { refund_id: refund.id } }));
    this.#book.setStatus(order, whole ? 4 : 14);
    this.#book.touch(order);
    return refund;
  }
}
