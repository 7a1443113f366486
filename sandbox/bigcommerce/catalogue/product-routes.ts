import { isJsonObject, numberOf, objectsOf, type JsonObject } from '../../json-value.ts';
import { data, noContent } from '../answer.ts';
import { listV3 } from '../page-of.ts';
import { invalid, Refusal } from '../refusal.ts';
import { bodyOf, idsOf, type Route } from '../route.ts';
import type { BulkWork } from '../stock/bulk-work.ts';
import { trackingOf, type Warehouse } from '../stock/warehouse.ts';
import type { Catalogue } from './catalogue.ts';
import { presentProduct, selectFields } from './present-product.ts';
import { fieldsOf, productFilters, productTest, sortedProducts, writtenLevel } from './product-filter.ts';
import type { Product, Variant } from './product.ts';

const productsPerBatch = 10;

/** Catalogue writes of stock go to the default location, as BigCommerce's own do. */
export const writeLevel = (warehouse: Warehouse, product: Product, variant: Variant | null, input: JsonObject): void => {
  const units = writtenLevel(input);
  const item = variant ? warehouse.itemOf(product, variant) : { product, variant: product.options.length === 0 ? (product.variants[0] ?? null) : null };
  if (units === null || !item || trackingOf(product) === 'none') return;
  if (trackingOf(product) === 'variant' && item.variant === null) return;
  warehouse.set(item, warehouse.defaultLocation, Math.max(0, units), 'catalogue');
};

export const productRoutes = (catalogue: Catalogue, warehouse: Warehouse, bulk: BulkWork): Route[] => {
  const levelOf = (product: Product, variant: Variant | null): number => warehouse.level(product, variant);
  const update = (id: number, body: JsonObject): Product => {
    const product = catalogue.update(id, body);
    writeLevel(warehouse, product, null, body);
    return product;
  };
  return [
    {
      operation: 'GET /v3/catalog/products',
      query: productFilters,
      run: (call) => {
        const rows = sortedProducts(call.query, [...catalogue.products.values()].filter(productTest(call.query)));
        const include = call.query.list('include') ?? [];
        // The reference: "If options or modifiers is used, results are limited to 10 per page."
        const cap = include.includes('options') || include.includes('modifiers') ? 10 : 250;
        return listV3(call, rows, (product) => selectFields(presentProduct(product, levelOf, include), fieldsOf(call.query)), 250, cap);
      },
    },
    {
      operation: 'GET /v3/catalog/products/{product_id}',
      query: ['include', 'include_fields', 'exclude_fields'],
      run: (call) => data(selectFields(presentProduct(catalogue.product(idsOf(call)[0]), levelOf, call.query.list('include') ?? []), fieldsOf(call.query))),
    },
    {
      operation: 'POST /v3/catalog/products',
      run: (call) => {
        const body = bodyOf(call);
        const product = catalogue.create(body);
        writeLevel(warehouse, product, null, body);
        objectsOf(body, 'variants').forEach((input, index) => writeLevel(warehouse, product, product.variants[index] ?? null, input));
        return data(presentProduct(product, levelOf, ['variants', 'options', 'images', 'custom_fields']));
      },
    },
    {
      operation: 'PUT /v3/catalog/products/{product_id}',
      query: ['include'],
      run: (call) => data(presentProduct(update(idsOf(call)[0], bodyOf(call)), levelOf, call.query.list('include') ?? [])),
    },
    {
      operation: 'PUT /v3/catalog/products',
      run: ({ body }) => {
        bulk.catalogueWork();
        const inputs = Array.isArray(body) ? body.filter(isJsonObject) : [];
        if (inputs.length > productsPerBatch) throw new Refusal(413, 'Too many objects were sent', { products: `must not be more than ${productsPerBatch}` });
        // One bad member fails the batch, and the answer does not say which it was.
        if (inputs.some((input) => !catalogue.products.has(numberOf(input, 'id')))) throw invalid({ id: 'Please provide a valid id.' });
        const products = inputs.map((input) => update(numberOf(input, 'id'), Object.fromEntries(Object.entries(input).filter(([name]) => name !== 'id'))));
        return data(products.map((product) => presentProduct(product, levelOf)));
      },
    },
    { operation: 'DELETE /v3/catalog/products/{product_id}', run: (call) => (catalogue.remove(idsOf(call)[0]), noContent) },
  ];
};
