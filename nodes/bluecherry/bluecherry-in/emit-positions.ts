import type { Node } from 'node-red';
import type { SkuPosition, StockPositionPage, StockReason } from '../../../lib/model/stock.ts';
import type { PositionBook } from '../../../lib/store/stock-book/contract.ts';
import type { Turn } from '../../runtime/poll-while-leading.ts';
import type { KitServices } from '../../runtime/services.ts';
import { emitPage } from './emit-page.ts';

export const skusPerPage = 1000;

export interface Emission {
  /** Every page of the list has come through the flow, or waits for a person. */
  readonly whole: boolean;
  readonly skus: number;
  /** Pages that failed somewhere. */
  readonly parked: number;
}

export interface PositionSender {
  readonly services: KitServices;
  readonly node: Node;
  readonly feed: string;
  readonly system: string;
  readonly book: Pick<PositionBook, 'head'>;
  /** Codes that stand for several SKUs: their figures cannot be told apart outside the ERP, so they stay here. */
  withheld(): ReadonlySet<string>;
}

/**
 * Sends positions on, one page after the other, each when the flow is through with the one before and its lanes have room.
 * @param between runs after each page
 */
export async function emitPositions(sender: PositionSender, turn: Turn, reason: StockReason, pages: Iterable<readonly SkuPosition[]>, between?: () => Promise<unknown>): Promise<Emission> {
  const { services, node, feed, system, book } = sender;
  const cycle = book.head();
  let [whole, skus, parked] = [false, 0, 0];
  if (!cycle) return { whole: true, skus, parked };
  // eslint-disable-next-line @typescript-eslint/require-await -- the book is read at once, and pages are waited for outside
  async function* each(): AsyncGenerator<readonly SkuPosition[]> {
    yield* pages;
    whole = true;
  }
  for await (const found of turn.pages(each())) {
    const withheld = sender.withheld();
    const positions = withheld.size === 0 ? [...found] : found.filter(({ skuCode }) => !withheld.has(skuCode));
    if (positions.length === 0) continue;
    const payload: StockPositionPage = { cycle, reason, positions };
    const end = await emitPage(services, node, { topic: 'stock-position-page', payload, key: feed, system }, turn);
    if (end === 'interrupted') return { whole: false, skus, parked };
    if (end === 'parked') parked += 1;
    skus += positions.length;
    await between?.();
  }
  return { whole, skus, parked };
}

/** What the book has of these SKUs, in pages. */
export function* positionsOf(book: Pick<PositionBook, 'find'>, skuCodes: readonly string[]): Generator<readonly SkuPosition[]> {
  for (let from = 0; from < skuCodes.length; from += skusPerPage) yield book.find(skuCodes.slice(from, from + skusPerPage));
}
