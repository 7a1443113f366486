import type { Sandbox } from '../../../sandbox/start-sandbox.ts';

/** Locations that a web shop may sell from: the client's policy in words of the checker, which shares nothing with the product. */
const notSold = ['', 'FOB', 'POE'];
/** Trousers are sold ahead of production: the checker leaves them to the policy's own tests. */
const soldAhead = /^TR330/;

export interface Disagreement {
  readonly sku: string;
  readonly shown: number | null;
  readonly open: number;
}

/** SKUs of which the shop shows another figure than the warehouse has open to sell, where nothing was sold lately and no buffer is held back. */
export function disagreements({ woocommerce, bluecherry }: Sandbox): readonly Disagreement[] {
  return woocommerce.shop
    .shelf()
    .filter(({ sku }) => !soldAhead.test(sku))
    .map(({ sku, quantity }) => ({ sku, shown: quantity, open: openToSell({ bluecherry }, sku) }))
    .filter(({ shown, open }) => shown !== Math.max(0, open));
}

export function openToSell({ bluecherry }: Pick<Sandbox, 'bluecherry'>, sku: string): number {
  return bluecherry.stock
    .figures(sku)
    .filter(({ location, label }) => !notSold.includes(location) && label === '')
    .reduce((units, { ots }) => units + ots, 0);
}

/** The least calls that write these: one for each hundred variations of a parent, one for each hundred simple products. */
export function leastCalls({ woocommerce }: Pick<Sandbox, 'woocommerce'>, skus: ReadonlySet<string>): number {
  const perParent = new Map<number, number>();
  for (const { sku, parentId } of woocommerce.shop.shelf()) if (skus.has(sku)) perParent.set(parentId, (perParent.get(parentId) ?? 0) + 1);
  return [...perParent.values()].reduce((calls, changed) => calls + Math.ceil(changed / 100), 0);
}

/** Calls that write stock, of all that the shop has met. */
export function stockCalls({ woocommerce }: Pick<Sandbox, 'woocommerce'>): number {
  return woocommerce.record().requests.filter(({ method, path }) => method !== 'GET' && path.includes('/products')).length;
}
