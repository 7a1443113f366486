import type { WoocommerceConnector } from '../../../lib/connectors/woocommerce/connector.ts';
import { orderDemand } from '../../../lib/connectors/woocommerce/order-demand.ts';
import { revisionOf } from '../../../lib/connectors/woocommerce/revision-of.ts';
import type { ReplaySource } from '../../../lib/lanes/contract.ts';
import type { SalesOrder } from '../../../lib/model/sales-order.ts';
import { emitTracked } from '../../runtime/emit-tracked.ts';
import { refuseInterrupted } from '../../runtime/refuse-interrupted.ts';
import { emitOrder, type OrderSender } from './emit-order.ts';
import { noteDemand } from './note-demand.ts';

export interface OrderReplayParts {
  readonly sender: OrderSender;
  readonly connector: Pick<WoocommerceConnector, 'fetchOrder' | 'fetchOrders'>;
  readonly closed: AbortSignal;
}

/** Replays go out from the worker where a person asks for them, under that worker's own lease. */
export function replayOrders({ sender, connector, closed }: OrderReplayParts): ReplaySource {
  const { services, node, channel, externalRefPrefix } = sender;
  const idOf = (key: string): string => key.slice(externalRefPrefix.length);
  return {
    async fetch({ key }) {
      const order = await connector.fetchOrder(idOf(key));
      const { id, revision } = revisionOf(order);
      refuseInterrupted(await emitOrder(sender, { order, id, revision, holder: services.leases.worker() }, closed));
    },
    async send(message) {
      const holder = services.leases.worker();
      const selvedge = { ...message.selvedge, holder };
      // The desk has checked its shape when a person corrected it: the SKU that BlueCherry will get counts, not the wrong one.
      if (message.topic === 'sales-order') await noteDemand(services, { channel, key: selvedge.key, rows: orderDemand(message.payload as SalesOrder, null), holder });
      refuseInterrupted(await emitTracked(services, node, { ...message, selvedge }, closed));
    },
    async revisionOf(key) {
      const [order] = await connector.fetchOrders([idOf(key)]);
      return order === undefined ? null : revisionOf(order).revision;
    },
  };
}
