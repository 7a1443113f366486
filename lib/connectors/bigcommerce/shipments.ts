import { OperationError } from '../../errors/operation-error.ts';
import type { HttpAccount } from '../http/create-http-account.ts';
import type { HttpCall } from '../http/http-call.ts';
import { idOf, isMembers, listOf, type Members } from './remote-record.ts';
import { shipmentBody, toShipment, type Shipment, type ShipmentContent } from './shipment-content.ts';
import { ordersPerPage, v2List } from './v2-list.ts';
import type { ListOptions } from './v3-pages.ts';

export interface WriteOptions extends ListOptions {
  /** Called right before the request leaves; what it throws is thrown here, and nothing has left then. */
  readonly guard?: () => void;
}

type Account = Pick<HttpAccount, 'call'>;
const route = '/orders/{id}/shipments';
const pathOf = (orderId: string): string => `/orders/${encodeURIComponent(orderId)}/shipments`;

export async function listShipments(account: Account, orderId: string, options: ListOptions = {}): Promise<readonly Shipment[]> {
  return listOf(await v2List(account, { path: pathOf(orderId), route }, {}, ordersPerPage, options)).map(toShipment);
}

/**
 * Tells the store that a parcel left: the customer gets a mail, and the order's status changes. Not to be repeated blindly: see
 * findSameShipment.
 * @throws TRANSLATION_MISSING for a carrier that BigCommerce does not know, PAYLOAD_INVALID, and as every write of the account
 */
export async function createShipment(account: Account, orderId: string, content: ShipmentContent, options: WriteOptions = {}): Promise<Shipment> {
  const answer = await account.call(write('POST', `/v2${pathOf(orderId)}`, route, shipmentBody(orderId, content), options));
  return toShipment(recordOf(answer.body));
}

/** Changes how a shipment is followed; its content stays as it is. */
export async function updateShipment(account: Account, shipment: Shipment, options: WriteOptions = {}): Promise<Shipment> {
  const { items, ...body } = shipmentBody(shipment.orderId, shipment);
  const path = `/v2${pathOf(shipment.orderId)}/${shipmentId(shipment.id, shipment.orderId)}`;
  const answer = await account.call(write('PUT', path, `${route}/{id}`, body, options));
  return toShipment({ items, ...recordOf(answer.body) });
}

/** Withdraws one shipment. The order stays in its status: that is set by itself. */
export async function deleteShipment(account: Account, orderId: string, id: string, options: WriteOptions = {}): Promise<void> {
  await account.call(write('DELETE', `/v2${pathOf(orderId)}/${shipmentId(id, orderId)}`, `${route}/{id}`, undefined, options));
}

/** @param statusId 0 to 14; see status-map */
export async function setOrderStatus(account: Account, orderId: string, statusId: number, options: WriteOptions = {}): Promise<void> {
  if (idOf(orderId) === null || !Number.isInteger(statusId) || statusId < 0 || statusId > 14) {
    throw new OperationError('PAYLOAD_INVALID', `Order "${orderId.slice(0, 20)}" cannot have the status ${statusId}.`, { details: { order: orderId, status: statusId } });
  }
  await account.call(write('PUT', `/v2/orders/${orderId}`, '/orders/{id}', { status_id: statusId }, options));
}

/** Without an id the same address deletes every shipment of the order. */
function shipmentId(id: string, orderId: string): string {
  if (idOf(id) === null || idOf(orderId) === null) throw new OperationError('PAYLOAD_INVALID', `"${id.slice(0, 20)}" is not the id of a shipment.`, { details: { order: orderId } });
  return id;
}

function write(method: 'POST' | 'PUT' | 'DELETE', path: string, name: string, body: Members | undefined, { signal, priority = 'orders', guard }: WriteOptions): HttpCall {
  return { method, path, route: name, priority, signal, ...(body === undefined ? {} : { body }), ...(guard ? { guard } : {}) };
}

/** @throws OUTCOME_UNKNOWN: the write was answered with something that does not say what was written */
function recordOf(body: unknown): Members {
  if (isMembers(body) && idOf(body['id']) !== null) return body;
  throw new OperationError('OUTCOME_UNKNOWN', 'BigCommerce answered a shipment with something else: whether it exists is not known.', { details: { route } });
}
