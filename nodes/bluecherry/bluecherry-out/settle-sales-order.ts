import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import type { SalesOrder } from '../../../lib/model/sales-order.ts';
import type { KitServices } from '../../runtime/services.ts';
import { recordEnd } from '../../runtime/track-delivery.ts';
import type { SalesOrderOutcome } from './create-sales-orders.ts';

/**
 * Writes down that BlueCherry has the order: lane entry, reference and exceptions. The three are asked for in one turn,
 * so they share one transaction with those of the batch; a crash before it finds the effect confirmed and repeats it.
 */
export async function settleSalesOrder(
  services: KitServices,
  message: CanonicalMessage<SalesOrder>,
  system: string,
  outcome: Exclude<SalesOrderOutcome, { kind: 'failed' }>,
): Promise<void> {
  const { key, lane, trace } = message.selvedge;
  const note = outcome.kind === 'already' ? `BlueCherry had it already as sales order ${outcome.ordNum}` : `sales order ${outcome.ordNum} in BlueCherry`;
  const { orderNumber, totals, currency } = message.payload;
  const data = JSON.stringify({ orderNumber, total: totals.total, currency });
  await Promise.all([
    services.store.write((tables) =>
      tables.references.put([{ entity: message.topic, key, system, remoteId: outcome.ordNum, data, updatedAt: services.clock.now() }]),
    ),
    services.desk.resolveByKey(message.topic, key, note),
    lane ? services.lanes.get(lane.lane)?.settle(lane.entry, { kind: 'done', note }) : undefined,
  ]);
  recordEnd(trace, { kind: 'done', note });
}
