import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../lib/package-root.ts';
import { isJsonObject, objectsOf, parseJson, type Json, type JsonObject } from '../json-value.ts';

const read = (name: string): Json => parseJson(readFileSync(path.join(packageRoot, 'samples', 'woocommerce', name), 'utf8'));
const objects = (value: Json): JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);

export interface RecordedShop {
  readonly orders: JsonObject[];
  readonly products: JsonObject[];
  readonly variations: JsonObject[];
  readonly customers: JsonObject[];
  /** By order id. */
  readonly refunds: ReadonlyMap<number, JsonObject[]>;
}

export const recordedShop = (): RecordedShop => {
  const variations = read('variations.json');
  const byParentSku = isJsonObject(variations) ? variations : {};
  return {
    orders: objects(read('orders.json')),
    products: objects(read('products.json')),
    variations: Object.keys(byParentSku).flatMap((sku) => objectsOf(byParentSku, sku)),
    customers: objects(read('customers.json')),
    refunds: new Map([
      [73, objects(read('refunds.json'))],
      [75, objects(read('refunds-full.json'))],
    ]),
  };
};
