import type { Node } from 'node-red';
import { demandOnLines, orderDemand } from '../../../lib/connectors/woocommerce/order-demand.ts';
import { toSalesOrder } from '../../../lib/connectors/woocommerce/to-sales-order.ts';
import { toFailure } from '../../../lib/errors/operation-error.ts';
import type { Envelope } from '../../../lib/model/envelope.ts';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { SalesOrder } from '../../../lib/model/sales-order.ts';
import { emitTracked, failTracked } from '../../runtime/emit-tracked.ts';
import type { KitServices } from '../../runtime/services.ts';
import type { MessageEnd } from '../../runtime/track-delivery.ts';
import { noteDemand } from './note-demand.ts';
import { readStatusMap } from './read-status-map.ts';

export interface OrderSender {
  readonly services: KitServices;
  readonly node: Node;
  readonly channel: string;
  readonly externalRefPrefix: string;
  readonly statusTable: string;
}

export interface OrderToSend {
  /** As the shop answered it. */
  readonly order: unknown;
  readonly id: string;
  readonly revision: string;
  readonly holder: LeaseToken;
}

/**
 * Notes what an order of the shop demands, then sends it through the flow; one that cannot be read fails at this node, by
 * itself.
 */
export async function emitOrder({ services, node, channel, externalRefPrefix, statusTable }: OrderSender, { order, id, revision, holder }: OrderToSend, closed: AbortSignal): Promise<MessageEnd> {
  const selvedge: Envelope = {
    client: services.client,
    key: `${externalRefPrefix}${id}`,
    revision,
    source: { system: 'woocommerce', account: channel, node: node.id },
    occurredAt: revision.slice(0, 20),
    trace: '',
    holder,
  };
  let payload: SalesOrder;
  try {
    const statusMap = await readStatusMap(services.tables, statusTable);
    payload = toSalesOrder(order, { channel, externalRefPrefix, statusMap });
  } catch (error) {
    const rows = demandOnLines(order);
    // What has no id cannot be told to be cancelled later.
    if (rows && /^\d+$/.test(id)) await noteDemand(services, { channel, key: selvedge.key, rows, holder });
    return failTracked(services, node, { topic: 'sales-order', payload: { orderId: id }, selvedge }, toFailure(error), closed);
  }
  await noteDemand(services, { channel, key: selvedge.key, rows: orderDemand(payload, order), holder });
  return emitTracked(services, node, { topic: 'sales-order', payload, selvedge }, closed);
}
