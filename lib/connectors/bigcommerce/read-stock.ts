import type { HttpAccount } from '../http/create-http-account.ts';
import { inChunks } from '../http/in-chunks.ts';
import { toShopStock, type ShopStock } from './shop-stock.ts';
import { v3Pages, type ListOptions } from './v3-pages.ts';

/** reference/inventory.v3: "Limit of 1000 items for payload length". */
export const stockPerPage = 1000;
/** As many SKUs as an address bears; inChunks cuts by length. */
const skusPerCall = 500;
const target = { path: '/inventory/items', route: '/inventory/items' };

/** Stock of everything that the store keeps at a location, 1,000 a call. */
export async function* listStock(account: Pick<HttpAccount, 'call'>, locationId: number, options: ListOptions): AsyncGenerator<readonly ShopStock[]> {
  for await (const rows of v3Pages(account, target, { 'location_id:in': String(locationId) }, { priority: 'stock', ...options }, stockPerPage)) {
    yield rows.map((row) => toShopStock(row, locationId));
  }
}

/**
 * Per SKU asked for: none, one, or several where a SKU is not unique. The store cannot be asked for a SKU with a comma; what is
 * not just the SKU asked for is left out.
 */
export async function findSellables(account: Pick<HttpAccount, 'call'>, locationId: number, skuCodes: readonly string[], options: ListOptions): Promise<ReadonlyMap<string, readonly ShopStock[]>> {
  const found = new Map<string, ShopStock[]>(skuCodes.map((skuCode) => [skuCode, []]));
  const askable = [...found.keys()].filter((skuCode) => skuCode !== '' && !skuCode.includes(','));
  await Promise.all(
    inChunks(askable, skusPerCall).map(async (chunk) => {
      const query = { 'sku:in': chunk.join(','), 'location_id:in': String(locationId) };
      for await (const rows of v3Pages(account, { ...target, route: '/inventory/items?sku' }, query, { priority: 'stock', ...options }, stockPerPage)) {
        for (const stock of rows.map((row) => toShopStock(row, locationId))) {
          const same = found.get(stock.skuCode ?? '');
          // A list that shifts between two pages shows an item twice: that is still one.
          if (same?.some((other) => other.productId === stock.productId && other.variantId === stock.variantId) === false) same.push(stock);
        }
      }
    }),
  );
  return found;
}
