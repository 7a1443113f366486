import { numberOf, objectsOf, textOf, type JsonObject } from '../../json-value.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { invalid, Refusal } from '../refusal.ts';
import { mostOnHand, trackingOf, type StockItem, type Warehouse } from './warehouse.ts';

const itemsPerAdjustment = 2000;

interface Adjustment {
  readonly item: StockItem;
  readonly locationId: number;
  readonly quantity: number;
}

const identities = ['sku', 'variant_id', 'product_id'] as const;

const identityOf = (input: JsonObject): string => identities.filter((name) => name in input).map((name) => `${name} ${textOf(input, name) || numberOf(input, name)}`).join();

const find = (catalogue: Catalogue, input: JsonObject): StockItem => {
  if ('product_id' in input) {
    const product = catalogue.products.get(numberOf(input, 'product_id'));
    if (!product) throw new Refusal(422, `[Item with ${identityOf(input)} was not found]`);
    const tracking = trackingOf(product);
    if (tracking === 'variant' && product.options.length > 0) throw new Refusal(422, `[Item with ${identityOf(input)} is tracked by variant, please update stock by variant id]`);
    if (tracking === 'none') throw new Refusal(422, `[Item with ${identityOf(input)} is not tracked]`);
    return { product, variant: product.options.length === 0 ? (product.variants[0] ?? null) : null };
  }
  const found = 'sku' in input ? catalogue.bySku(textOf(input, 'sku'))[0] : catalogue.variant(numberOf(input, 'variant_id'));
  if (!found) throw new Refusal(422, `[Item with ${identityOf(input)} was not found]`);
  const { product, variant } = found;
  if (trackingOf(product) === 'none') throw new Refusal(422, `[Item with ${identityOf(input)} is not tracked]`);
  if (trackingOf(product) === 'product' && product.options.length > 0) throw new Refusal(422, `[Item with ${identityOf(input)} is tracked by product, please update stock by product id]`);
  return { product, variant };
};

/** One request is one decision: a single wrong item refuses all. */
const readAdjustments = (catalogue: Catalogue, warehouse: Warehouse, body: JsonObject): Adjustment[] => {
  const inputs = objectsOf(body, 'items');
  if (inputs.length === 0) throw invalid({ items: 'must have at least one item' }, 'Payload contains invalid fields');
  if (inputs.length > itemsPerAdjustment) throw invalid({ items: `must not have more than ${itemsPerAdjustment} items` }, 'Payload contains invalid fields');
  return inputs.map((input, index) => {
    if (identities.filter((name) => name in input).length !== 1) throw invalid({ [`items.${index}`]: 'must have exactly one of sku, variant_id and product_id' }, 'Payload contains invalid fields');
    const locationId = numberOf(input, 'location_id');
    if (!warehouse.locations.some(({ id }) => id === locationId)) throw invalid({ [`items.${index}.location_id`]: `There is no location ${locationId}.` }, 'Payload contains invalid fields');
    return { item: find(catalogue, input), locationId, quantity: numberOf(input, 'quantity') };
  });
};

/** Returns what to do once it takes effect. */
export const absoluteAdjustment = (catalogue: Catalogue, warehouse: Warehouse, body: JsonObject): (() => void) => {
  const adjustments = readAdjustments(catalogue, warehouse, body);
  adjustments.forEach(({ quantity }, index) => {
    if (quantity < 0 || quantity > mostOnHand) throw invalid({ [`items.${index}.quantity`]: `must be from 0 to ${mostOnHand}` }, 'Payload contains invalid fields');
  });
  return () => {
    for (const { item, locationId, quantity } of adjustments) warehouse.set(item, locationId, quantity, 'absolute');
  };
};

/** Units that it would take below the safety stock refuse it; an item that has no figure yet needs an absolute one first. */
export const relativeAdjustment = (catalogue: Catalogue, warehouse: Warehouse, body: JsonObject): (() => void) => {
  const adjustments = readAdjustments(catalogue, warehouse, body);
  for (const { item, locationId, quantity } of adjustments) {
    const name = item.variant && item.product.options.length > 0 ? `variant_id ${item.variant.id}` : `product_id ${item.product.id}`;
    if (!warehouse.isSet(item, locationId)) throw new Refusal(422, `Items with identity: [${name}] requires absolute adjustment before relative`);
    const after = warehouse.onHand(item, locationId) + quantity;
    if (quantity < 0 && after < warehouse.safetyStock(item, locationId)) throw new Refusal(422, `Items with identity: [${name}] have insufficient stock`);
    if (after > mostOnHand) throw new Refusal(422, `Items with identity: [${name}] exceed the inventory limit`);
  }
  return () => {
    for (const { item, locationId, quantity } of adjustments) warehouse.set(item, locationId, warehouse.onHand(item, locationId) + quantity, 'relative');
  };
};
