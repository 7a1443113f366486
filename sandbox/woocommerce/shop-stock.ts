import { numberOf, objectsOf, textOf, type Json, type JsonObject } from '../json-value.ts';
import type { Catalogue } from './catalogue.ts';
import { managesStock, settledStock, statusOfVariations } from './stock-figures.ts';

/** One change of a product's stock, for whoever checks from outside. */
export interface StockWrite {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly id: number;
  readonly sku: string;
  /** `api`: a write of a client; `order`: sold; `restore`: given back by a cancelled order; `control`: a person in the shop. */
  readonly cause: 'api' | 'order' | 'restore' | 'control';
  readonly before: Json;
  readonly after: Json;
  readonly orderId?: number;
}

export interface ShopStockContext {
  readonly catalogue: Catalogue;
  readonly now: () => number;
  readonly modifiedNow: () => JsonObject;
  readonly emit: (topic: string, id: number) => void;
  readonly addNote: (orderId: number, note: string) => void;
}

const remembered = 200_000;
const reducing = ['on-hold', 'processing', 'completed'];
const restoring = ['cancelled', 'pending'];
const reducedKey = '_reduced_stock';

const reducedOf = (line: JsonObject): number => Number(objectsOf(line, 'meta_data').find((meta) => meta['key'] === reducedKey)?.['value'] ?? 0);

/** The shop's own stock keeping: orders take units when they are paid for or wait for it, and give them back when cancelled. */
export class ShopStock {
  readonly writes: StockWrite[] = [];
  readonly #context: ShopStockContext;
  #lastMetaId = 1_000_000;

  constructor(context: ShopStockContext) {
    this.#context = context;
  }

  /** Replaces members of a product or variation, with what follows from them; every save is told by webhook, also one that changes nothing. */
  save(id: number, changes: JsonObject, cause: StockWrite['cause'], orderId?: number): JsonObject {
    const { catalogue, now, modifiedNow, emit } = this.#context;
    const before = catalogue.record(id);
    if (!before) throw new RangeError(`The shop has no product or variation ${id}.`);
    const merged = { ...before, ...changes };
    const parentId = numberOf(merged, 'parent_id');
    const parentManages = managesStock(catalogue.product(parentId) ?? {});
    const after = catalogue.patch(id, { ...changes, ...settledStock(merged, parentManages) }, modifiedNow());
    this.writes.push({ at: now(), id, sku: textOf(before, 'sku'), cause, before: before['stock_quantity'] ?? null, after: after['stock_quantity'] ?? null, ...(orderId === undefined ? {} : { orderId }) });
    if (this.writes.length > remembered) this.writes.shift();
    emit('product.updated', id);
    if (parentId > 0) this.#syncParent(parentId);
    return after;
  }

  /** What an order's status does to stock: the order as it is afterwards. Each line is reduced once, and given back once. */
  follow(order: JsonObject): JsonObject {
    const status = textOf(order, 'status');
    if (reducing.includes(status)) return this.#reduce(order);
    return restoring.includes(status) ? this.#restore(order) : order;
  }

  /** Whether a shopper can put so many into the cart. */
  canBuy(id: number, units: number): boolean {
    const record = this.#keeper(id) ?? this.#context.catalogue.record(id);
    if (!record) return false;
    if (!managesStock(record)) return record['stock_status'] !== 'outofstock';
    return record['backorders_allowed'] === true || numberOf(record, 'stock_quantity') >= units;
  }

  #reduce(order: JsonObject): JsonObject {
    const changes: string[] = [];
    const lines = objectsOf(order, 'line_items').map((line) => {
      const keeper = this.#keeper(numberOf(line, 'variation_id') || numberOf(line, 'product_id'));
      if (!keeper || objectsOf(line, 'meta_data').some((meta) => meta['key'] === reducedKey)) return line;
      const units = numberOf(line, 'quantity');
      changes.push(this.#move(keeper, -units, 'order', numberOf(order, 'id')));
      const value = String(units);
      return { ...line, meta_data: [...objectsOf(line, 'meta_data'), { id: (this.#lastMetaId += 1), key: reducedKey, value, display_key: reducedKey, display_value: value }] };
    });
    return this.#noted(order, lines, 'Stock levels reduced:', changes);
  }

  #restore(order: JsonObject): JsonObject {
    const changes: string[] = [];
    const lines = objectsOf(order, 'line_items').map((line) => {
      const units = reducedOf(line);
      const keeper = this.#keeper(numberOf(line, 'variation_id') || numberOf(line, 'product_id'));
      if (!keeper || units === 0) return line;
      changes.push(this.#move(keeper, units, 'restore', numberOf(order, 'id')));
      return { ...line, meta_data: objectsOf(line, 'meta_data').filter((meta) => meta['key'] !== reducedKey) };
    });
    return this.#noted(order, lines, 'Stock levels increased:', changes);
  }

  #noted(order: JsonObject, lines: JsonObject[], title: string, changes: readonly string[]): JsonObject {
    if (changes.length === 0) return order;
    this.#context.addNote(numberOf(order, 'id'), `${title} ${changes.join(', ')}`);
    return { ...order, line_items: lines };
  }

  #move(keeper: JsonObject, units: number, cause: 'order' | 'restore', orderId: number): string {
    const before = numberOf(keeper, 'stock_quantity');
    this.save(numberOf(keeper, 'id'), { stock_quantity: before + units }, cause, orderId);
    return `${textOf(keeper, 'name')} (${textOf(keeper, 'sku') || `#${numberOf(keeper, 'id')}`}) ${before}&rarr;${before + units}`;
  }

  /** Who keeps the stock of a product: itself, its parent, or nobody. */
  #keeper(id: number): JsonObject | undefined {
    const { catalogue } = this.#context;
    const record = catalogue.record(id);
    const parent = catalogue.product(numberOf(record ?? {}, 'parent_id'));
    return [record, parent].find((candidate) => candidate !== undefined && managesStock(candidate));
  }

  #syncParent(parentId: number): void {
    const { catalogue, modifiedNow, emit } = this.#context;
    const parent = catalogue.product(parentId);
    if (!parent || managesStock(parent)) return;
    const status = statusOfVariations(catalogue.variationsOf(parentId));
    if (parent['stock_status'] === status) return;
    catalogue.patch(parentId, { stock_status: status }, modifiedNow());
    emit('product.updated', parentId);
  }
}
