import type { StockLevelPage } from '../../../lib/model/stock.ts';
import { cycleName } from './first-run.ts';

const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 0 });

/** Counts what has changed of all pages that come for one reason in a row, for the line under the node. */
export function countChanges(): (page: StockLevelPage, changed: number) => { readonly changed: string; readonly of: string } {
  let row = { name: '', changed: 0, of: 0 };
  return ({ cycle, reason, levels }, changed) => {
    const name = `${reason} ${cycleName(cycle)}`;
    if (row.name !== name) row = { name, changed: 0, of: 0 };
    row = { name, changed: row.changed + changed, of: row.of + levels.length };
    return { changed: short.format(row.changed), of: short.format(row.of) };
  };
}
