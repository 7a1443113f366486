import type { ShopStock } from '../../../lib/connectors/woocommerce/shop-stock.ts';

/** What the shop showed, and right before which question. Times are ms since 1970 (UTC). */
export interface ShownStock {
  readonly readAt: number;
  readonly stock: readonly ShopStock[];
}

export const figuresPerPage = 1000;
/** A page is said to be of one time, so it is cut when reading it has taken so long. */
const longestMs = 15_000;

/** Draws the answers of a list together to pages. */
export async function* gatherShown(list: AsyncIterable<readonly ShopStock[]>, now: () => number): AsyncGenerator<ShownStock> {
  const iterator = list[Symbol.asyncIterator]();
  try {
    for (;;) {
      const stock: ShopStock[] = [];
      const begun = now();
      let readAt = begun;
      let done = false;
      while (!done && stock.length < figuresPerPage && now() - begun < longestMs) {
        const askedAt = now();
        const next = await iterator.next();
        if (next.done) done = true;
        else {
          readAt = askedAt;
          stock.push(...next.value);
        }
      }
      if (stock.length > 0) yield { readAt, stock };
      if (done) return;
    }
  } finally {
    await iterator.return?.();
  }
}
