import { Ajv } from 'ajv';
import Type from 'typebox';
import { OperationError } from '../../errors/operation-error.ts';

const Text = Type.Optional(Type.Union([Type.String(), Type.Null()]));
const Product = Type.Object({
  id: Type.Integer(), type: Text, name: Text, sku: Text, status: Text, parent_id: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
  manage_stock: Type.Optional(Type.Union([Type.Boolean(), Type.String(), Type.Null()])),
  stock_quantity: Type.Optional(Type.Union([Type.Number(), Type.String({ pattern: '^\\s*-?\\d+(\\.\\d*)?\\s*$' }), Type.Null()])),
  stock_status: Text,
});
/** The members of products and variations that the kit reads. */
export type Product = Type.Static<typeof Product>;
const isProduct = new Ajv({ allowUnionTypes: true }).compile<Product>(Product);

/** One numbered page of a list below /wp-json/wc/v3, and how many pages there are as far as the shop says. */
export type ProductPageReader = (path: string, route: string, page: number) => Promise<{ readonly rows: readonly unknown[]; readonly totalPages: number | undefined }>;

/** What can be sold: simple products by themselves, those with variations together with a page of these. */
export interface ProductPage {
  readonly product: Product;
  /** Null: the product itself is sold. */
  readonly variations: readonly Product[] | null;
}

/**
 * Everything that can be sold, product by product. Grouped products are shelves of others, and external ones are sold elsewhere.
 * @throws REMOTE_RECORD_INVALID, PAGE_NOT_ADVANCING
 */
export async function* listProducts(read: ProductPageReader): AsyncGenerator<ProductPage> {
  for await (const products of productPages(read, '/products', '/products')) {
    for (const product of products) {
      if (product.type === 'grouped' || product.type === 'external') continue;
      if (product.type !== 'variable') {
        yield { product, variations: null };
        continue;
      }
      for await (const variations of productPages(read, `/products/${product.id}/variations`, '/products/{id}/variations')) yield { product, variations };
    }
  }
}

/** Pages of one list. @throws REMOTE_RECORD_INVALID, PAGE_NOT_ADVANCING */
export async function* productPages(read: ProductPageReader, path: string, route: string): AsyncGenerator<readonly Product[]> {
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

/** @throws REMOTE_RECORD_INVALID */
export function readProduct(row: unknown, route: string): Product {
  if (isProduct(row)) return row;
  const [problem] = isProduct.errors ?? [];
  throw new OperationError('REMOTE_RECORD_INVALID', `A product in WooCommerce's list ${route} is not as published: ${problem?.instancePath ?? ''} ${problem?.message ?? ''}.`, { details: { route } });
}
