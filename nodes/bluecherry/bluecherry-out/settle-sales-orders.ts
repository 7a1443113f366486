import { inOneWrite } from '../../../lib/lanes/in-one-write.ts';
import { leaseLost } from '../../../lib/lanes/lease-lost.ts';
import { stillHeld } from '../../../lib/lanes/still-held.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { SalesOrder } from '../../../lib/model/sales-order.ts';
import type { ReferenceRow } from '../../../lib/store/contract/reference-table.ts';
import type { KitServices } from '../../runtime/services.ts';
import { recordEnd } from '../../runtime/track-delivery.ts';
import type { SalesOrderOutcome } from './create-sales-orders.ts';

export type SettleSalesOrder = (message: CanonicalMessage<SalesOrder>, holder: LeaseToken, outcome: Exclude<SalesOrderOutcome, { kind: 'failed' }>) => Promise<void>;

/**
 * Writes down that BlueCherry has an order: first its reference, and since when its units are in BlueCherry's stock figures,
 * which only the holder may write, then the exceptions and the lane entry; each step shares a transaction with those of
 * the batch. A crash in between finds the effect confirmed and repeats the rest. Rejects with LEASE_LOST when another worker has taken over: nothing is written then,
 * that one settles the order.
 */
export function settleSalesOrders({ store, clock, desk, lanes }: KitServices, system: string): SettleSalesOrder {
  const keepReference = inOneWrite<{ readonly row: ReferenceRow; readonly holder: LeaseToken }, boolean>(store, async (tables, items) => {
    const held = await stillHeld(tables, items.map(({ holder }) => holder));
    const rows = items.filter(({ holder }) => held(holder)).map(({ row }) => row);
    await tables.references.put(rows);
    // BlueCherry had it a little before we heard of it: a cycle from between is taken for one without it, so less is shown, never more.
    const at = clock.now();
    await tables.demand.imported(rows.map(({ key }) => key), at, at);
    return items.map(({ holder }) => held(holder));
  });

  return async ({ topic: entity, selvedge, payload: { orderNumber, totals, currency } }, holder, outcome) => {
    const { key, lane, trace } = selvedge;
    const note = outcome.kind === 'already' ? `BlueCherry had it already as sales order ${outcome.ordNum}` : `sales order ${outcome.ordNum} in BlueCherry`;
    const data = JSON.stringify({ orderNumber, total: totals.total, currency });
    const row = { entity, key, system, remoteId: outcome.ordNum, data, updatedAt: clock.now() };
    if (!(await keepReference({ row, holder }))) throw leaseLost(holder);
    await Promise.all([desk.resolveByKey(entity, key, note, selvedge), lane ? lanes.get(lane.lane)?.settle(selvedge, { kind: 'done', note }) : undefined]);
    recordEnd(trace, { kind: 'done', note });
  };
}
