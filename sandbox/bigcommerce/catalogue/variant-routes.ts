import { isJsonObject, numberOf, type JsonObject } from '../../json-value.ts';
import { data, explanation, json, noContent } from '../answer.ts';
import { listV3, pageParameters } from '../page-of.ts';
import { Refusal } from '../refusal.ts';
import { bodyOf, idsOf, type Route } from '../route.ts';
import type { BulkWork } from '../stock/bulk-work.ts';
import type { Warehouse } from '../stock/warehouse.ts';
import type { Catalogue } from './catalogue.ts';
import { presentVariant, selectFields } from './present-product.ts';
import { fieldsOf } from './product-filter.ts';
import type { Product, Variant } from './product.ts';
import { writeLevel } from './product-routes.ts';

const variantsPerBatch = 50;

const fields = ['include_fields', 'exclude_fields'] as const;

export const variantRoutes = (catalogue: Catalogue, warehouse: Warehouse, bulk: BulkWork): Route[] => {
  const show = (product: Product, variant: Variant): JsonObject => presentVariant(product, variant, (owner, one) => warehouse.level(owner, one));
  const change = (product: Product, variant: Variant, input: JsonObject): JsonObject => {
    catalogue.updateVariant(product, variant, input);
    writeLevel(warehouse, product, variant, input);
    return show(product, variant);
  };
  return [
    {
      operation: 'GET /v3/catalog/products/{product_id}/variants',
      query: [...pageParameters, ...fields],
      run: (call) => {
        const product = catalogue.product(idsOf(call)[0]);
        return listV3(call, product.variants, (variant) => selectFields(show(product, variant), fieldsOf(call.query)));
      },
    },
    {
      operation: 'GET /v3/catalog/products/{product_id}/variants/{variant_id}',
      query: fields,
      run: (call) => {
        const product = catalogue.product(idsOf(call)[0]);
        return data(selectFields(show(product, catalogue.variantOf(product, idsOf(call)[1])), fieldsOf(call.query)));
      },
    },
    {
      operation: 'POST /v3/catalog/products/{product_id}/variants',
      run: (call) => {
        const product = catalogue.product(idsOf(call)[0]);
        const variant = catalogue.addVariant(product, bodyOf(call));
        writeLevel(warehouse, product, variant, bodyOf(call));
        return data(show(product, variant));
      },
    },
    {
      operation: 'PUT /v3/catalog/products/{product_id}/variants/{variant_id}',
      run: (call) => {
        const product = catalogue.product(idsOf(call)[0]);
        return data(change(product, catalogue.variantOf(product, idsOf(call)[1]), bodyOf(call)));
      },
    },
    {
      operation: 'DELETE /v3/catalog/products/{product_id}/variants/{variant_id}',
      run: (call) => {
        const product = catalogue.product(idsOf(call)[0]);
        catalogue.removeVariant(product, catalogue.variantOf(product, idsOf(call)[1]));
        return noContent;
      },
    },
    {
      operation: 'GET /v3/catalog/variants',
      query: ['id', 'sku', 'upc', 'product_id:in', ...pageParameters, ...fields],
      run: (call) => {
        const { query } = call;
        const products = query.list('product_id:in');
        const among = [...catalogue.products.values()].filter(({ id }) => products?.includes(String(id)) ?? true);
        const rows = among
          .flatMap((product) => product.variants.map((variant) => ({ product, variant })))
          .filter(({ variant }) => (query.number('id') ?? variant.id) === variant.id && (query.text('sku') ?? variant.sku) === variant.sku && (query.text('upc') ?? variant.members['upc']) === variant.members['upc']);
        return listV3(call, rows, ({ product, variant }) => selectFields(show(product, variant), fieldsOf(query)));
      },
    },
    {
      operation: 'PUT /v3/catalog/variants',
      run: ({ body }) => {
        bulk.catalogueWork();
        const inputs = Array.isArray(body) ? body.filter(isJsonObject) : [];
        if (inputs.length > variantsPerBatch) throw new Refusal(413, 'Too many objects were sent', { variants: `must not be more than ${variantsPerBatch}` });
        const unknown = inputs.flatMap((input, index) => (catalogue.variant(numberOf(input, 'id')) ? [] : [index]));
        if (unknown.length > 0) {
          const errors = unknown.map((index) => ({ status: 422, title: 'The variant was not found', type: explanation, errors: { [`${index}.id`]: `There is no variant ${numberOf(inputs[index] ?? {}, 'id')}.` } }));
          return json(422, { batch_errors: errors });
        }
        const shown = inputs.flatMap((input) => {
          const found = catalogue.variant(numberOf(input, 'id'));
          return found ? [change(found.product, found.variant, input)] : [];
        });
        return json(200, { data: shown, meta: {} });
      },
    },
  ];
};
