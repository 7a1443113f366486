import type { JsonObject } from '../../json-value.ts';
import { asNumber, decimal } from '../amounts.ts';
import { json } from '../answer.ts';
import { listV2, pageParameters } from '../page-of.ts';
import type { Query } from '../query.ts';
import { missing, Refusal } from '../refusal.ts';
import { bodyOf, idsOf, type Call, type Route } from '../route.ts';
import { changeable, changeAddress, changeOrder } from './change-order.ts';
import type { OrderBook } from './order-book.ts';
import { orderFilters, orderTest, sortedOrders } from './order-filter.ts';
import { countedStatuses, statuses } from './order-statuses.ts';
import type { Order } from './order.ts';
import { presentAddress, presentConsignments, presentFee, presentOrder, type Including, type ShopFace } from './present-order.ts';
import { presentLine } from './present-line.ts';
import { taxRows } from './totals.ts';

const includes = ['include', 'consignment_structure'] as const;

const includingOf = (query: Query): Including => {
  const include = query.list('include') ?? [];
  const consignments = include.some((name) => name.startsWith('consignments'));
  if (consignments && query.text('consignment_structure') !== 'object') throw new Refusal(400, 'Consignments are given with consignment_structure=object alone.');
  return { consignments, lineItems: include.includes('consignments.line_items'), fees: include.includes('fees') };
};

/** Without `details` one row for each address, else one for each line and cost. */
const presentTaxes = (order: Order, face: ShopFace, details: boolean): JsonObject[] => {
  const rows = taxRows(order, face.taxIncluded);
  const shown = details ? rows : order.addresses.map(({ id, taxRate }) => ({ addressId: id, lineId: null, kind: 'item' as const, rate: taxRate, amount: rows.filter(({ addressId }) => addressId === id).reduce((tax, { amount }) => tax + amount, 0) }));
  return shown.map(({ addressId, lineId, kind, rate, amount }, index) => ({
    id: order.id * 100 + index,
    order_id: order.id,
    order_address_id: addressId,
    tax_rate_id: 1,
    sales_tax_id: '',
    tax_class_id: 0,
    name: 'Tax',
    class: 'Default Tax Class',
    rate: decimal(Math.round(rate * 1_000_000)),
    priority: 0,
    priority_amount: decimal(amount),
    line_amount: decimal(amount),
    order_pickup_method_id: 0,
    ...(details ? { order_product_id: lineId === null ? '' : String(lineId), line_item_type: kind } : {}),
  }));
};

/** Orders v2, but for their shipments. */
export const orderRoutes = (book: OrderBook, face: ShopFace): Route[] => {
  const orderOf = (call: Call): Order => book.order(idsOf(call)[0]);
  const part = (name: string): string => `GET /v2/orders/{order_id}/${name}`;
  return [
    {
      operation: 'GET /v2/orders',
      query: [...orderFilters, ...pageParameters, ...includes, 'sort'],
      run: (call) => {
        const including = includingOf(call.query);
        return listV2(call, sortedOrders(call.query, [...book.orders.values()].filter(orderTest(call.query, face.taxIncluded))), (order) => presentOrder(face, order, including));
      },
    },
    {
      operation: 'GET /v2/orders/count',
      query: orderFilters,
      run: (call) => {
        const counts = new Map<number, number>();
        const counted = [...book.orders.values()].filter(orderTest(call.query, face.taxIncluded));
        for (const { statusId } of counted) counts.set(statusId, (counts.get(statusId) ?? 0) + 1);
        return json(200, { statuses: countedStatuses(counts, face.statusLabels), count: counted.length });
      },
    },
    { operation: 'GET /v2/orders/{order_id}', query: includes, run: (call) => json(200, presentOrder(face, orderOf(call), includingOf(call.query))) },
    {
      operation: 'PUT /v2/orders/{order_id}',
      run: (call) => {
        const order = orderOf(call);
        const body = bodyOf(call);
        const unknown = Object.keys(body).filter((name) => !changeable.includes(name));
        if (unknown.length > 0) throw new Refusal(501, `The sandbox does not simulate an update of ${unknown.join(', ')}.`);
        changeOrder(book, order, body);
        return json(200, presentOrder(face, order, { consignments: false, lineItems: false, fees: false }));
      },
    },
    { operation: part('products'), query: pageParameters, run: (call) => listV2(call, orderOf(call).lines, (line) => presentLine(orderOf(call), line, face.taxIncluded)) },
    {
      operation: part('products/{product_id}'),
      run: (call) => {
        const line = orderOf(call).lines.find(({ id }) => id === idsOf(call)[1]);
        if (!line) throw missing();
        return json(200, presentLine(orderOf(call), line, face.taxIncluded));
      },
    },
    { operation: part('shipping_addresses'), query: pageParameters, run: (call) => listV2(call, orderOf(call).addresses, (address) => presentAddress(face, orderOf(call), address)) },
    ...['GET', 'PUT'].map((method): Route => ({
      operation: `${method} /v2/orders/{order_id}/shipping_addresses/{id}`,
      run: (call) => {
        const order = orderOf(call);
        const address = order.addresses.find(({ id }) => id === idsOf(call)[1]);
        if (!address) throw missing();
        if (method === 'PUT') {
          changeAddress(address, bodyOf(call));
          book.touch(order);
        }
        return json(200, presentAddress(face, order, address));
      },
    })),
    {
      operation: part('coupons'),
      query: pageParameters,
      run: (call) =>
        listV2(call, orderOf(call).coupons, ({ id, couponId, code, amount, type, discount }) => ({ id, coupon_id: couponId, order_id: orderOf(call).id, code, amount: asNumber(amount), type, discount: asNumber(discount) })),
    },
    { operation: part('taxes'), query: [...pageParameters, 'details'], run: (call) => listV2(call, presentTaxes(orderOf(call), face, call.query.text('details') === 'true'), (row) => row) },
    { operation: part('consignments'), query: ['include'], run: (call) => json(200, presentConsignments(face, orderOf(call), call.query.list('include')?.includes('consignments.line_items') === true)) },
    { operation: part('fees'), run: (call) => json(200, { fees: orderOf(call).fees.map(presentFee) }) },
    { operation: 'GET /v2/order_statuses', run: () => json(200, statuses(face.statusLabels)) },
    {
      operation: 'GET /v2/order_statuses/{status_id}',
      run: (call) => {
        const status = statuses(face.statusLabels).find(({ id }) => id === idsOf(call)[0]);
        if (!status) throw missing();
        return json(200, status);
      },
    },
  ];
};
