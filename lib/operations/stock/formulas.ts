import { OperationError } from '../../errors/operation-error.ts';
import type { StockLine, StockTerm } from '../../model/stock.ts';

/** Which terms count (1) and which are taken off (-1). */
export type StockFormula = Readonly<Partial<Record<StockTerm, 1 | -1>>>;

/**
 * BlueCherry's own figures, as one installation's public code states them and credits CGS's wiki. Linked units (RV, RI)
 * are on hand but not open to sell; open (OP) and picked (PK) units are disjoint; invoiced ones (IN) have left.
 */
export const formulas = {
  qoh: { SA: 1, RT: 1, R1: 1, R2: 1, IN: -1, CM: -1, RV: 1, RI: -1 },
  ots: { SA: 1, RT: 1, R1: 1, R2: 1, IN: -1, CM: -1, PK: -1, RS: -1, OP: -1, DM: -1 },
  otsShipToWip: { SA: 1, RT: 1, R1: 1, R2: 1, IN: -1, PK: -1, OP: -1, CM: -1, RS: -1, DM: -1, ST: 1, RV: 1, RI: -1, RP: -1, RO: -1 },
} as const satisfies Record<string, StockFormula>;

export type StockFigure = keyof typeof formulas;

export const figureNames: Record<StockFigure, string> = { qoh: 'QOH', ots: 'OTS', otsShipToWip: 'OTS ship-to WIP' };

type Signs = readonly (readonly [StockTerm, 1 | -1])[];
const signsOf = (formula: StockFormula): Signs => Object.entries(formula) as [StockTerm, 1 | -1][];

/** Taken apart once: they are added up for each of some 500,000 lines of a cycle. */
const signs: Record<StockFigure, Signs> = { qoh: signsOf(formulas.qoh), ots: signsOf(formulas.ots), otsShipToWip: signsOf(formulas.otsShipToWip) };
const signsOfOwn = new WeakMap<StockFormula, Signs>();

type Terms = Readonly<Partial<Record<StockTerm, number>>>;

/** Units by a formula; may be negative. A term that is not among the terms given is 0. */
export function sumTerms(terms: Terms, formula: StockFormula): number {
  const list = signsOfOwn.get(formula) ?? signsOf(formula);
  signsOfOwn.set(formula, list);
  return addUp(terms, list);
}

function addUp(terms: Terms, list: Signs): number {
  let units = 0;
  for (const [term, sign] of list) units += sign * (terms[term] ?? 0);
  return units;
}

/**
 * One of BlueCherry's own figures of a line: from the raw terms where the installation gives them, else as it states it.
 * @throws STOCK_FIGURE_MISSING when it gives neither
 */
export function figureOf(line: StockLine, figure: StockFigure): number {
  if (givesTerms(line)) return addUp(line.terms, signs[figure]);
  const stated = line.totals[figure];
  if (stated !== null) return stated;
  throw missing(line, `neither the terms nor ${figureNames[figure]}`, figure);
}

/**
 * Units of a line by the client's own formula, which needs the raw terms: totals cannot be taken apart.
 * @throws STOCK_FIGURE_MISSING when the installation gives totals only
 */
export function customFigure(line: StockLine, formula: StockFormula): number {
  if (givesTerms(line)) return sumTerms(line.terms, formula);
  throw missing(line, 'totals only, and the terms that the formula of the channel adds up are not among them', 'custom');
}

/** An empty list of terms beside a total that is not 0 means that the terms were left out, not that they are all 0. */
function givesTerms(line: StockLine): line is StockLine & { readonly terms: NonNullable<StockLine['terms']> } {
  if (line.terms === null) return false;
  for (const term in line.terms) if (line.terms[term as StockTerm] !== undefined) return true;
  return !Object.values(line.totals).some((units) => units !== null && units !== 0);
}

function missing(line: StockLine, what: string, figure: string): OperationError {
  return new OperationError('STOCK_FIGURE_MISSING', `BlueCherry states ${what} at location "${line.location}".`, { details: { location: line.location, figure } });
}
