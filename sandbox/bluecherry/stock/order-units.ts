import type { SalesOrder } from '../order-book.ts';

export interface LineUnits {
  readonly lineNo: number;
  readonly ordered: number;
  open: number;
  picked: number;
  invoiced: number;
  cancelled: number;
  /** Came back and waits for inspection; not in stock. */
  returned: number;
  inspected: number;
  cancelType: 'CC' | 'CH' | null;
}

export interface OrderUnits {
  readonly order: SalesOrder;
  readonly lines: readonly LineUnits[];
  /** Epoch milliseconds. */
  pickedAt: number | null;
  modifiedAt: number;
}

type OrderStatus = 'open' | 'partially_picked' | 'picked' | 'partially_shipped' | 'shipped' | 'closed' | 'cancelled';

export const newUnits = (order: SalesOrder): OrderUnits => ({
  order,
  lines: (order.body.lines ?? []).map(({ lineNo, qtyOrdered }) => ({ lineNo, ordered: qtyOrdered, open: qtyOrdered, picked: 0, invoiced: 0, cancelled: 0, returned: 0, inspected: 0, cancelType: null })),
  pickedAt: null,
  modifiedAt: order.committedAt,
});

/** Section 5.4 of the model: a status follows from units. */
export const orderStatus = ({ lines }: OrderUnits): OrderStatus => {
  const sum = (member: 'ordered' | 'open' | 'picked' | 'invoiced' | 'cancelled'): number => lines.reduce((units, line) => units + line[member], 0);
  const [ordered, open, picked, invoiced, cancelled] = [sum('ordered'), sum('open'), sum('picked'), sum('invoiced'), sum('cancelled')];
  if (cancelled === ordered) return 'cancelled';
  if (invoiced === ordered) return 'shipped';
  if (invoiced > 0) return open + picked > 0 ? 'partially_shipped' : 'closed';
  if (picked === 0) return 'open';
  return open > 0 ? 'partially_picked' : 'picked';
};
