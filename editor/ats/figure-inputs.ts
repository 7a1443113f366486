import type { SkuPosition, StockLine, StockTerm } from '../../lib/model/stock.ts';
import { element } from '../page/element.ts';

type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;
type Total = keyof StockLine['totals'];

const totals: readonly Total[] = ['qoh', 'picked', 'open', 'reserved', 'wip', 'shipToWip', 'ots', 'otsShipToWip'];

/** Units of each line of a position as inputs: the terms where the installation gives them, else its totals. */
export interface FigureInputs {
  readonly elements: readonly HTMLElement[];
  /** The position with the units as they stand there. */
  readonly read: () => SkuPosition;
}

/** @param terms all there are, in their order */
export function figureInputs(position: SkuPosition, terms: readonly string[], say: Say): FigureInputs {
  const lines = position.lines.map((line) => ({ line, ...lineInputs(line, terms, say) }));
  return { elements: lines.map(({ box }) => box), read: () => ({ ...position, lines: lines.map(({ line, read }) => read(line)) }) };
}

function lineInputs(line: StockLine, terms: readonly string[], say: Say): { readonly box: HTMLElement; readonly read: (line: StockLine) => StockLine } {
  const place = say('line', { location: line.location === '' ? say('blank') : line.location, lot: line.lot });
  const names: readonly string[] = line.terms ? terms : totals;
  const inputs = new Map(
    names.map((name) => {
      const units = line.terms ? (line.terms[name as StockTerm] ?? 0) : (line.totals[name as Total] ?? '');
      const input = element('input', { type: 'text', inputmode: 'numeric', value: String(units), 'aria-label': `${place} ${labelOf(name, say)}` });
      return [name, input] as const;
    }),
  );
  const fields = [...inputs].map(([name, input]) => element('label', {}, labelOf(name, say), input));
  const unitsOf = (name: string): number | null => {
    const text = inputs.get(name)?.value.trim() ?? '';
    const units = Number(text);
    return text === '' || !Number.isInteger(units) ? null : units;
  };
  return {
    box: element('details', { class: 'selvedge-ats-line' }, element('summary', {}, place), element('div', { class: 'selvedge-ats-units' }, ...fields)),
    read: (from) => ({
      ...from,
      terms: from.terms && Object.fromEntries(terms.map((term) => [term, unitsOf(term) ?? 0])),
      totals: from.terms ? from.totals : (Object.fromEntries(totals.map((total) => [total, unitsOf(total)])) as StockLine['totals']),
    }),
  };
}

const labelOf = (name: string, say: Say): string => (totals.includes(name as Total) ? say(`totals.${name}`) : name);
