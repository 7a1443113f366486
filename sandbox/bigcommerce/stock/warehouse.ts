import { textOf, type JsonObject } from '../../json-value.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Product, Variant } from '../catalogue/product.ts';
import type { Emit } from '../shop-event.ts';

export interface Location {
  readonly id: number;
  readonly code: string;
  readonly label: string;
  readonly enabled: boolean;
  readonly isDefault: boolean;
}

export type StockCause = 'absolute' | 'relative' | 'catalogue' | 'order' | 'restore' | 'control';

/** One change of a figure. */
export interface StockWrite {
  readonly at: number;
  readonly productId: number;
  /** Null: the product keeps one figure for all its variants. */
  readonly variantId: number | null;
  readonly sku: string;
  readonly locationId: number;
  readonly cause: StockCause;
  readonly before: number;
  readonly after: number;
  readonly orderId?: number;
}

/** What the figure belongs to. */
export interface StockItem {
  readonly product: Product;
  readonly variant: Variant | null;
}

interface Figure {
  onHand: number;
  safetyStock: number;
}

const remembered = 200_000;
export const mostOnHand = 2_147_483_647;

export const trackingOf = (product: Product): string => textOf(product.members, 'inventory_tracking');

/** Figures per location, of variants or of whole products as the product is tracked. */
export class Warehouse {
  readonly locations: readonly Location[];
  readonly writes: StockWrite[] = [];
  readonly #figures = new Map<string, Figure>();
  readonly #catalogue: Catalogue;
  readonly #now: () => number;
  readonly #emit: Emit;
  /** What was answered already and is not in the figures yet. */
  #pending: { readonly dueAt: number; readonly apply: () => void }[] = [];

  constructor(locations: readonly Location[], catalogue: Catalogue, now: () => number, emit: Emit) {
    this.locations = locations;
    this.#catalogue = catalogue;
    this.#now = now;
    this.#emit = emit;
  }

  get defaultLocation(): number {
    return this.locations.find(({ isDefault }) => isDefault)?.id ?? 1;
  }

  /** The item whose figure counts for a variant; null: nobody counts. */
  itemOf(product: Product, variant: Variant): StockItem | null {
    const tracking = trackingOf(product);
    return tracking === 'none' ? null : { product, variant: tracking === 'variant' || product.options.length === 0 ? variant : null };
  }

  /** True once somebody has set a figure there. */
  isSet(item: StockItem, locationId: number): boolean {
    return this.#figures.has(this.#key(item, locationId));
  }

  onHand(item: StockItem, locationId: number): number {
    return this.#figures.get(this.#key(item, locationId))?.onHand ?? 0;
  }

  safetyStock(item: StockItem, locationId: number): number {
    return this.#figures.get(this.#key(item, locationId))?.safetyStock ?? 0;
  }

  setSafetyStock(item: StockItem, locationId: number, units: number): void {
    const key = this.#key(item, locationId);
    this.#figures.set(key, { onHand: this.#figures.get(key)?.onHand ?? 0, safetyStock: units });
  }

  availableToSell(item: StockItem, locationId: number): number {
    return Math.max(0, this.onHand(item, locationId) - this.safetyStock(item, locationId));
  }

  /** What the catalogue shows as `inventory_level`: the sum of what can be sold. */
  level(product: Product, variant: Variant | null): number {
    const tracking = trackingOf(product);
    if (tracking === 'none') return 0;
    const items: StockItem[] = variant ? [this.itemOf(product, variant) ?? { product, variant }] : product.variants.map((each) => this.itemOf(product, each) ?? { product, variant: each });
    const distinct = tracking === 'product' ? items.slice(0, 1) : items;
    return distinct.reduce((total, item) => total + this.locations.reduce((units, { id, enabled }) => units + (enabled ? this.availableToSell(item, id) : 0), 0), 0);
  }

  set(item: StockItem, locationId: number, onHand: number, cause: StockCause, orderId?: number): void {
    const key = this.#key(item, locationId);
    const figure = this.#figures.get(key) ?? { onHand: 0, safetyStock: 0 };
    const before = figure.onHand;
    this.#figures.set(key, { ...figure, onHand });
    const { product, variant } = item;
    const sku = variant?.sku ?? textOf(product.members, 'sku');
    this.writes.push({ at: this.#now(), productId: product.id, variantId: variant?.id ?? null, sku, locationId, cause, before, after: onHand, ...(orderId === undefined ? {} : { orderId }) });
    if (this.writes.length > remembered) this.writes.shift();
    const byOrder = cause === 'order' || cause === 'restore' ? 'order/' : '';
    const ofProduct = (): JsonObject => ({ type: 'product', id: product.id, inventory: { product_id: product.id, method: 'absolute', value: this.level(product, null) } });
    // A wide product's level takes long to add up, and mostly nobody listens.
    this.#emit({
      scope: `store/product/inventory/${byOrder}updated`,
      get data() {
        return ofProduct();
      },
    });
    if (!variant || product.options.length === 0) return;
    const inventory = { product_id: product.id, method: 'absolute', value: this.level(product, variant), variant_id: variant.id };
    this.#emit({ scope: `store/sku/inventory/${byOrder}updated`, data: { type: 'sku', id: variant.skuId, inventory } });
  }

  /** Answered now, in the figures only after `delayMs`, in the order of the answers. */
  setLater(delayMs: number, apply: () => void): void {
    if (delayMs <= 0 && this.#pending.length === 0) {
      apply();
      return;
    }
    this.#pending.push({ dueAt: this.#now() + delayMs, apply });
  }

  /** Brings the figures to the present. */
  catchUp(): void {
    while (this.#pending[0] && this.#pending[0].dueAt <= this.#now()) this.#pending.shift()?.apply();
  }

  /** Everything that is counted. */
  items(): StockItem[] {
    return [...this.#catalogue.products.values()].flatMap((product): StockItem[] => {
      if (trackingOf(product) === 'none') return [];
      return trackingOf(product) === 'product' && product.options.length > 0 ? [{ product, variant: null }] : product.variants.map((variant) => ({ product, variant }));
    });
  }

  #key({ product, variant }: StockItem, locationId: number): string {
    return `${variant ? `variant ${variant.id}` : `product ${product.id}`} at ${locationId}`;
  }
}
