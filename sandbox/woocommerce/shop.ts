import { numberOf, objectsOf, textOf, type JsonObject } from '../json-value.ts';
import { Catalogue } from './catalogue.ts';
import type { RecordedShop } from './recorded-shop.ts';
import { toSiteTime, wordpressTime } from './wordpress-dates.ts';
import { wordpressJson } from './wordpress-json.ts';

interface StoredOrder {
  readonly order: JsonObject;
  /** As last shown; rendering is most of what a list costs. */
  shown: { readonly catalogueRevision: number; readonly order: JsonObject; readonly text: string } | null;
}

/** Local dates beside the `_gmt` ones, as a site in that zone would show them. */
const onSiteTime = (record: JsonObject, offsetMinutes: number): JsonObject => {
  const shifted = { ...record };
  for (const [member, value] of Object.entries(record)) {
    if (member.endsWith('_gmt') && typeof value === 'string') shifted[member.slice(0, -'_gmt'.length)] = toSiteTime(value, offsetMinutes);
  }
  return shifted;
};

/** What the shop knows; changes come from its control alone. */
export class Shop {
  readonly catalogue: Catalogue;
  readonly customers: readonly JsonObject[];
  readonly siteOffsetMinutes: number;
  readonly now: () => number;
  /** Moves with every change of an order: sorted views belong to one revision. */
  revision = 0;
  /** Every status an order of this shop ever had: plug-ins register their own. */
  readonly statusesSeen = new Set<string>();
  readonly #orders = new Map<number, StoredOrder>();
  readonly #refunds: Map<number, JsonObject[]>;
  readonly #openedWith: readonly number[];
  #lastId = 0;

  constructor(recorded: RecordedShop, siteOffsetMinutes: number, now: () => number) {
    const local = (record: JsonObject): JsonObject => (siteOffsetMinutes === 0 ? record : onSiteTime(record, siteOffsetMinutes));
    this.siteOffsetMinutes = siteOffsetMinutes;
    this.now = now;
    this.catalogue = new Catalogue(recorded.products.map(local), recorded.variations.map(local));
    this.customers = recorded.customers.map(local);
    this.#refunds = new Map([...recorded.refunds].map(([orderId, refunds]) => [orderId, refunds.map(local)]));
    for (const record of [...recorded.products, ...recorded.variations, ...[...recorded.refunds.values()].flat()]) this.#noteId(record);
    for (const order of recorded.orders) this.put(local(order));
    this.#openedWith = [...this.#orders.keys()];
  }

  /** One range of ids for everything, as WordPress hands them out. */
  nextId(): number {
    return (this.#lastId += 1);
  }

  modifiedNow(): JsonObject {
    const gmt = wordpressTime(this.now());
    return { date_modified: toSiteTime(gmt, this.siteOffsetMinutes), date_modified_gmt: gmt };
  }

  put(order: JsonObject): void {
    const id = numberOf(order, 'id');
    if (!Number.isInteger(id) || id <= 0) throw new TypeError('An order needs a whole number as "id".');
    if (textOf(order, 'date_modified_gmt') === '') throw new TypeError(`Order ${id} has no date_modified_gmt.`);
    this.#orders.set(id, { order, shown: null });
    this.#noteId(order);
    this.statusesSeen.add(textOf(order, 'status'));
    this.revision += 1;
  }

  has(id: number): boolean {
    return this.#orders.has(id);
  }

  /** As stored, without today's SKUs. */
  stored(): JsonObject[] {
    return [...this.#orders.values()].map(({ order }) => order);
  }

  /** The orders it opened with that are paid and have a SKU on every line. */
  sendableTemplates(): JsonObject[] {
    return this.#openedWith
      .map((id) => this.order(id))
      .filter((order) => order !== undefined)
      .filter((order) => ['processing', 'completed'].includes(textOf(order, 'status')) && objectsOf(order, 'line_items').every((line) => textOf(line, 'sku') !== ''));
  }

  order(id: number): JsonObject | undefined {
    return this.#show(id)?.order;
  }

  orderText(id: number): string | undefined {
    return this.#show(id)?.text;
  }

  refundsOf(orderId: number): readonly JsonObject[] {
    return this.#refunds.get(orderId) ?? [];
  }

  putRefunds(orderId: number, refunds: readonly JsonObject[]): void {
    this.#refunds.set(orderId, [...refunds]);
    refunds.forEach((refund) => this.#noteId(refund));
  }

  #noteId(record: JsonObject): void {
    this.#lastId = Math.max(this.#lastId, numberOf(record, 'id'));
  }

  /** WooCommerce reads a line's SKU from the product each time, so that a SKU added later shows in old orders too. */
  #show(id: number): { readonly order: JsonObject; readonly text: string } | undefined {
    const stored = this.#orders.get(id);
    if (!stored) return undefined;
    if (stored.shown?.catalogueRevision === this.catalogue.revision) return stored.shown;
    const lines = objectsOf(stored.order, 'line_items').map((line) => {
      const sku = this.catalogue.skuOf(numberOf(line, 'variation_id') || numberOf(line, 'product_id'));
      return sku === undefined ? line : { ...line, sku };
    });
    const order = Array.isArray(stored.order['line_items']) ? { ...stored.order, line_items: lines } : stored.order;
    stored.shown = { catalogueRevision: this.catalogue.revision, order, text: wordpressJson(order) };
    return stored.shown;
  }
}
