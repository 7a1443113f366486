import { OperationError } from '../../errors/operation-error.ts';
import { catalogueLimits } from './catalogue-limits.ts';
import type { NewProduct, NewVariant, ProductFields } from './catalogue-shape.ts';

/**
 * A product that the store would refuse, or cut short, does not leave.
 * @throws PAYLOAD_INVALID saying which limit, and how to split
 */
export function checkNewProduct(product: NewProduct): void {
  checkProduct(product, product.name);
  const variants = product.variants ?? [];
  const most = catalogueLimits.variantsPerProduct;
  if (variants.length > most) {
    throw refuse(product.name, `has ${variants.length} variants, and BigCommerce bears ${most} of one product: split it, for example by colour, into ${Math.ceil(variants.length / most)} products or more`);
  }
  const values = new Map<string, Set<string>>();
  for (const { option_values: chosen } of variants) {
    for (const { option_display_name: option = '', label = '' } of chosen) values.set(option, (values.get(option) ?? new Set()).add(label));
  }
  for (const [option, labels] of values) {
    if (labels.size > catalogueLimits.valuesPerOption) throw refuse(product.name, `has ${labels.size} values of ${option}, and BigCommerce bears ${catalogueLimits.valuesPerOption} of one option`);
  }
  const skus = variants.map(({ sku }) => sku);
  const twice = skus.find((sku, index) => skus.indexOf(sku) !== index);
  if (twice !== undefined) throw refuse(product.name, `has the SKU ${twice} twice`);
  for (const variant of variants) checkNewVariant(variant, product.name);
}

/** @throws PAYLOAD_INVALID */
export function checkProduct(product: ProductFields, name: string): void {
  const { nameLength, skuLength, imagesPerProduct, customFieldsPerProduct } = catalogueLimits;
  if (product.name !== undefined && (product.name === '' || product.name.length > nameLength)) throw refuse(name, `has a name of ${product.name.length} characters; 1 to ${nameLength} are allowed`);
  if ((product.sku?.length ?? 0) > skuLength) throw refuse(name, `has a SKU of more than ${skuLength} characters`);
  if ((product.images?.length ?? 0) > imagesPerProduct) throw refuse(name, `has more than ${imagesPerProduct} images`);
  if ((product.custom_fields?.length ?? 0) > customFieldsPerProduct) throw refuse(name, `has more than ${customFieldsPerProduct} custom fields`);
}

/** @throws PAYLOAD_INVALID */
export function checkNewVariant({ sku, option_values: chosen }: NewVariant, name: string): void {
  if (sku === '' || sku.length > catalogueLimits.skuLength) throw refuse(name, `has a variant whose SKU has ${sku.length} characters; 1 to ${catalogueLimits.skuLength} are allowed`);
  if (chosen.length === 0) throw refuse(name, `has the variant ${sku} without option values`);
}

function refuse(name: string, problem: string): OperationError {
  return new OperationError('PAYLOAD_INVALID', `The product "${name.slice(0, 80)}" ${problem}.`, { details: { product: name.slice(0, 80) } });
}
