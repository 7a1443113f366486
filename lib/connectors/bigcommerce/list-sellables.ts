import type { Sellable } from '../../model/sellable.ts';
import type { HttpAccount } from '../http/create-http-account.ts';
import { idOf, listOf, notAsPublished, textOf } from './remote-record.ts';
import { v3Pages, type ListOptions } from './v3-pages.ts';

/**
 * Everything that can be sold: ceil(products / 250) + ceil(variants / 250) calls. Every product has at least one variant; that of a
 * product without options has no option values and is the product itself.
 */
export async function* listSellables(account: Pick<HttpAccount, 'call'>, options: ListOptions): AsyncGenerator<readonly Sellable[]> {
  const asked = { priority: 'catalogue', ...options } as const;
  const products = new Map<string, { readonly name: string; readonly visible: boolean }>();
  for await (const rows of v3Pages(account, { path: '/catalog/products', route: '/catalog/products' }, { include_fields: 'name,is_visible' }, asked)) {
    for (const row of rows) products.set(textOf(row['id']), { name: textOf(row['name']), visible: row['is_visible'] === true });
  }
  for await (const rows of v3Pages(account, { path: '/catalog/variants', route: '/catalog/variants' }, { include_fields: 'product_id,sku,option_values,purchasing_disabled' }, asked)) {
    yield rows.map((row): Sellable => {
      const productId = idOf(row['product_id']);
      const variantId = idOf(row['id']);
      if (productId === null || variantId === null) throw notAsPublished('A variant', '/product_id', 'no product or no id');
      const product = products.get(productId);
      const labels = listOf(row['option_values']).map((value) => textOf(value['label']));
      return {
        productId,
        variantId: labels.length === 0 ? null : variantId,
        name: [product?.name ?? '', labels.join(', ')].filter((text) => text !== '').join(' - '),
        skuCode: textOf(row['sku']).trim() || null,
        published: product?.visible === true && row['purchasing_disabled'] !== true,
      };
    });
  }
}
