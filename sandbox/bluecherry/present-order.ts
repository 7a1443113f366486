import { padded } from './padded.ts';
import { orderStatus, type OrderUnits } from './stock/order-units.ts';

/** `ord_status` as this installation writes it. */
const rawStatuses = { open: 'O ', partially_picked: 'PP', picked: 'P ', partially_shipped: 'PS', shipped: 'S ', closed: 'C ', cancelled: 'X ' } as const;

/** A sales order as the ERP shows it; every other line has its units as text. */
export const presentOrder = (state: OrderUnits): unknown => {
  const { ordNum, externalRef, body } = state.order;
  const status = orderStatus(state);
  return {
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
    status,
    rawStatus: rawStatuses[status],
    shipTo: body.shipTo,
    lines: (body.lines ?? []).map((line) => {
      const moved = state.lines.find(({ lineNo }) => lineNo === line.lineNo);
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
        qtyOpen: units(moved?.open ?? 0),
        qtyPicked: units(moved?.picked ?? 0),
        qtyInvoiced: units(moved?.invoiced ?? 0),
        qtyCancelled: units(moved?.cancelled ?? 0),
        ...(moved?.cancelType == null ? {} : { cancelType: moved.cancelType }),
      };
    }),
    charges: body.charges ?? [],
    totals: body.totals,
    modifiedAt: new Date(state.modifiedAt).toISOString(),
  };
};
