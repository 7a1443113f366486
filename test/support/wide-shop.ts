import { startWooCommerce, type WooCommerceSandbox } from '../../sandbox/woocommerce/start-woocommerce.ts';
import { recordedShop } from '../../sandbox/woocommerce/recorded-shop.ts';

export interface WideShop {
  readonly shop: WooCommerceSandbox;
  /** Two of each parent. */
  readonly skuCodes: readonly string[];
}

/** The sandbox's shop with so many parents of two variations each in the place of the recorded catalogue. */
export async function startWideShop(parents: number): Promise<WideShop> {
  const recorded = recordedShop();
  const [parent] = recorded.products.filter(({ type }) => type === 'variable');
  const [variation] = recorded.variations;
  if (!parent || !variation) throw new Error('the recorded shop has no variable product');
  const ids = Array.from({ length: parents }, (_, index) => 1000 + index * 10);
  const products = ids.map((id) => ({ ...parent, id, sku: `W${id}` }));
  const variations = ids.flatMap((id) => [1, 2].map((size) => ({ ...variation, id: id + size, parent_id: id, sku: `W${id}-${size}` })));
  const shop = await startWooCommerce(
    { host: '127.0.0.1', port: 0, seed: 1, now: Date.now },
    { recorded: { ...recorded, products, variations, orders: [] }, key: { consumerKey: 'ck_sandbox', consumerSecret: 'cs_sandbox' }, treatAsTls: false, siteOffsetMinutes: 0 },
  );
  return { shop, skuCodes: variations.map(({ sku }) => sku) };
}
