import { Ajv } from 'ajv';
import Type from 'typebox';
import { OperationError } from '../../errors/operation-error.ts';
import type { Sellable } from '../../model/sellable.ts';

const Text = Type.Optional(Type.Union([Type.String(), Type.Null()]));
const Product = Type.Object({ id: Type.Integer(), type: Text, name: Text, sku: Text, status: Text });
type Product = Type.Static<typeof Product>;
const isProduct = new Ajv({ allowUnionTypes: true }).compile<Product>(Product);

/** One numbered page of a list below /wp-json/wc/v3, and how many pages there are as far as the shop says. */
export type ProductPageReader = (path: string, route: string, page: number) => Promise<{ readonly rows: readonly unknown[]; readonly totalPages: number | undefined }>;

/**
 * Everything that can be sold, product by product: simple products, and the variations of variable ones. Grouped products
 * are shelves of others, and external ones are sold elsewhere.
 * @throws REMOTE_RECORD_INVALID, PAGE_NOT_ADVANCING
 */
export async function* listSellables(read: ProductPageReader): AsyncGenerator<readonly Sellable[]> {
  for await (const products of pagesOf(read, '/products', '/products')) {
    for (const product of products) {
      if (product.type === 'grouped' || product.type === 'external') continue;
      if (product.type !== 'variable') {
        yield [sellable(product, null, product.status)];
        continue;
      }
      for await (const variations of pagesOf(read, `/products/${product.id}/variations`, '/products/{id}/variations')) {
        yield variations.map((variation) => sellable(product, variation, product.status === 'publish' ? variation.status : product.status));
      }
    }
  }
}

function sellable(product: Product, variation: Product | null, status: string | null | undefined): Sellable {
  const name = variation ? `${product.name ?? ''} - ${variation.name ?? ''}` : (product.name ?? '');
  return { productId: String(product.id), variantId: variation ? String(variation.id) : null, name, skuCode: (variation ?? product).sku?.trim() || null, published: status === 'publish' };
}

async function* pagesOf(read: ProductPageReader, path: string, route: string): AsyncGenerator<readonly Product[]> {
  let before = '';
  for (let page = 1; ; page += 1) {
    const { rows, totalPages } = await read(path, route, page);
    const products = rows.map((row) => readProduct(row, route));
    const ids = products.map(({ id }) => id).join();
    if (products.length > 0 && ids === before) {
      throw new OperationError('PAGE_NOT_ADVANCING', `WooCommerce's list ${route} does not come to an end: page ${page} repeats the one before.`, { details: { route, page } });
    }
    before = ids;
    if (products.length > 0) yield products;
    if (products.length === 0 || (totalPages !== undefined && page >= totalPages)) return;
  }
}

function readProduct(row: unknown, route: string): Product {
  if (isProduct(row)) return row;
  const [problem] = isProduct.errors ?? [];
  throw new OperationError('REMOTE_RECORD_INVALID', `A product in WooCommerce's list ${route} is not as published: ${problem?.instancePath ?? ''} ${problem?.message ?? ''}.`, { details: { route } });
}
