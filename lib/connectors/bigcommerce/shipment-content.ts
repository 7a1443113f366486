import { OperationError } from '../../errors/operation-error.ts';
import { idOf, listOf, textOf, type Members } from './remote-record.ts';
import { trackingCarriers } from './tracking-carriers.ts';

/** One parcel of an order: what is in it, and how it is followed. */
export interface ShipmentContent {
  /** The order's shipping address, which is its consignment. */
  readonly addressId: string;
  /** Of order lines. */
  readonly items: readonly { readonly lineId: string; readonly quantity: number }[];
  readonly trackingNumber: string;
  /** A code of BigCommerce's table, or "". */
  readonly trackingCarrier: string;
  /** One of {@link shippingProviders}, `carrier_<id>`, or "": for carriers that the table lacks, such as Royal Mail. */
  readonly shippingProvider: string;
  /** A link of our own instead of the carrier's; "" for none. */
  readonly trackingLink: string;
  readonly comments: string;
}

export interface Shipment extends ShipmentContent {
  readonly id: string;
  readonly orderId: string;
}

/** reference/orders.v2, shipping_provider_standard. */
export const shippingProviders: ReadonlySet<string> = new Set(['auspost', 'canadapost', 'endicia', 'usps', 'fedex', 'ups', 'upsready', 'upsonline', 'shipperhq', 'royalmail']);

/** reference/orders.v2, orderShipment_Post. */
export const shipmentLimits = { trackingNumber: 50, trackingLink: 500, comments: 65_535 } as const;

/**
 * A shipment of the order with the same parcel, if there is one: BigCommerce makes a second one of a second request, so this is asked
 * before a request whose outcome is not known is made again. Compared by address, tracking number, carrier and content.
 */
export function findSameShipment(shipments: readonly Shipment[], wanted: ShipmentContent): Shipment | undefined {
  const text = ({ addressId, items, trackingNumber, trackingCarrier, shippingProvider }: ShipmentContent): string =>
    JSON.stringify([addressId, trackingNumber.trim(), trackingCarrier.toLowerCase(), shippingProvider.toLowerCase(), items.map(({ lineId, quantity }) => `${lineId} ${quantity}`).sort()]);
  return shipments.find((shipment) => text(shipment) === text(wanted));
}

/** The body of a request. @throws PAYLOAD_INVALID, TRANSLATION_MISSING for a carrier that BigCommerce does not know */
export function shipmentBody(orderId: string, { addressId, items, trackingNumber, trackingCarrier, shippingProvider, trackingLink, comments }: ShipmentContent): Members {
  const refuse = (problem: string): never => {
    throw new OperationError('PAYLOAD_INVALID', `A shipment of order ${orderId.slice(0, 20)} ${problem}.`, { details: { order: orderId, trackingNumber } });
  };
  if (idOf(orderId) === null || idOf(addressId) === null) refuse('has no order id or no address id');
  if (items.length === 0 || items.some(({ lineId, quantity }) => idOf(lineId) === null || !Number.isInteger(quantity) || quantity < 1)) refuse('has no lines, or one without whole units');
  if (trackingNumber.length > shipmentLimits.trackingNumber) refuse(`has a tracking number of more than ${shipmentLimits.trackingNumber} characters`);
  if (trackingLink.length > shipmentLimits.trackingLink) refuse(`has a tracking link of more than ${shipmentLimits.trackingLink} characters`);
  if (comments.length > shipmentLimits.comments) refuse(`has comments of more than ${shipmentLimits.comments} characters`);
  const unknown = [trackingCarrier === '' || trackingCarriers.has(trackingCarrier) ? '' : trackingCarrier, isProvider(shippingProvider) ? '' : shippingProvider].find((carrier) => carrier !== '');
  if (unknown !== undefined) {
    throw new OperationError('TRANSLATION_MISSING', `BigCommerce does not know the carrier "${unknown.slice(0, 40)}".`, { details: { order: orderId, value: unknown.slice(0, 40) } });
  }
  return {
    order_address_id: Number(addressId),
    items: items.map(({ lineId, quantity }) => ({ order_product_id: Number(lineId), quantity })),
    tracking_number: trackingNumber,
    shipping_provider: shippingProvider,
    tracking_carrier: trackingCarrier,
    ...(trackingLink === '' ? {} : { tracking_link: trackingLink }),
    ...(comments === '' ? {} : { comments }),
  };
}

function isProvider(provider: string): boolean {
  return provider === '' || shippingProviders.has(provider) || /^carrier_\d+$/.test(provider);
}

export function toShipment(row: Members): Shipment {
  return {
    id: textOf(row['id']),
    orderId: textOf(row['order_id']),
    addressId: textOf(row['order_address_id']),
    items: listOf(row['items']).map((item) => ({ lineId: textOf(item['order_product_id']), quantity: Number(item['quantity']) })),
    trackingNumber: textOf(row['tracking_number']),
    trackingCarrier: textOf(row['tracking_carrier']),
    shippingProvider: textOf(row['shipping_provider']),
    trackingLink: textOf(row['tracking_link']),
    comments: textOf(row['comments']),
  };
}
