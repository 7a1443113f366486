import { numberOf, textOf, type JsonObject } from '../json-value.ts';
import { variationAsProduct } from './variation-as-product.ts';

/** Products and variations share one range of ids, as posts of WordPress do. */
export class Catalogue {
  readonly #products: Map<number, JsonObject>;
  readonly #variations: Map<number, JsonObject>;
  /** Moves with every change of a SKU: rendered orders carry SKUs of one revision. */
  revision = 0;

  constructor(products: readonly JsonObject[], variations: readonly JsonObject[]) {
    this.#products = new Map(products.map((product) => [numberOf(product, 'id'), product]));
    this.#variations = new Map(variations.map((variation) => [numberOf(variation, 'id'), variation]));
  }

  product(id: number): JsonObject | undefined {
    return this.#products.get(id);
  }

  /** A product or a variation as it is kept. */
  record(id: number): JsonObject | undefined {
    return this.#variations.get(id) ?? this.#products.get(id);
  }

  products(): JsonObject[] {
    return [...this.#products.values()];
  }

  variationsOf(parentId: number): JsonObject[] {
    return [...this.#variations.values()].filter((variation) => numberOf(variation, 'parent_id') === parentId);
  }

  /** A product or a variation in the shape of the products resource. */
  asProduct(id: number): JsonObject | undefined {
    const variation = this.#variations.get(id);
    return variation ? variationAsProduct(variation, this.#products.get(numberOf(variation, 'parent_id'))) : this.#products.get(id);
  }

  withSku(skus: readonly string[]): JsonObject[] {
    return [...this.#products.keys(), ...this.#variations.keys()]
      .filter((id) => {
        const sku = textOf(this.#variations.get(id) ?? this.#products.get(id) ?? {}, 'sku');
        return sku !== '' && skus.includes(sku);
      })
      .map((id) => this.asProduct(id))
      .filter((product) => product !== undefined);
  }

  /** undefined where the shop has no such product: the order keeps what it says itself. A variation without SKU shows its parent's. */
  skuOf(id: number): string | undefined {
    const variation = this.#variations.get(id);
    if (!variation) return this.#products.has(id) ? textOf(this.#products.get(id) ?? {}, 'sku') : undefined;
    return textOf(variation, 'sku') || textOf(this.#products.get(numberOf(variation, 'parent_id')) ?? {}, 'sku');
  }

  patch(id: number, changes: JsonObject, modified: JsonObject): JsonObject {
    const shelf = this.#variations.has(id) ? this.#variations : this.#products;
    const before = shelf.get(id);
    if (!before) throw new RangeError(`The shop has no product or variation ${id}.`);
    const after = { ...before, ...changes, id, ...modified };
    shelf.set(id, after);
    if (textOf(after, 'sku') !== textOf(before, 'sku')) this.revision += 1;
    return this.asProduct(id) ?? before;
  }
}
