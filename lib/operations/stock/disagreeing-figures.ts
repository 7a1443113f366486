import type { StockLine } from '../../model/stock.ts';
import { formulas, sumTerms, type StockFigure } from './formulas.ts';

export interface DisagreeingFigure {
  readonly location: string;
  readonly lot: string;
  readonly figure: StockFigure;
  readonly stated: number;
  /** By the formula, from the terms of the same line. */
  readonly calculated: number;
}

/**
 * Figures that BlueCherry states otherwise than its terms add up to: which terms count differs between installations, so
 * the formula of the channel is then to be compared with the client's Inventory Inquiry screen.
 */
export function disagreeingFigures(lines: readonly StockLine[]): readonly DisagreeingFigure[] {
  const found: DisagreeingFigure[] = [];
  for (const { location, lot, terms, totals } of lines) {
    if (terms === null) continue;
    for (const figure of Object.keys(formulas) as StockFigure[]) {
      const stated = totals[figure];
      const calculated = sumTerms(terms, formulas[figure]);
      if (stated !== null && stated !== calculated) found.push({ location, lot, figure, stated, calculated });
    }
  }
  return found;
}
