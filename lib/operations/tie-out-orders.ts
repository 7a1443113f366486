import type { ErpOrder } from '../model/erp-order.ts';
import type { SalesOrder } from '../model/sales-order.ts';
import { judgeImport } from './judge-import.ts';

/** How one order of the shop stands against the ERP at the end of a period. Amounts are minor units. */
export interface TieOutRow {
  readonly orderNumber: string;
  readonly externalRef: string;
  readonly placedAt: string;
  readonly status: string;
  readonly currency: string;
  readonly shopTotal: number;
  readonly ordNum: string;
  readonly erpTotal: number | null;
  readonly difference: number | null;
  readonly finding: 'tied' | 'not due' | 'missing in BlueCherry' | 'amounts differ' | 'twice in BlueCherry' | 'sent although not due';
}

export interface TieOut {
  readonly rows: readonly TieOutRow[];
  /** Findings that finance has to look at. */
  readonly open: number;
}

/**
 * Ties the storefront's orders of a period to the ERP's sales orders: each paid order is one sales order with the same
 * total. Both sides are read afresh, so the sheet does not depend on what the kit believes it did.
 */
export function tieOutOrders(shop: readonly SalesOrder[], erp: readonly ErpOrder[]): TieOut {
  const byReference = Map.groupBy(erp, (order) => order.externalRef);
  const rows = shop.map((order) => tieOut(order, byReference.get(order.externalRef) ?? []));
  return { rows, open: rows.filter((row) => row.finding !== 'tied' && row.finding !== 'not due').length };
}

function tieOut(order: SalesOrder, found: readonly ErpOrder[]): TieOutRow {
  const [first] = found;
  const erpTotal = first?.total ?? null;
  const difference = erpTotal === null ? null : erpTotal - order.totals.total;
  return {
    orderNumber: order.orderNumber,
    externalRef: order.externalRef,
    placedAt: order.createdAt,
    status: order.remoteStatus,
    currency: order.currency,
    shopTotal: order.totals.total,
    ordNum: found.map((sales) => sales.ordNum).join(' '),
    erpTotal,
    difference,
    finding: findingOf(order, found.length, difference),
  };
}

function findingOf(order: SalesOrder, count: number, difference: number | null): TieOutRow['finding'] {
  const { due } = judgeImport(order);
  if (count === 0) return due ? 'missing in BlueCherry' : 'not due';
  if (count > 1) return 'twice in BlueCherry';
  // An order that was refunded in full after it shipped is one that had to be sent.
  if (!due && order.state !== 'refunded' && order.state !== 'cancelled') return 'sent although not due';
  return difference === 0 ? 'tied' : 'amounts differ';
}
