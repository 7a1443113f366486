import type { SalesOrder } from '../../model/sales-order.ts';
import { fromGmt } from './list-position.ts';

/** Units of a SKU that an order has sold; `orderedAt` is the order's own time, ms since 1970 (UTC). */
export interface DemandedUnits {
  readonly skuCode: string;
  readonly units: number;
  readonly orderedAt: number;
}

type Judged = Pick<SalesOrder, 'state' | 'createdAt' | 'lines' | 'refunds' | 'totals'>;

/**
 * What an order has taken off the shop's stock and will take off BlueCherry's. WooCommerce takes units off when an order
 * becomes processing, completed or on-hold, and gives them back when it is cancelled or pending again
 * (`wc_maybe_reduce_stock_levels`, `wc_maybe_increase_stock_levels`). A refund gives units back only where somebody asks
 * for it, and then says so on the line (`wc_restock_refunded_items`): refunded units that it does not name stay sold. An order
 * that was refunded in full never goes to BlueCherry, whose stock it leaves as it is: all its units are free.
 * @param raw the order as the shop answered it; null: as a person has put it right
 */
export function orderDemand(order: Judged, raw: unknown): readonly DemandedUnits[] {
  const waits = order.state === 'on-hold';
  const goes = order.state === 'paid' && !isRefundedInFull(order);
  if (!waits && !goes) return [];
  const orderedAt = Date.parse(order.createdAt);
  const givenBack = new Map(linesOf(raw).map((line) => [String(line['id']), unitsUnder('_restock_refunded_items', line)]));
  return order.lines.flatMap(({ skuCode, quantity, lineId }) => {
    const units = quantity - (givenBack.get(lineId) ?? 0);
    return skuCode === null || units < 1 ? [] : [{ skuCode, units, orderedAt }];
  });
}

function isRefundedInFull({ refunds, totals }: Judged): boolean {
  return totals.total > 0 && refunds.reduce((sum, { amount }) => sum + amount, 0) >= totals.total;
}

/**
 * The same of an order that is not as published, or in a status without a meaning here: what the shop itself keeps on its
 * lines of the units that it took off. Null when even the order's time cannot be read.
 */
export function demandOnLines(raw: unknown): readonly DemandedUnits[] | null {
  const createdAt = fromGmt(membersOf(raw)['date_created_gmt']);
  if (createdAt === undefined) return null;
  return linesOf(raw).flatMap((line) => {
    const skuCode = typeof line['sku'] === 'string' || typeof line['sku'] === 'number' ? String(line['sku']).trim() : '';
    const units = unitsUnder('_reduced_stock', line);
    return skuCode === '' || units < 1 ? [] : [{ skuCode, units, orderedAt: Date.parse(createdAt) }];
  });
}

type Members = Readonly<Record<string, unknown>>;
const membersOf = (value: unknown): Members => (typeof value === 'object' && value !== null ? (value as Members) : {});
const listOf = (value: unknown): readonly Members[] => (Array.isArray(value) ? value.map(membersOf) : []);
const linesOf = (raw: unknown): readonly Members[] => listOf(membersOf(raw)['line_items']);

/** Whole units that WooCommerce keeps on a line under this name; 0 where there are none. */
function unitsUnder(name: string, line: Members): number {
  const units = Number(listOf(line['meta_data']).find(({ key }) => key === name)?.['value'] ?? 0);
  return Number.isSafeInteger(units) && units > 0 ? units : 0;
}
