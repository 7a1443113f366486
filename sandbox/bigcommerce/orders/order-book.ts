import { toSecond } from '../dates.ts';
import { invalid, missing, Refusal } from '../refusal.ts';
import { orderEvent, type Emit } from '../shop-event.ts';
import type { Warehouse } from '../stock/warehouse.ts';
import { amountOf, type Amount } from '../amounts.ts';
import { cartIdOf, draftOrder, notesOf, type DraftContext, type OrderDraft } from './order-draft.ts';
import type { Order, OrderLine, Transaction } from './order.ts';
import { givesBackUnits, isStatus, takesUnits } from './order-statuses.ts';
import { orderTotals } from './totals.ts';

export interface OrderBookContext extends DraftContext {
  readonly warehouse: Warehouse;
  readonly now: () => number;
  readonly emit: Emit;
  readonly taxIncluded: boolean;
}

/** The shop's orders. They take their units off the default location once they count as bought. */
export class OrderBook {
  readonly orders = new Map<number, Order>();
  readonly context: OrderBookContext;

  constructor(context: OrderBookContext) {
    this.context = context;
  }

  order(id: number): Order {
    const order = this.orders.get(id);
    if (!order) throw missing();
    return order;
  }

  place(draft: OrderDraft): Order {
    const { ids, now, emit } = this.context;
    const at = toSecond(draft.placedAt ?? now());
    const statusId = draft.statusId ?? 11;
    if (!isStatus(statusId)) throw invalid({ status_id: `There is no status ${statusId}.` });
    const drafted = draftOrder(this.context, draft);
    const id = ids.next('order', 1001);
    const order: Order = {
      id,
      customerId: draft.customerId ?? 0,
      statusId,
      createdAt: at,
      modifiedAt: at,
      shippedAt: null,
      ...drafted,
      storeCredit: amountOf(draft.storeCredit ?? 0),
      giftCertificate: amountOf(draft.giftCertificate ?? 0),
      paymentMethod: draft.paymentMethod ?? 'Credit Card',
      paymentStatus: '',
      notes: notesOf(draft),
      cartId: cartIdOf(id, at),
      unitsTaken: false,
      isDeleted: false,
      shipments: [],
      refunds: [],
      transactions: [],
    };
    this.orders.set(id, order);
    if (takesUnits(statusId) && statusId !== 7) this.#pay(order, at);
    emit(orderEvent('created', id));
    this.#followStock(order);
    return order;
  }

  /** A new status, with what follows from it: payment, units, the day of shipping. */
  setStatus(order: Order, statusId: number): void {
    if (!isStatus(statusId)) throw new Refusal(400, "The field 'status_id' is invalid.", { invalid_reason: `There is no status ${statusId}.` });
    if (order.statusId === statusId) return;
    const before = order.statusId;
    order.statusId = statusId;
    if (statusId === 2) order.shippedAt = toSecond(this.context.now());
    if ([2, 3, 8, 9, 10, 11].includes(statusId) && order.transactions.length === 0) this.#pay(order, toSecond(this.context.now()));
    this.#followStock(order);
    this.context.emit(orderEvent('statusUpdated', order.id, { status: { previous_status_id: before, new_status_id: statusId } }));
  }

  /** Something of the order was changed. */
  touch(order: Order): void {
    order.modifiedAt = toSecond(this.context.now());
    this.context.emit(orderEvent('updated', order.id));
  }

  archive(order: Order): void {
    order.isDeleted = true;
    order.modifiedAt = toSecond(this.context.now());
    this.context.emit(orderEvent('archived', order.id));
  }

  /** Moves units for a line that an edit changed, when the order has taken its units. */
  lineChanged(order: Order, line: OrderLine, unitsBefore: number): void {
    if (order.unitsTaken) this.#move(order, line, unitsBefore - line.quantity);
  }

  addTransaction(order: Order, transaction: Omit<Transaction, 'id' | 'at'>): void {
    const entry = { ...transaction, id: this.context.ids.next('transaction', 201), at: this.context.now() };
    order.transactions.push(entry);
    this.context.emit(orderEvent('transaction/created', order.id, { transaction_id: entry.id }));
  }

  #pay(order: Order, at: number): void {
    const total = orderTotals(order, this.context.taxIncluded).total.inc;
    const paid = (amount: Amount, method: string, gateway: string): void => {
      if (amount > 0) order.transactions.push({ id: this.context.ids.next('transaction', 201), event: 'purchase', method, amount, gateway, at, reference: null });
    };
    paid(order.storeCredit, 'store_credit', 'storecredit');
    paid(order.giftCertificate, 'gift_certificate', 'giftcertificate');
    paid(total - order.storeCredit - order.giftCertificate, 'credit_card', 'braintree');
    order.paymentStatus = 'captured';
  }

  #followStock(order: Order): void {
    const takes = takesUnits(order.statusId);
    if (takes && !order.unitsTaken) {
      order.unitsTaken = true;
      for (const line of order.lines) this.#move(order, line, -line.quantity);
    } else if (order.unitsTaken && givesBackUnits(order.statusId)) {
      order.unitsTaken = false;
      for (const line of order.lines) this.#move(order, line, line.quantity - line.quantityShipped);
    }
  }

  #move(order: Order, line: OrderLine, units: number): void {
    const { catalogue, warehouse } = this.context;
    const found = line.productId === 0 ? null : catalogue.variant(line.variantId);
    const item = found ? warehouse.itemOf(found.product, found.variant) : null;
    if (!item || units === 0) return;
    const locationId = warehouse.defaultLocation;
    warehouse.set(item, locationId, warehouse.onHand(item, locationId) + units, units < 0 ? 'order' : 'restore', order.id);
  }
}

