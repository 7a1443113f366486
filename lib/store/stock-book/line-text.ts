import { stockTerms, type StockLine, type StockTerm } from '../../model/stock.ts';
import { compareBytes, inPlaceOrder, type StockPlace } from './place-order.ts';

/*
 * The book keeps a line as the cycle's checksum writes it (lib/operations/stock/stock-checksum.ts), without what all lines
 * of a SKU have in common: `"LDS",""` ⇥ `null,[87,…],[]`. JSON writes no tab and no line feed as they are, so a tab stands
 * where the checksum has the SKU code, and a line feed between two lines. What has no lines is the empty text.
 */
export const noLines = '';

type Parsed = readonly [location: string, lot: string, terms: readonly number[] | null, totals: readonly (number | null)[], supply: readonly (readonly [string, number, string])[]];

/** The lines of one SKU, one per location and lot (the last given counts), in the checksum's order: equal texts, equal lines. */
export function linesText(lines: readonly StockLine[]): { readonly text: string; readonly count: number } {
  const ordered = inPlaceOrder(lines);
  let text = '';
  for (const line of ordered) text += text === '' ? lineText(line) : `\n${lineText(line)}`;
  return { text, count: ordered.length };
}

export function linesOf(text: string): StockLine[] {
  return parse(text).map(([location, lot, terms, [qoh = null, picked = null, open = null, reserved = null, wip = null, shipToWip = null, ots = null, otsShipToWip = null], supply]) => ({
    location,
    lot,
    terms: terms && termsOf(terms),
    totals: { qoh, picked, open, reserved, wip, shipToWip, ots, otsShipToWip },
    supply: supply.map(([availableFrom, units, source]) => ({ availableFrom, units, source })),
  }));
}

/** What texts with lines say together, the later one where two speak of the same location and lot. */
export function mergeLines(texts: readonly string[]): { readonly text: string; readonly count: number } {
  const placed = texts.join('\n').split('\n').map((line): StockPlace & { readonly line: string } => {
    const [location = '', lot = ''] = JSON.parse(`[${line.slice(0, line.indexOf('\t'))}]`) as string[];
    return { location, lot, line };
  });
  const ordered = inPlaceOrder(placed);
  return { text: ordered.map(({ line }) => line).join('\n'), count: ordered.length };
}

export const countLines = (text: string): number => text.split('\n').length;

function parse(text: string): readonly Parsed[] {
  if (text === noLines) return [];
  return JSON.parse(`[[${text.replaceAll('\t', ',').replaceAll('\n', '],[')}]]`) as readonly Parsed[];
}

/** Put together by hand, which takes a third of what JSON.stringify does. */
function lineText({ location, lot, totals, terms, supply }: StockLine): string {
  const { qoh, picked, open, reserved, wip, shipToWip, ots, otsShipToWip } = totals;
  const expected = supply.length === 0 ? '[]' : supplyText(supply);
  return `${quoted(location)},${quoted(lot)}\t${terms === null ? 'null' : termsText(terms)},[${qoh},${picked},${open},${reserved},${wip},${shipToWip},${ots},${otsShipToWip}],${expected}`;
}

const termsText = (terms: NonNullable<StockLine['terms']>): string => `[${stockTerms.map((term) => terms[term] ?? 0).join(',')}]`;

/** An absent term is 0, so a 0 is left out. */
function termsOf(units: readonly number[]): Partial<Record<StockTerm, number>> {
  const terms: Partial<Record<StockTerm, number>> = {};
  for (const [position, term] of stockTerms.entries()) if (units[position]) terms[term] = units[position];
  return terms;
}

function supplyText(supply: StockLine['supply']): string {
  const ordered = supply.toSorted((a, b) => compareBytes(a.availableFrom, b.availableFrom) || compareBytes(a.source, b.source) || a.units - b.units);
  return JSON.stringify(ordered.map(({ availableFrom, units, source }) => [availableFrom, units, source]));
}

/** Codes of letters, digits and a few signs need no escapes. */
const plain = /^[\w .:/#+-]*$/;

export const quoted = (code: string): string => (plain.test(code) ? `"${code}"` : JSON.stringify(code));
