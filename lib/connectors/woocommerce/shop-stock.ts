import type { Product } from './list-products.ts';

/** Where the shop keeps a sellable, and what it shows of its stock. */
export interface ShopStock {
  /** Of a variation its parent. */
  readonly productId: string;
  /** Null for a simple product. */
  readonly variantId: string | null;
  readonly skuCode: string | null;
  /** Who keeps the figure: it itself, the parent for all its variations together, or nobody. */
  readonly keptBy: 'itself' | 'parent' | 'nobody';
  /** With `parent` the figure of the parent. Null where nobody keeps one. */
  readonly quantity: number | null;
  /** `instock`, `outofstock`, `onbackorder`, or what a plug-in adds. */
  readonly stockStatus: string;
}

/** @param parentId null for a simple product */
export function toShopStock(product: Product, parentId: number | null): ShopStock {
  const keptBy = product.manage_stock === 'parent' ? 'parent' : product.manage_stock === true ? 'itself' : 'nobody';
  const { stock_quantity: quantity } = product;
  return {
    productId: String(parentId ?? product.id),
    variantId: parentId === null ? null : String(product.id),
    skuCode: product.sku?.trim() || null,
    keptBy,
    // Plug-ins that sell by weight or length make it a fraction: what is sold whole is rounded down.
    quantity: keptBy === 'nobody' || quantity === null || quantity === undefined ? null : Math.floor(Number(quantity)),
    stockStatus: product.stock_status ?? '',
  };
}
