import { numberOf, objectsOf, textOf, type JsonObject } from '../../json-value.ts';
import { amountOf, asNumber, sum, sumTaxed, taxed, toCents, type Amount, type Taxed } from '../amounts.ts';
import { invalid } from '../refusal.ts';
import type { Order, OrderLine } from './order.ts';
import { handlingTotals, lineCharged, orderTotals, shippingTotals, wrappingTotals } from './totals.ts';

export interface QuotedItem {
  readonly input: JsonObject;
  readonly money: Taxed;
}

export interface Quote {
  readonly items: readonly QuotedItem[];
  readonly total: Amount;
  readonly tax: Amount;
  readonly orderLevel: Amount;
  /** Corrections that the request makes to items; below zero. */
  readonly adjustment: Amount;
}

/** A share of units of a whole, so that the shares of all units sum to it: what is refunded with `before` units gone and then `units` more. */
const share = (whole: Taxed, before: number, units: number, all: number): Taxed => {
  const until = (count: number, amount: Amount): Amount => (count >= all ? amount : toCents((amount * count) / all));
  const part = (amount: Amount): Amount => until(before + units, amount) - until(before, amount);
  const [inc, tax] = [part(whole.inc), part(whole.tax)];
  return { ex: inc - tax, inc, tax };
};

const refundedOf = (order: Order, type: string, id: number): Amount =>
  sum(order.refunds.flatMap(({ items }) => items.filter((item) => item['item_type'] === type && item['item_id'] === id).map((item) => amountOf(item['requested_amount'] ?? 0))));

const lineOf = (order: Order, id: number): OrderLine => {
  const line = order.lines.find((candidate) => candidate.id === id);
  if (!line) throw invalid({ item_id: `The order has no line ${id}.` });
  return line;
};

const byQuantity = (order: Order, input: JsonObject, included: boolean): Taxed => {
  const line = lineOf(order, numberOf(input, 'item_id'));
  const wrapping = input['item_type'] === 'GIFT_WRAPPING';
  const before = wrapping ? line.wrappingRefunded : line.quantityRefunded;
  const units = numberOf(input, 'quantity');
  if (units < 1 || before + units > line.quantity) throw invalid({ quantity: `Of line ${line.id} ${line.quantity - before} units are left to refund.` });
  return share(wrapping ? wrappingTotals(line, included) : lineCharged(line, included), before, units, line.quantity);
};

const byAmount = (order: Order, input: JsonObject, included: boolean): Taxed => {
  const [type, id, amount] = [textOf(input, 'item_type'), numberOf(input, 'item_id'), amountOf(input['amount'] ?? 0)];
  if (amount <= 0) throw invalid({ amount: 'must be more than 0' });
  if (type === 'ORDER') {
    if (id !== order.id) throw invalid({ item_id: 'is the id of the order' });
    return { ex: amount, inc: amount, tax: 0 };
  }
  if (type === 'FEE') {
    const fee = order.fees.find((candidate) => candidate.id === id);
    if (!fee) throw invalid({ item_id: `The order has no fee ${id}.` });
    if (amount + refundedOf(order, type, id) > fee.ex) throw invalid({ amount: 'is more than is left to refund' });
    const tax = toCents((amount * (fee.inc - fee.ex)) / fee.ex);
    return { ex: amount, inc: amount + tax, tax };
  }
  const address = order.addresses.find((candidate) => candidate.id === id);
  if (!address) throw invalid({ item_id: `The order has no address ${id}.` });
  if (type !== 'SHIPPING' && type !== 'HANDLING') throw invalid({ item_type: `The sandbox refunds no ${type}.` });
  const whole = type === 'SHIPPING' ? shippingTotals(address, included) : handlingTotals(address, included);
  if (amount + refundedOf(order, type, id) > (included ? whole.inc : whole.ex)) throw invalid({ amount: 'is more than is left to refund' });
  return taxed(amount, address.taxRate, included);
};

export const refundedTotal = (order: Order): Amount => sum(order.refunds.map(({ total }) => total));

/** What a refund of these items comes to. Amounts of shipping and fees are as the shop enters prices; an ORDER amount carries no tax. */
export const quoteRefund = (order: Order, body: JsonObject, included: boolean): Quote => {
  const inputs = objectsOf(body, 'items');
  if (inputs.length === 0) throw invalid({ items: 'error.path.missing' }, 'Missing Required Fields');
  const repeated = inputs.find((input, index) => inputs.findIndex((other) => other['item_type'] === input['item_type'] && other['item_id'] === input['item_id']) !== index);
  if (repeated) throw invalid({ items: `Item ${numberOf(repeated, 'item_id')} is named twice.` });
  const items = inputs.map((input): QuotedItem => {
    const money = input['item_type'] === 'PRODUCT' || input['item_type'] === 'GIFT_WRAPPING' ? byQuantity(order, input, included) : byAmount(order, input, included);
    return { input, money };
  });
  const whole = sumTaxed(items.map(({ money }) => money));
  const adjustment = sum(inputs.flatMap((input) => objectsOf(input, 'adjustments').map((each) => amountOf(each['amount'] ?? 0))));
  const total = whole.inc + adjustment;
  if (total <= 0) throw invalid({ items: 'The refund comes to nothing.' });
  if (total > orderTotals(order, included).total.inc - refundedTotal(order)) throw invalid({ items: 'The refund is more than is left of the order.' });
  const orderLevel = sum(items.filter(({ input }) => input['item_type'] === 'ORDER').map(({ money }) => money.inc));
  return { items, total, tax: whole.tax, orderLevel, adjustment };
};

/** Ways to pay it back: as it was paid, or as store credit. */
export const refundMethods = (order: Order, total: Amount): JsonObject[][] => {
  const amount = asNumber(total);
  const method = (providerId: string, description: string): JsonObject => ({ provider_id: providerId, provider_description: description, amount, offline: false, offline_provider: false, offline_reason: '' });
  const [card] = order.transactions.filter(({ event, method: how }) => event === 'purchase' && how === 'credit_card');
  return [...(card ? [[method(card.gateway, order.paymentMethod)]] : []), [method('storecredit', 'Store Credit')], [{ ...method('custom', 'Custom'), offline: true, offline_provider: true }]];
};
