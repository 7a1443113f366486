import { numberOf, objectsOf, textOf, type JsonObject } from '../../json-value.ts';
import { json, noContent } from '../answer.ts';
import { toSecond } from '../dates.ts';
import { listV2, pageParameters } from '../page-of.ts';
import { trackingCarriers } from '../published-contracts.ts';
import { missing, Refusal } from '../refusal.ts';
import { bodyOf, idsOf, type Call, type Route } from '../route.ts';
import { shipmentEvent } from '../shop-event.ts';
import type { OrderBook } from './order-book.ts';
import { cannotShip, statusName } from './order-statuses.ts';
import type { Order, Shipment } from './order.ts';
import { presentShipment } from './present-order.ts';
import { itemsShipped, itemsTotal } from './totals.ts';

/** What a shop writes to its customer. */
export interface Mail {
  readonly at: number;
  readonly kind: 'shipment' | 'refund' | 'webhook-deactivated';
  readonly orderId: number | null;
}

const providers = ['', 'auspost', 'canadapost', 'endicia', 'usps', 'fedex', 'ups', 'upsready', 'upsonline', 'shipperhq', 'royalmail'];
const texts = ['tracking_number', 'tracking_link', 'merchant_shipping_cost', 'shipping_method', 'shipping_provider', 'tracking_carrier', 'comments'];

const refuse = (field: string, reason: string): Refusal => new Refusal(400, `The field '${field}' is invalid.`, { invalid_reason: reason });

const readTexts = (body: JsonObject): JsonObject => {
  const [provider, carrier] = [textOf(body, 'shipping_provider'), textOf(body, 'tracking_carrier')];
  if (!providers.includes(provider) && !/^carrier_\d+$/.test(provider)) throw refuse('shipping_provider', `"${provider}" is no shipping provider.`);
  if (carrier !== '' && !trackingCarriers.has(carrier)) throw refuse('tracking_carrier', `"${carrier}" is no tracking carrier.`);
  return Object.fromEntries(texts.filter((name) => name in body).map((name) => [name, body[name] ?? '']));
};

const readItems = (order: Order, addressId: number, body: JsonObject): Shipment['items'] => {
  const items = objectsOf(body, 'items').map((item) => ({ lineId: numberOf(item, 'order_product_id'), quantity: numberOf(item, 'quantity') }));
  if (items.length === 0) throw refuse('items', 'A shipment needs at least one item.');
  for (const { lineId, quantity } of items) {
    const line = order.lines.find(({ id }) => id === lineId);
    if (!line) throw refuse('items', `The order has no line ${lineId}.`);
    if (line.addressId !== addressId) throw refuse('items', `Line ${lineId} does not go to address ${addressId}.`);
    const asked = items.filter((item) => item.lineId === lineId).reduce((units, item) => units + item.quantity, 0);
    if (quantity < 1 || asked > line.quantity - line.quantityShipped) throw refuse('items', `Of line ${lineId} ${line.quantity - line.quantityShipped} units are left to ship.`);
  }
  return items;
};

/** Shipments of an order: they move its status, tell the customer, and cannot be made unmade by deleting them. */
export const shipmentRoutes = (book: OrderBook, mails: Mail[]): Route[] => {
  const { ids, now, emit } = book.context;
  const orderOf = (call: Call): Order => book.order(idsOf(call)[0]);
  const shipmentOf = (call: Call): { readonly order: Order; readonly shipment: Shipment } => {
    const order = orderOf(call);
    const shipment = order.shipments.find(({ id }) => id === idsOf(call)[1]);
    if (!shipment) throw missing();
    return { order, shipment };
  };
  const create = (order: Order, body: JsonObject): Shipment => {
    const addressId = numberOf(body, 'order_address_id');
    if (cannotShip(order.statusId)) throw new Refusal(409, `The order is ${statusName(order.statusId)} and cannot be shipped.`);
    if (!order.addresses.some(({ id }) => id === addressId)) throw refuse('order_address_id', `The order has no address ${addressId}.`);
    const members = { tracking_number: '', tracking_link: '', merchant_shipping_cost: '0.0000', shipping_method: '', shipping_provider: '', tracking_carrier: '', comments: '', ...readTexts(body) };
    const items = readItems(order, addressId, body);
    const shipment: Shipment = { id: ids.next('shipment', 11), addressId, createdAt: toSecond(now()), members, items };
    order.shipments.push(shipment);
    for (const { lineId, quantity } of items) {
      const line = order.lines.find(({ id }) => id === lineId);
      if (line) line.quantityShipped += quantity;
    }
    mails.push({ at: now(), kind: 'shipment', orderId: order.id });
    emit(shipmentEvent('created', shipment.id, order.id));
    book.setStatus(order, itemsShipped(order) >= itemsTotal(order) - unshippable(order) ? 2 : 3);
    book.touch(order);
    return shipment;
  };
  const path = '/v2/orders/{order_id}/shipments';
  return [
    { operation: `GET ${path}`, query: pageParameters, run: (call) => listV2(call, orderOf(call).shipments, (shipment) => presentShipment(orderOf(call), shipment)) },
    { operation: `GET ${path}/count`, run: (call) => json(200, { count: orderOf(call).shipments.length }) },
    {
      operation: `POST ${path}`,
      run: (call) => {
        const order = orderOf(call);
        return json(201, presentShipment(order, create(order, bodyOf(call))));
      },
    },
    {
      operation: `GET ${path}/{shipment_id}`,
      run: (call) => {
        const { order, shipment } = shipmentOf(call);
        return json(200, presentShipment(order, shipment));
      },
    },
    {
      operation: `PUT ${path}/{shipment_id}`,
      run: (call) => {
        const { order, shipment } = shipmentOf(call);
        if ('order_address_id' in bodyOf(call) && numberOf(bodyOf(call), 'order_address_id') !== shipment.addressId) throw refuse('order_address_id', 'A shipment stays with its address.');
        Object.assign(shipment.members, readTexts(bodyOf(call)));
        emit(shipmentEvent('updated', shipment.id, order.id));
        book.touch(order);
        return json(200, presentShipment(order, shipment));
      },
    },
    {
      operation: `DELETE ${path}/{shipment_id}`,
      run: (call) => {
        const { order, shipment } = shipmentOf(call);
        order.shipments.splice(order.shipments.indexOf(shipment), 1);
        emit(shipmentEvent('deleted', shipment.id, order.id));
        book.touch(order);
        return noContent;
      },
    },
  ];
};

/** Units that no parcel carries. */
const unshippable = (order: Order): number => order.lines.filter(({ addressId }) => addressId === 0).reduce((units, { quantity }) => units + quantity, 0);
