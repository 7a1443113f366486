import type { StockChange } from './plan-stock-calls.ts';

/**
 * The items that a refusal names: `[Item with variant_id 106 is tracked by product, …]`, `Items with identity: [product_id 113]`
 * (reference/inventory.v3, examples). None where it names none of ours.
 */
export function refusedChanges(changes: readonly StockChange[], message: string): ReadonlySet<StockChange> {
  const ids = (name: string): ReadonlySet<string> => new Set([...message.matchAll(new RegExp(`${name}[\\s:="']+(\\d+)`, 'g'))].map((match) => match[1] ?? ''));
  const variants = ids('variant_id');
  const products = ids('product_id');
  const namesSku = (sku: string): boolean => new RegExp(`\\bsku[\\s:="'\\[]+${escapeText(sku)}(?![\\w./-])`, 'i').test(message);
  return new Set(
    changes.filter((change) => {
      const bySku = change.variantId !== null && namesSku(change.skuCode);
      return bySku || (change.variantId === null ? products.has(change.productId) : variants.has(change.variantId));
    }),
  );
}

function escapeText(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
