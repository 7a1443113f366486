import type { Sellable } from '../../model/sellable.ts';
import { listProducts, type Product, type ProductPageReader } from './list-products.ts';

/**
 * Everything that can be sold, product by product: simple products, and the variations of variable ones.
 * @throws REMOTE_RECORD_INVALID, PAGE_NOT_ADVANCING
 */
export async function* listSellables(read: ProductPageReader): AsyncGenerator<readonly Sellable[]> {
  for await (const { product, variations } of listProducts(read)) {
    if (variations === null) yield [sellable(product, null, product.status)];
    else yield variations.map((variation) => sellable(product, variation, product.status === 'publish' ? variation.status : product.status));
  }
}

function sellable(product: Product, variation: Product | null, status: string | null | undefined): Sellable {
  const name = variation ? `${product.name ?? ''} - ${variation.name ?? ''}` : (product.name ?? '');
  return { productId: String(product.id), variantId: variation ? String(variation.id) : null, name, skuCode: (variation ?? product).sku?.trim() || null, published: status === 'publish' };
}
