import type { Sku } from '../model/identity.ts';
import type { Sellable } from '../model/sellable.ts';

/** What will stop an order of this product, seen before the order is placed. */
export type SkuFinding = 'no SKU' | 'SKU used more than once in the shop' | 'not in BlueCherry' | 'inactive in BlueCherry' | 'several items in BlueCherry';

export interface CheckedSellable extends Sellable {
  readonly finding: SkuFinding;
}

/**
 * Sellables of a storefront that do not map to exactly one active ERP item: each must have a SKU of its own, known there
 * once.
 * @param skus the ERP's items per SKU code
 */
export function checkSkus(sellables: readonly Sellable[], skus: ReadonlyMap<string, readonly Sku[]>): readonly CheckedSellable[] {
  const uses = new Map<string, number>();
  for (const { skuCode } of sellables) if (skuCode !== null) uses.set(skuCode, (uses.get(skuCode) ?? 0) + 1);
  return sellables.flatMap((sellable) => {
    const finding = findingOf(sellable, uses, skus);
    return finding ? [{ ...sellable, finding }] : [];
  });
}

function findingOf({ skuCode }: Sellable, uses: ReadonlyMap<string, number>, skus: ReadonlyMap<string, readonly Sku[]>): SkuFinding | undefined {
  if (skuCode === null) return 'no SKU';
  if ((uses.get(skuCode) ?? 0) > 1) return 'SKU used more than once in the shop';
  const items = skus.get(skuCode) ?? [];
  if (items.length > 1) return 'several items in BlueCherry';
  if (items.length === 0) return 'not in BlueCherry';
  return items[0]?.active ? undefined : 'inactive in BlueCherry';
}
