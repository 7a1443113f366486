import { inChunks } from '../http/in-chunks.ts';
import { listProducts, productPages, type ProductPageReader } from './list-products.ts';
import { type ShopStock, toShopStock } from './shop-stock.ts';

/** A page of products as {@link ProductPageReader}, narrowed by more parameters. */
export type StockPageReader = (path: string, route: string, page: number, query: Readonly<Record<string, string>>) => ReturnType<ProductPageReader>;
export type StockTarget = Pick<ShopStock, 'productId' | 'variantId'>;

/** WooCommerce's own maximum for a page. */
const perCall = 100;

/** Stock of everything that can be sold: one call per page of products, and one per parent and page of its variations. */
export async function* listStock(read: StockPageReader): AsyncGenerator<readonly ShopStock[]> {
  for await (const { product, variations } of listProducts((path, route, page) => read(path, route, page, {}))) {
    yield variations === null ? [toShopStock(product, null)] : variations.map((variation) => toShopStock(variation, product.id));
  }
}

/**
 * Per SKU asked for: none, one, or several where a SKU is not unique. Variations of any parents are found in one call of at most
 * 100 SKUs. The shop compares without regard to case and cannot be asked for a SKU with a comma; what is not just the SKU
 * asked for is left out, and so are parents, which are not sold.
 */
export async function findSellables(read: StockPageReader, skuCodes: readonly string[]): Promise<ReadonlyMap<string, readonly ShopStock[]>> {
  const found = new Map<string, ShopStock[]>(skuCodes.map((skuCode) => [skuCode, []]));
  const askable = [...found.keys()].filter((skuCode) => skuCode !== '' && !skuCode.includes(','));
  await Promise.all(
    inChunks(askable, perCall).map(async (chunk) => {
      for await (const products of productPages((path, route, page) => read(path, route, page, { sku: chunk.join(',') }), '/products', '/products?sku')) {
        for (const product of products) {
          if (product.type === 'variable' || product.type === 'grouped' || product.type === 'external') continue;
          const stock = toShopStock(product, product.type === 'variation' ? (product.parent_id ?? 0) : null);
          const same = found.get(stock.skuCode ?? '');
          // A list that shifts between two pages shows a product twice: that is still one.
          if (same?.some((other) => other.productId === stock.productId && other.variantId === stock.variantId) === false) same.push(stock);
        }
      }
    }),
  );
  return found;
}

/** Stock of these: simple products 100 a call, variations 100 a call of one parent. Ids that the shop does not have are absent. */
export async function readStock(read: StockPageReader, targets: readonly StockTarget[]): Promise<readonly ShopStock[]> {
  const simple = new Set<string>();
  const byParent = new Map<string, Set<string>>();
  for (const { productId, variantId } of targets) {
    if (variantId === null) simple.add(productId);
    else byParent.set(productId, (byParent.get(productId) ?? new Set()).add(variantId));
  }
  const readIds = async (path: string, route: string, ids: ReadonlySet<string>, parentId: number | null): Promise<readonly ShopStock[]> => {
    const chunks = await Promise.all(
      inChunks([...ids], perCall).map(async (chunk) => {
        const rows: ShopStock[] = [];
        for await (const page of productPages((at, name, number) => read(at, name, number, { include: chunk.join(',') }), path, route)) rows.push(...page.map((product) => toShopStock(product, parentId)));
        return rows;
      }),
    );
    return chunks.flat();
  };
  const parents = [...byParent].map(([parentId, ids]) => readIds(`/products/${encodeURIComponent(parentId)}/variations`, '/products/{id}/variations', ids, Number(parentId)));
  return (await Promise.all([readIds('/products', '/products', simple, null), ...parents])).flat();
}
