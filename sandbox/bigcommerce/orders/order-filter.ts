import { readDate } from '../dates.ts';
import { amountOf } from '../amounts.ts';
import type { Query } from '../query.ts';
import { Refusal } from '../refusal.ts';
import type { Order } from './order.ts';
import { orderTotals } from './totals.ts';

export const orderFilters = [
  'min_id', 'max_id', 'min_total', 'max_total', 'customer_id', 'email', 'status_id', 'cart_id', 'payment_method', 'min_date_created', 'max_date_created', 'min_date_modified', 'max_date_modified',
  'channel_id', 'external_order_id',
] as const;

/** Which orders a list or a count asks for; limits are inclusive, archived orders are not shown. */
export const orderTest = (query: Query, taxIncluded: boolean): ((order: Order) => boolean) => {
  const tests: ((order: Order) => boolean)[] = [({ isDeleted }) => !isDeleted];
  const number = (name: string, fits: (order: Order, wanted: number) => boolean): void => {
    const wanted = query.number(name);
    if (wanted !== null) tests.push((order) => fits(order, wanted));
  };
  const text = (name: string, valueOf: (order: Order) => unknown): void => {
    const wanted = query.text(name);
    if (wanted !== null) tests.push((order) => valueOf(order) === wanted);
  };
  const instant = (name: string, fits: (order: Order, at: number) => boolean): void => {
    const wanted = query.text(name);
    if (wanted === null) return;
    const at = readDate(wanted);
    if (Number.isNaN(at)) throw new Refusal(400, `The field '${name}' is invalid.`, { invalid_reason: 'A date is RFC 2822 or ISO 8601.' });
    tests.push((order) => fits(order, at));
  };
  const totalOf = (order: Order): number => orderTotals(order, taxIncluded).total.inc;
  number('min_id', ({ id }, wanted) => id >= wanted);
  number('max_id', ({ id }, wanted) => id <= wanted);
  number('min_total', (order, wanted) => totalOf(order) >= amountOf(wanted));
  number('max_total', (order, wanted) => totalOf(order) <= amountOf(wanted));
  number('customer_id', ({ customerId }, wanted) => customerId === wanted);
  number('status_id', ({ statusId }, wanted) => statusId === wanted);
  number('channel_id', (_, wanted) => wanted === 1);
  text('email', ({ billing }) => billing['email']);
  text('cart_id', ({ cartId }) => cartId);
  text('payment_method', ({ paymentMethod }) => paymentMethod);
  text('external_order_id', ({ notes }) => notes['external_order_id']);
  instant('min_date_created', ({ createdAt }, at) => createdAt >= at);
  instant('max_date_created', ({ createdAt }, at) => createdAt <= at);
  instant('min_date_modified', ({ modifiedAt }, at) => modifiedAt >= at);
  instant('max_date_modified', ({ modifiedAt }, at) => modifiedAt <= at);
  return (order) => tests.every((test) => test(order));
};

const keys: Readonly<Record<string, (order: Order) => number>> = {
  id: ({ id }) => id,
  customer_id: ({ customerId }) => customerId,
  date_created: ({ createdAt }) => createdAt,
  date_modified: ({ modifiedAt }) => modifiedAt,
  status_id: ({ statusId }) => statusId,
  channel_id: () => 1,
  external_id: () => 0,
};

/** Equal ones stay in the order of their ids; so does everything that nobody sorts. */
export const sortedOrders = (query: Query, orders: readonly Order[]): Order[] => {
  const [name = 'id', direction = 'asc'] = (query.text('sort') ?? 'id').split(':');
  const key = keys[name] ?? (({ id }: Order): number => id);
  const sign = direction === 'desc' ? -1 : 1;
  return [...orders].sort((a, b) => (key(a) - key(b)) * sign || a.id - b.id);
};
