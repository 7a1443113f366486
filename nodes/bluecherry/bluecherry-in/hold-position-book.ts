import path from 'node:path';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import { formulas, sumTerms } from '../../../lib/operations/stock/formulas.ts';
import type { StockLine } from '../../../lib/model/stock.ts';
import type { PositionBook } from '../../../lib/store/stock-book/contract.ts';
import { openPositionBook } from '../../../lib/store/stock-book/open-position-book.ts';
import type { KitServices } from '../../runtime/services.ts';

/** Workers may share a data folder, and one that was stopped still holds its book. */
const mostBooks = 9;

/**
 * Opens the book of a feed and lets the forms of other nodes look into it until the signal is aborted; then it is closed.
 * @throws CONFIGURATION_INVALID when another node of this process reads the feed, STORE_UNAVAILABLE
 */
export function holdPositionBook({ dataDir, log, positions }: Pick<KitServices, 'dataDir' | 'log' | 'positions'>, feed: string, until: AbortSignal): PositionBook {
  if (positions.has(feed)) {
    throw new OperationError('CONFIGURATION_INVALID', `Two nodes of the deployed flows read ${feed}: remove one of them, or wire what it feeds behind the other.`, { details: { feed } });
  }
  const book = openFreeBook(path.join(dataDir, 'stock-books', safeName(feed)), (sentence) => log.warn({ feed }, sentence));
  const shown = { head: () => book.head(), find: (skuCodes: readonly string[]) => book.find(skuCodes) };
  positions.set(feed, shown);
  const close = (): void => {
    if (positions.get(feed) === shown) positions.delete(feed);
    book.close();
  };
  if (until.aborted) close();
  else until.addEventListener('abort', close, { once: true });
  return book;
}

function openFreeBook(name: string, onDamage: (sentence: string) => void): PositionBook {
  let refused: unknown;
  for (let place = 1; place <= mostBooks; place += 1) {
    try {
      return openPositionBook({ file: `${name}${place === 1 ? '' : `.${place}`}.db`, unitsOf: guardedUnits, onDamage });
    } catch (error) {
      // Only one that somebody has is a matter of its place.
      if (!(error instanceof OperationError) || error.disposition !== 'halt') throw error;
      refused ??= error;
    }
  }
  throw refused;
}

/** What the drop guard counts: open to sell where it is stated or can be made, else on hand. */
function guardedUnits({ terms, totals }: StockLine): number {
  return totals.ots ?? (terms ? sumTerms(terms, formulas.ots) : (totals.qoh ?? 0));
}

/** Letters, digits and hyphens stay; two feeds never come to the same name. */
function safeName(feed: string): string {
  return feed.replaceAll(/[^A-Za-z0-9-]/g, (sign) => (sign === ':' ? '_' : `~${sign.codePointAt(0)?.toString(16) ?? ''}~`));
}
