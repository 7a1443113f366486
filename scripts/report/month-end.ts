import { toSalesOrder } from '../../lib/connectors/woocommerce/to-sales-order.ts';
import { formatMinor } from '../../lib/model/money/format-minor.ts';
import type { SalesOrder } from '../../lib/model/sales-order.ts';
import { tieOutOrders, type TieOut, type TieOutRow } from '../../lib/operations/tie-out-orders.ts';
import { toCsv } from './csv.ts';
import type { ClientAccounts } from './open-accounts.ts';

/** Reads both sides afresh and ties the orders placed from `from` up to, not including, `to`. */
export async function monthEnd(accounts: Omit<ClientAccounts, 'close'>, from: Date, to: Date): Promise<TieOut> {
  const { channel, externalRefPrefix, statusMap } = accounts;
  const shop = new Map<string, SalesOrder>();
  // An order placed in the month was changed in it or later.
  for await (const page of accounts.woocommerce.sweepOrders({ modifiedAfter: from.toISOString(), priority: 'marketing' })) {
    for (const raw of page) {
      const order = toSalesOrder(raw, { channel, externalRefPrefix, statusMap });
      const placed = Date.parse(order.createdAt);
      if (placed >= from.getTime() && placed < to.getTime()) shop.set(order.externalRef, order);
    }
  }
  const found = await accounts.bluecherry.findOrdersByExternalRef([...shop.keys()]);
  return tieOutOrders([...shop.values()], [...found.values()].flat());
}

const columns = ['order', 'reference', 'placed', 'status', 'currency', 'shop total', 'sales order', 'BlueCherry total', 'difference', 'finding'];

export function monthEndCsv({ rows }: TieOut): string {
  return toCsv([columns, ...rows.map(cells)]);
}

function cells(row: TieOutRow): string[] {
  const money = (minor: number | null): string => (minor === null ? '' : formatMinor(minor, row.currency));
  return [row.orderNumber, row.externalRef, row.placedAt, row.status, row.currency, money(row.shopTotal), row.ordNum, money(row.erpTotal), money(row.difference), row.finding];
}
