import { toFailure, type Failure } from '../../../lib/errors/operation-error.ts';
import type { ShopReferences } from '../../runtime/shop-references.ts';
import type { StockItem } from './stock-item.ts';

export interface RepairedItems {
  /** With the place where the shop has them now. */
  readonly found: readonly StockItem[];
  readonly failures: ReadonlyMap<string, Failure>;
}

/** Looks up anew where the shop has these SKUs; those that it does not have any more keep the failure that they came with. */
export async function repairStale(items: readonly { readonly item: StockItem; readonly failure: Failure }[], references: ShopReferences): Promise<RepairedItems> {
  const failures = new Map<string, Failure>();
  if (items.length === 0) return { found: [], failures };
  const forgotten = references.forget(items.map(({ item }) => item.place));
  const found = await Promise.all(items.map(async ({ item, failure }): Promise<readonly StockItem[]> => {
    const { skuCode } = item.level;
    try {
      await forgotten;
      const place = await references.find(skuCode);
      if (place) return [{ ...item, place }];
      failures.set(skuCode, failure);
    } catch (error) {
      failures.set(skuCode, toFailure(error));
    }
    return [];
  }));
  return { found: found.flat(), failures };
}
