import { numberOf, objectsOf, textOf, type JsonObject } from '../json-value.ts';

/** An order for one unit of a product, after a recorded order of one line; amounts stay as recorded, so that they add up. */
export const orderOfOne = (template: JsonObject, product: JsonObject, status: string): JsonObject => {
  const [line = {}] = objectsOf(template, 'line_items');
  const parentId = numberOf(product, 'parent_id');
  const options = objectsOf(product, 'attributes').filter((attribute) => textOf(attribute, 'option') !== '');
  const meta = options.map((attribute, index): JsonObject => {
    const name = textOf(attribute, 'name');
    const option = textOf(attribute, 'option');
    return { id: 10 + index, key: name.toLowerCase(), value: option, display_key: name, display_value: option };
  });
  return {
    ...template,
    status,
    ...(['processing', 'completed'].includes(status) ? {} : { date_paid: null, date_paid_gmt: null }),
    line_items: [{
      ...line,
      name: textOf(product, 'name'),
      product_id: parentId || numberOf(product, 'id'),
      variation_id: parentId === 0 ? 0 : numberOf(product, 'id'),
      sku: textOf(product, 'sku'),
      parent_name: parentId === 0 ? null : textOf(product, 'name').split(' - ')[0] ?? null,
      meta_data: meta,
    }],
  };
};
