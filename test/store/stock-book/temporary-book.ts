import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StockCycle } from '../../../lib/model/stock.ts';
import type { InventoryLine, PositionBook } from '../../../lib/store/stock-book/contract.ts';
import { openPositionBook } from '../../../lib/store/stock-book/open-position-book.ts';
import { unitsOf } from './sample-lines.ts';

export interface TemporaryBook {
  readonly file: string;
  /** What was said about damage. */
  readonly told: readonly string[];
  /** Closes it first when it is open. */
  open(): PositionBook;
  close(): void;
  discard(): void;
}

export function temporaryBook(): TemporaryBook {
  const folder = mkdtempSync(path.join(tmpdir(), 'selvedge-book-'));
  const file = path.join(folder, 'stock', 'HTL-inventory.book');
  const told: string[] = [];
  let book: PositionBook | undefined;
  const close = (): void => {
    book?.close();
    book = undefined;
  };
  return {
    file,
    told,
    open() {
      close();
      return (book = openPositionBook({ file, unitsOf, onDamage: (sentence) => void told.push(sentence) }));
    },
    close,
    discard() {
      close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Reads a whole cycle, each argument a page. */
export function readCycle(book: PositionBook, cycle: StockCycle, ...pages: (readonly InventoryLine[])[]): { readonly skus: number; readonly changed: number } {
  const load = book.begin(cycle);
  for (const page of pages) load.put(page);
  return load.commit();
}

/** `01 A@LDS=5,LON=0` for each SKU, in the order in which they come. */
export function told(pages: Iterable<readonly { readonly skuCode: string; readonly lines: readonly { readonly location: string; readonly totals: { readonly ots: number | null } }[] }[]>): string[] {
  return [...pages].flat().map(({ skuCode, lines }) => `${skuCode} ${lines.map(({ location, totals }) => `${location}=${String(totals.ots)}`).join(',')}`);
}
