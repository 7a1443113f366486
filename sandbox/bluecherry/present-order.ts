import type { SalesOrder } from './order-book.ts';
import { padded } from './padded.ts';

/** A sales order as the ERP shows it. Nothing is picked here yet, so all units are open; every other line has its units as text. */
export const presentOrder = ({ ordNum, externalRef, body, committedAt }: SalesOrder): unknown => ({
  ordNum,
  externalRef,
  orderType: body.orderType,
  customer: padded(body.customer ?? '', 10),
  store: body.store ?? '',
  customerPo: padded(body.customerPo ?? '', 20),
  division: body.division,
  terms: padded(body.terms ?? '', 6),
  shipVia: padded(body.shipVia ?? '', 6),
  currency: body.currency,
  orderDate: body.orderDate,
  startDate: body.startDate ?? '',
  cancelDate: body.cancelDate ?? '',
  status: 'open',
  rawStatus: 'O ',
  shipTo: body.shipTo,
  lines: (body.lines ?? []).map((line) => {
    const units = (count: number): number | string => (line.lineNo % 2 === 0 ? String(count) : count);
    return {
      lineNo: line.lineNo,
      sku: line.sku,
      skuCode: padded(line.skuCode ?? '', 20),
      location: padded(line.location ?? '', 5),
      price: line.price,
      amount: line.amount,
      taxAmount: line.taxAmount,
      qtyOrdered: units(line.qtyOrdered),
      qtyOpen: units(line.qtyOrdered),
      qtyPicked: units(0),
      qtyInvoiced: units(0),
      qtyCancelled: units(0),
    };
  }),
  charges: body.charges ?? [],
  totals: body.totals,
  modifiedAt: new Date(committedAt).toISOString(),
});
