import { objectsOf, textOf, numberOf, type JsonObject } from '../../json-value.ts';
import { toSecond } from '../dates.ts';
import type { Ids } from '../ids.ts';
import { invalid, missing, Refusal } from '../refusal.ts';
import { productEvent, skuEvent, type Emit } from '../shop-event.ts';
import { productMembers, valuesPerOption, variantMembers, variantsPerProduct, type OptionValue, type Product, type ProductOption, type Variant } from './product.ts';

export interface CatalogueContext {
  readonly ids: Ids;
  readonly now: () => number;
  readonly emit: Emit;
}

const taken = (what: string, value: string): Refusal => new Refusal(409, `The ${what} is a duplicate`, { [what === 'product name' ? 'name' : 'sku']: `${value} is already in use.` });

const splitMembers = (body: JsonObject, apart: readonly string[]): JsonObject => Object.fromEntries(Object.entries(body).filter(([name]) => !apart.includes(name)));

export interface FoundVariant {
  readonly product: Product;
  readonly variant: Variant;
}

/** Products, their options and variants. Stock is the warehouse's: a written `inventory_level` is handed back to the caller. */
export class Catalogue {
  readonly products = new Map<number, Product>();
  readonly #context: CatalogueContext;
  /** Null once something moved. */
  #index: { readonly byId: ReadonlyMap<number, FoundVariant>; readonly bySku: ReadonlyMap<string, readonly FoundVariant[]> } | null = null;

  constructor(context: CatalogueContext) {
    this.#context = context;
  }

  product(id: number): Product {
    const product = this.products.get(id);
    if (!product) throw missing();
    return product;
  }

  variant(id: number): FoundVariant | null {
    return this.#indexed().byId.get(id) ?? null;
  }

  variantOf(product: Product, id: number): Variant {
    const variant = product.variants.find((candidate) => candidate.id === id);
    if (!variant) throw missing();
    return variant;
  }

  option(product: Product, id: number): ProductOption {
    const option = product.options.find((candidate) => candidate.id === id);
    if (!option) throw missing();
    return option;
  }

  bySku(sku: string): readonly FoundVariant[] {
    return this.#indexed().bySku.get(sku) ?? [];
  }

  create(body: JsonObject): Product {
    this.#refuseDoubles(body, null);
    const given = objectsOf(body, 'variants');
    if (given.length > variantsPerProduct) throw invalid({ variants: `A product has at most ${variantsPerProduct} variants.` });
    const at = toSecond(this.#context.now());
    const members = { ...productMembers, ...splitMembers(body, ['variants', 'inventory_level']), ...this.#withIds(body) };
    const product: Product = { id: this.#context.ids.next('product', 111), members, options: [], variants: [], createdAt: at, modifiedAt: at };
    for (const input of given) product.variants.push(this.#newVariant(product, input, true));
    if (given.length === 0) product.variants.push(this.#baseVariant(product));
    this.products.set(product.id, product);
    this.#index = null;
    this.#context.emit(productEvent('created', product.id));
    if (given.length > 0) for (const variant of product.variants) this.#context.emit(skuEvent('created', variant.skuId, product.id, variant.id));
    return product;
  }

  update(id: number, body: JsonObject): Product {
    const product = this.product(id);
    this.#refuseDoubles(body, product);
    Object.assign(product.members, splitMembers(body, ['inventory_level']), this.#withIds(body));
    const base = product.options.length === 0 ? product.variants[0] : undefined;
    if (base && 'sku' in body) base.sku = textOf(body, 'sku');
    this.touch(product);
    return product;
  }

  remove(id: number): void {
    if (!this.products.delete(id)) return;
    this.#index = null;
    this.#context.emit(productEvent('deleted', id));
  }

  addVariant(product: Product, input: JsonObject): Variant {
    const real = product.options.length === 0 ? [] : product.variants.filter(({ optionValues }) => optionValues.length > 0);
    if (real.length >= variantsPerProduct) throw invalid({ product_id: `A product has at most ${variantsPerProduct} variants.` });
    const variant = this.#newVariant(product, input, false);
    product.variants = [...real, variant];
    this.#context.emit(skuEvent('created', variant.skuId, product.id, variant.id));
    this.touch(product);
    return variant;
  }

  updateVariant(product: Product, variant: Variant, input: JsonObject): void {
    const sku = textOf(input, 'sku');
    if (sku !== '' && sku !== variant.sku) this.#refuseSku(sku, variant.id);
    if (sku !== '') variant.sku = sku;
    Object.assign(variant.members, splitMembers(input, ['id', 'sku', 'product_id', 'option_values', 'inventory_level']));
    this.#context.emit(skuEvent('updated', variant.skuId, product.id, variant.id));
    this.touch(product);
  }

  removeVariant(product: Product, variant: Variant): void {
    product.variants = product.variants.filter(({ id }) => id !== variant.id);
    if (product.variants.length === 0) product.variants.push(this.#baseVariant(product));
    this.#context.emit(skuEvent('deleted', variant.skuId, product.id, variant.id));
    this.touch(product);
  }

  addOption(product: Product, body: JsonObject): ProductOption {
    const values = objectsOf(body, 'option_values');
    const name = textOf(body, 'display_name');
    const faults: Record<string, string> = {};
    if (name === '') faults['display_name'] = 'error.path.missing';
    if (textOf(body, 'type') === '') faults['type'] = 'error.path.missing';
    if (values.length === 0) faults['option_values'] = 'error.path.missing';
    if (Object.keys(faults).length > 0) throw invalid(faults, 'Missing Required Fields');
    if (product.options.some(({ displayName }) => displayName === name)) throw new Refusal(409, 'The option name is a duplicate', { display_name: `${name} is already in use.` });
    const option: ProductOption = { id: this.#context.ids.next('option', 220), displayName: name, type: textOf(body, 'type'), sortOrder: numberOf(body, 'sort_order') || product.options.length, values: [] };
    for (const value of values) this.#makeValue(option, value);
    product.options.push(option);
    this.touch(product);
    return option;
  }

  removeOption(product: Product, option: ProductOption): void {
    if (product.variants.some(({ optionValues }) => optionValues.some(({ optionId }) => optionId === option.id))) {
      throw new Refusal(409, 'The option is in use by variants', { option_id: 'Remove the variants first.' });
    }
    product.options.splice(product.options.indexOf(option), 1);
    this.touch(product);
  }

  addValue(product: Product, option: ProductOption, body: JsonObject): OptionValue {
    const value = this.#makeValue(option, body);
    this.touch(product);
    return value;
  }

  removeValue(product: Product, option: ProductOption, value: OptionValue): void {
    if (product.variants.some(({ optionValues }) => optionValues.some(({ valueId }) => valueId === value.id))) {
      throw new Refusal(409, 'The option value is in use by variants', { value_id: 'Remove the variants first.' });
    }
    option.values.splice(option.values.indexOf(value), 1);
    this.touch(product);
  }

  /** Something of the product was changed. */
  touch(product: Product): void {
    this.#index = null;
    product.modifiedAt = toSecond(this.#context.now());
    this.#context.emit(productEvent('updated', product.id));
  }

  #makeValue(option: ProductOption, body: JsonObject): OptionValue {
    if (option.values.length >= valuesPerOption) throw invalid({ option_values: `An option has at most ${valuesPerOption} values.` });
    const label = textOf(body, 'label');
    if (option.values.some((value) => value.label === label)) throw invalid({ label: `${label} is already a value of this option.` });
    const value: OptionValue = {
      id: this.#context.ids.next('option value', 1100),
      label,
      sortOrder: numberOf(body, 'sort_order'),
      isDefault: body['is_default'] === true,
      valueData: (body['value_data'] as JsonObject | undefined) ?? null,
    };
    option.values.push(value);
    return value;
  }

  #indexed(): { readonly byId: ReadonlyMap<number, FoundVariant>; readonly bySku: ReadonlyMap<string, readonly FoundVariant[]> } {
    if (this.#index) return this.#index;
    const [byId, bySku] = [new Map<number, FoundVariant>(), new Map<string, FoundVariant[]>()];
    for (const product of this.products.values()) {
      for (const variant of product.variants) {
        const found = { product, variant };
        byId.set(variant.id, found);
        const known = bySku.get(variant.sku);
        if (known) known.push(found);
        else bySku.set(variant.sku, [found]);
      }
    }
    return (this.#index = { byId, bySku });
  }

  #baseVariant(product: Product): Variant {
    return { id: this.#context.ids.next('variant', 3001), skuId: this.#context.ids.next('sku', 461), sku: textOf(product.members, 'sku'), members: { ...variantMembers }, optionValues: [] };
  }

  #newVariant(product: Product, input: JsonObject, makesOptions: boolean): Variant {
    const sku = textOf(input, 'sku');
    if (sku === '') throw invalid({ sku: 'error.path.missing' }, 'Missing Required Fields');
    this.#refuseSku(sku, null, product);
    const optionValues = objectsOf(input, 'option_values').map((wanted) => this.#place(product, wanted, makesOptions));
    const key = (values: Variant['optionValues']): string => values.map(({ optionId, valueId }) => `${optionId}=${valueId}`).sort().join();
    const complete = new Set(optionValues.map(({ optionId }) => optionId)).size === optionValues.length && optionValues.length > 0 && (makesOptions || optionValues.length === product.options.length);
    if (!complete) throw invalid({ option_values: 'A variant has exactly one value of each option of its product.' });
    if (product.variants.some((variant) => key(variant.optionValues) === key(optionValues))) throw new Refusal(409, 'The variant option values are a duplicate', { option_values: 'Another variant has the same.' });
    const members = { ...variantMembers, ...splitMembers(input, ['id', 'sku', 'product_id', 'option_values', 'inventory_level']) };
    return { id: this.#context.ids.next('variant', 3001), skuId: this.#context.ids.next('sku', 461), sku, members, optionValues };
  }

  #place(product: Product, wanted: JsonObject, makesOptions: boolean): { optionId: number; valueId: number } {
    const [name, label] = [textOf(wanted, 'option_display_name'), textOf(wanted, 'label')];
    let option = product.options.find(({ id, displayName }) => id === wanted['option_id'] || displayName === name);
    if (!option && makesOptions && name !== '') {
      option = { id: this.#context.ids.next('option', 220), displayName: name, type: 'rectangles', sortOrder: product.options.length, values: [] };
      product.options.push(option);
    }
    let value = option?.values.find((candidate) => candidate.id === wanted['id'] || candidate.label === label);
    if (option && !value && makesOptions && label !== '') value = this.#makeValue(option, { label, sort_order: option.values.length });
    if (!option || !value) throw invalid({ option_values: `The product has no option value ${label || numberOf(wanted, 'id')}.` });
    return { optionId: option.id, valueId: value.id };
  }

  #withIds(body: JsonObject): JsonObject {
    const lists: JsonObject = {};
    for (const name of ['images', 'custom_fields']) {
      if (Array.isArray(body[name])) lists[name] = objectsOf(body, name).map((entry) => ({ ...entry, id: numberOf(entry, 'id') || this.#context.ids.next(name, 1) }));
    }
    return lists;
  }

  #refuseDoubles(body: JsonObject, self: Product | null): void {
    const [name, sku] = [textOf(body, 'name'), textOf(body, 'sku')];
    if (name !== '' && [...this.products.values()].some((product) => product !== self && textOf(product.members, 'name') === name)) throw taken('product name', name);
    if (sku !== '' && [...this.products.values()].some((product) => product !== self && (textOf(product.members, 'sku') === sku || product.variants.some((variant) => variant.sku === sku)))) throw taken('product sku', sku);
  }

  #refuseSku(sku: string, self: number | null, unsaved?: Product): void {
    const others = [...this.bySku(sku).map(({ variant }) => variant), ...(unsaved && !this.products.has(unsaved.id) ? unsaved.variants.filter((variant) => variant.sku === sku) : [])];
    if (others.some(({ id }) => id !== self)) throw taken('variant sku', sku);
  }
}
