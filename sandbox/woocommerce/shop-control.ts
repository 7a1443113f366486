import { numberOf, objectsOf, textOf, type JsonObject } from '../json-value.ts';
import type { Random } from '../seeded-random.ts';
import type { Timers } from '../timers.ts';
import { cloneOrder } from './clone-order.ts';
import { orderOfOne } from './order-of-one.ts';
import type { ShopStock } from './shop-stock.ts';
import type { Shop } from './shop.ts';
import type { WebhookDeliveries } from './webhook-deliveries.ts';
import { toSiteTime, wordpressTime } from './wordpress-dates.ts';

export interface CloneRequest {
  readonly count: number;
  /** All at once when absent. */
  readonly perSecond?: number;
  /** Dates orders placed at once evenly over so many seconds up to now, as a busy day would; all now when absent. */
  readonly spreadSeconds?: number;
  /** Orders to copy, taken in turn; the recorded orders that are paid and have a SKU on every line when absent. */
  readonly ids?: readonly number[];
}

export interface DeliverRequest {
  readonly orderIds: readonly number[];
  readonly topic?: string;
  readonly times?: number;
  readonly order?: 'as-given' | 'reversed' | 'shuffled';
}

export interface ShelfEntry {
  readonly sku: string;
  readonly id: number;
  /** 0 for a simple product. */
  readonly parentId: number;
  /** Null: the shop keeps no figure of it. */
  readonly quantity: number | null;
}

const paidStatuses = ['processing', 'completed'];

/** What people and plug-ins do in a shop's admin, for tests. */
export class ShopControl {
  readonly #shop: Shop;
  readonly #deliveries: WebhookDeliveries;
  readonly #stock: ShopStock;
  readonly #timers: Timers;
  readonly #random: Random;

  constructor(shop: Shop, deliveries: WebhookDeliveries, stock: ShopStock, timers: Timers, random: Random) {
    this.#shop = shop;
    this.#deliveries = deliveries;
    this.#stock = stock;
    this.#timers = timers;
    this.#random = random;
  }

  /** A whole order as WooCommerce would show it; an order with the same id is replaced. */
  upsertOrder(order: JsonObject, refunds?: readonly JsonObject[]): void {
    const id = numberOf(order, 'id');
    const isNew = !this.#shop.has(id);
    this.#shop.put(this.#stock.follow(order));
    if (refunds) this.#shop.putRefunds(id, refunds);
    if (isNew) this.#deliveries.emit('order.created', id);
    this.#deliveries.emit('order.updated', id);
  }

  /** Members replace the order's; its dates of change, payment and completion follow as WooCommerce sets them. */
  patchOrder(id: number, changes: JsonObject): JsonObject {
    const before = this.#shop.order(id);
    if (!before) throw new RangeError(`The shop has no order ${id}.`);
    const { date_modified: local = '', date_modified_gmt: gmt = '' } = this.#shop.modifiedNow();
    const status = textOf(changes, 'status');
    const paid = paidStatuses.includes(status) && before['date_paid_gmt'] === null ? { date_paid: local, date_paid_gmt: gmt } : {};
    const completed = status === 'completed' && before['date_completed_gmt'] === null ? { date_completed: local, date_completed_gmt: gmt } : {};
    const after = { ...before, date_modified: local, date_modified_gmt: gmt, ...paid, ...completed, ...changes, id };
    this.#shop.put(textOf(before, 'status') === textOf(after, 'status') ? after : this.#stock.follow(after));
    this.#deliveries.emit('order.updated', id);
    return after;
  }

  /** A product or a variation. */
  patchProduct(id: number, changes: JsonObject): JsonObject {
    if (['stock_quantity', 'manage_stock', 'backorders'].some((member) => member in changes)) return this.#stock.save(id, changes, 'control');
    const after = this.#shop.catalogue.patch(id, changes, this.#shop.modifiedNow());
    this.#deliveries.emit('product.updated', id);
    return after;
  }

  /** Everything with a SKU that is sold: what a shopper sees of its stock. */
  shelf(): ShelfEntry[] {
    const { catalogue } = this.#shop;
    const sold = catalogue.products().flatMap((product) => (product['type'] === 'variable' ? catalogue.variationsOf(numberOf(product, 'id')) : [product]));
    return sold
      .map((record) => ({
        sku: textOf(record, 'sku'),
        id: numberOf(record, 'id'),
        parentId: numberOf(record, 'parent_id'),
        quantity: typeof record['stock_quantity'] === 'number' ? record['stock_quantity'] : null,
      }))
      .filter(({ sku }) => sku !== '');
  }

  /** New orders from recorded ones. Returns the ids of those placed at once; with a rate the others follow. */
  cloneOrders({ count, perSecond, spreadSeconds = 0, ids }: CloneRequest): number[] {
    const templates = this.#templates(ids);
    let placed = 0;
    const place = (agoSeconds = 0): number => this.#placeClone(templates[placed++ % templates.length] ?? {}, agoSeconds);
    if (perSecond === undefined) return Array.from({ length: count }, (_, index) => place((spreadSeconds * (count - 1 - index)) / count));
    const started = this.#shop.now();
    const catchUp = (): void => {
      const due = Math.min(count, 1 + Math.floor(((this.#shop.now() - started) / 1000) * perSecond));
      while (placed < due) place();
      if (placed < count) this.#timers.after(Math.max(10, 1000 / perSecond), catchUp);
    };
    catchUp();
    return [];
  }

  /** A shopper buys one unit; null: the shop shows none. */
  buy(sku: string, status = 'processing'): number | null {
    const [product] = this.#shop.catalogue.withSku([sku]);
    if (!product) throw new RangeError(`The shop has nothing with SKU "${sku}".`);
    if (!this.#stock.canBuy(numberOf(product, 'id'), 1)) return null;
    const [template] = this.#templates([53]);
    return this.#placeClone(orderOfOne(template ?? {}, product, status), 0);
  }

  /** Sends order webhooks now, without anything having changed; returns how many. */
  deliverWebhooks({ orderIds, topic = 'order.updated', times = 1, order = 'as-given' }: DeliverRequest): number {
    const ids = Array.from({ length: times }, () => orderIds).flat();
    if (order === 'reversed') ids.reverse();
    if (order === 'shuffled') {
      for (let last = ids.length - 1; last > 0; last -= 1) {
        const pick = Math.floor(this.#random() * (last + 1));
        [ids[last], ids[pick]] = [ids[pick] ?? 0, ids[last] ?? 0];
      }
    }
    return this.#deliveries.deliverNow(topic, ids);
  }

  #templates(ids: readonly number[] | undefined): JsonObject[] {
    const templates = ids
      ? ids.map((id) => {
          const order = this.#shop.order(id);
          if (!order) throw new RangeError(`The shop has no order ${id}.`);
          return order;
        })
      : this.#shop.sendableTemplates();
    if (templates.length === 0) throw new RangeError('There is no order to clone.');
    return templates;
  }

  #placeClone(template: JsonObject, agoSeconds: number): number {
    const gmt = wordpressTime(this.#shop.now() - agoSeconds * 1000);
    const context = { nextId: () => this.#shop.nextId(), gmt, local: toSiteTime(gmt, this.#shop.siteOffsetMinutes) };
    const { order, refunds } = cloneOrder(template, this.#shop.refundsOf(numberOf(template, 'id')), context);
    this.upsertOrder(forgetReduced(order), refunds);
    return numberOf(order, 'id');
  }
}

/** A copy has not taken its units off yet; of one whose units were given back in part, the line stays as it is. */
const forgetReduced = (order: JsonObject): JsonObject => ({
  ...order,
  line_items: objectsOf(order, 'line_items').map((line) => {
    const meta = objectsOf(line, 'meta_data');
    if (meta.some(({ key }) => key === '_restock_refunded_items')) return line;
    return { ...line, meta_data: meta.filter(({ key }) => key !== '_reduced_stock') };
  }),
});
