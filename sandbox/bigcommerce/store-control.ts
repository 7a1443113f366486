import { isJsonObject, numberOf, textOf, type JsonObject } from '../json-value.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import type { Product, Variant } from './catalogue/product.ts';
import { changeOrder } from './orders/change-order.ts';
import type { OrderBook } from './orders/order-book.ts';
import type { OrderDraft } from './orders/order-draft.ts';
import type { Order } from './orders/order.ts';
import { presentOrder, type ShopFace } from './orders/present-order.ts';
import type { Refunds } from './orders/refunds.ts';
import type { Warehouse } from './stock/warehouse.ts';

export interface ShelfEntry {
  readonly sku: string;
  readonly productId: number;
  readonly variantId: number;
  /** What a shopper can still buy; null: nobody counts. */
  readonly available: number | null;
}

export interface RefundedItem {
  /** Of the order's line. */
  readonly lineId: number;
  readonly quantity: number;
}

const nothingIncluded = { consignments: false, lineItems: false, fees: false };

/** What shoppers and people in the control panel do, for tests. */
export class StoreControl {
  readonly #book: OrderBook;
  readonly #catalogue: Catalogue;
  readonly #warehouse: Warehouse;
  readonly #refunds: Refunds;
  readonly #face: ShopFace;

  constructor(book: OrderBook, catalogue: Catalogue, warehouse: Warehouse, refunds: Refunds, face: ShopFace) {
    this.#book = book;
    this.#catalogue = catalogue;
    this.#warehouse = warehouse;
    this.#refunds = refunds;
    this.#face = face;
  }

  /** Id of the new order. */
  placeOrder(draft: OrderDraft): number {
    return this.#book.place(draft).id;
  }

  /** A shopper buys one unit of what the shop shows; id of the order, or null: sold out. */
  buy(sku: string, statusId = 11): number | null {
    this.#warehouse.catchUp();
    const { product, variant } = this.#sku(sku);
    const soldOut = this.#warehouse.itemOf(product, variant) !== null && this.#warehouse.level(product, variant) <= 0;
    return soldOut ? null : this.placeOrder({ lines: [{ sku, quantity: 1 }], statusId });
  }

  shelf(): ShelfEntry[] {
    this.#warehouse.catchUp();
    return [...this.#catalogue.products.values()].flatMap((product) =>
      product.variants.map((variant) => ({
        sku: variant.sku,
        productId: product.id,
        variantId: variant.id,
        available: this.#warehouse.itemOf(product, variant) ? this.#warehouse.level(product, variant) : null,
      })),
    );
  }

  order(id: number): JsonObject {
    return presentOrder(this.#face, this.#find(id), nothingIncluded);
  }

  setStatus(id: number, statusId: number): void {
    const order = this.#find(id);
    this.#book.setStatus(order, statusId);
    this.#book.touch(order);
  }

  cancel(id: number): void {
    this.setStatus(id, 5);
  }

  archive(id: number): void {
    this.#book.archive(this.#find(id));
  }

  /** Members of an order's update, done by a person: lines, addresses, notes, fees. */
  editOrder(id: number, changes: JsonObject): JsonObject {
    changeOrder(this.#book, this.#find(id), changes);
    return this.order(id);
  }

  /** A person refunds lines, or all that is left of them; id of the refund. */
  refund(id: number, items?: readonly RefundedItem[]): number {
    const order = this.#find(id);
    const wanted = items ?? order.lines.map((line) => ({ lineId: line.id, quantity: line.quantity - line.quantityRefunded })).filter(({ quantity }) => quantity > 0);
    const body: JsonObject = { items: wanted.map(({ lineId, quantity }) => ({ item_type: 'PRODUCT', item_id: lineId, quantity })) };
    const amount = numberOf(this.#refunds.quote(order, body), 'total_refund_amount');
    return this.#refunds.create(order, { ...body, payments: [{ provider_id: 'custom', amount, offline: true }] }).id;
  }

  /** A person counts in the panel. */
  setStock(sku: string, onHand: number, locationId = this.#warehouse.defaultLocation): void {
    const { product, variant } = this.#sku(sku);
    const item = this.#warehouse.itemOf(product, variant);
    if (!item) throw new RangeError(`Nobody counts "${sku}".`);
    this.#warehouse.set(item, locationId, onHand, 'control');
  }

  setSafetyStock(sku: string, units: number, locationId = this.#warehouse.defaultLocation): void {
    const { product, variant } = this.#sku(sku);
    const item = this.#warehouse.itemOf(product, variant);
    if (item) this.#warehouse.setSafetyStock(item, locationId, units);
  }

  /** A product made in the panel, with whatever members; id of the product. */
  addProduct(body: JsonObject): number {
    return this.#catalogue.create(body).id;
  }

  /** A person's edit, past the checks of the API: doubles of a SKU come about so. */
  patchProduct(id: number, changes: JsonObject): void {
    const product = this.#catalogue.product(id);
    Object.assign(product.members, changes);
    this.#catalogue.touch(product);
  }

  patchVariant(id: number, changes: JsonObject): void {
    const found = this.#catalogue.variant(id);
    if (!found) throw new RangeError(`The shop has no variant ${id}.`);
    found.variant.sku = textOf(changes, 'sku') || found.variant.sku;
    Object.assign(found.variant.members, Object.fromEntries(Object.entries(changes).filter(([name]) => name !== 'sku')));
    this.#catalogue.touch(found.product);
  }

  #find(id: number): Order {
    const order = this.#book.orders.get(id);
    if (!order) throw new RangeError(`The shop has no order ${id}.`);
    return order;
  }

  #sku(sku: string): { readonly product: Product; readonly variant: Variant } {
    const [found] = this.#catalogue.bySku(sku);
    if (!found) throw new RangeError(`The shop has no SKU "${sku}".`);
    return found;
  }
}

/** `items` of a refund over HTTP; all that is left when absent. */
export const readRefundedItems = (body: JsonObject): RefundedItem[] | undefined => {
  const { items } = body;
  if (!Array.isArray(items)) return undefined;
  return items.filter(isJsonObject).map((item) => ({ lineId: numberOf(item, 'lineId'), quantity: numberOf(item, 'quantity') }));
};
