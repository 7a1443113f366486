import { stockTerms, type StockLine, type StockSupply, type StockTerm } from '../../model/stock.ts';
import { calendarDate } from './calendar-date.ts';
import type { CsvDropSettings } from './csv-drop-options.ts';
import { dropFileError } from './drop-file-error.ts';
import type { InventoryLine } from './inventory-source.ts';

type RowSettings = Pick<CsvDropSettings, 'columns' | 'terms' | 'supply' | 'skuCodeTemplate' | 'otsFromAvailable'>;
/** Cells are trimmed. `row` as a spreadsheet counts it. */
export type DumpRowReader = (cells: readonly string[], row: number) => InventoryLine;

/**
 * A reader of the rows of one dump, by its header. Codes stay text with their leading zeros; a blank figure is not stated.
 * @throws DROP_FILE_INVALID naming file, row and column
 */
export function createDumpRowReader(file: string, header: readonly string[], settings: RowSettings): DumpRowReader {
  const at = positions(file, header);
  const text = (cells: readonly string[], row: number, column: number | null): string => {
    const value = column === null ? '' : (cells[column] ?? '');
    if (column !== null && value.includes('\uFFFD')) throw dropFileError(file, 'has characters that are not of the encoding set for the account', { row, column: header[column] ?? '' });
    return value;
  };
  const units = (cells: readonly string[], row: number, column: number | null): number | null => {
    const value = column === null ? '' : (cells[column] ?? '');
    if (value === '') return null;
    if (!/^-?\d{1,15}(\.0*)?$/.test(value)) throw dropFileError(file, `"${value.slice(0, 30)}" is not a whole number`, { row, column: header[column ?? 0] ?? '' });
    return Number(value);
  };
  const needed = (cells: readonly string[], row: number, column: number): string => {
    const value = text(cells, row, column);
    if (value === '') throw dropFileError(file, 'is blank', { row, column: header[column] ?? '' });
    return value;
  };

  const { columns } = settings;
  const column = {
    division: at(columns.division), style: at(columns.style), colorCode: atOrNull(columns.colorCode), label: atOrNull(columns.label), dimension: atOrNull(columns.dimension),
    sizeBucket: at(columns.sizeBucket), location: atOrNull(columns.location), lot: atOrNull(columns.lot), skuCode: atOrNull(columns.skuCode),
  };
  const totals = (['qoh', 'picked', 'open', 'reserved', 'wip', 'shipToWip', 'ots', 'otsShipToWip'] as const).map((name) => [name, atOrNull(columns[name])] as const);
  const available = columns.ots === null ? atOrNull(settings.otsFromAvailable) : null;
  const terms = stockTerms.flatMap((term): (readonly [StockTerm, number])[] => (settings.terms[term] === undefined ? [] : [[term, at(settings.terms[term])]]));
  const supply = settings.supply.map((names) => ({ availableFrom: at(names.availableFrom), units: at(names.units), source: names.source }));
  const template = column.skuCode === null ? [...settings.skuCodeTemplate.matchAll(/([^{]*)\{([^}]+)\}/g)].map(([, before = '', name = '']) => ({ before, position: at(name) })) : [];
  function atOrNull(name: string | null): number | null {
    return name === null ? null : at(name);
  }

  const skuCodeOf = (cells: readonly string[], row: number): string => {
    if (column.skuCode !== null) return needed(cells, row, column.skuCode);
    let code = '';
    for (const { before, position } of template) {
      const part = text(cells, row, position);
      if (part !== '') code += code === '' ? part : `${before}${part}`;
    }
    if (code === '') throw dropFileError(file, 'nothing to make a SKU code of', { row, column: settings.skuCodeTemplate });
    return code;
  };
  const sizeBucketOf = (cells: readonly string[], row: number): number => {
    const bucket = units(cells, row, column.sizeBucket) ?? 0;
    if (bucket < 0 || bucket > 24) throw dropFileError(file, `"${bucket}" is not a size bucket from 0 to 24`, { row, column: header[column.sizeBucket] ?? '' });
    return bucket;
  };
  const supplyOf = (cells: readonly string[], row: number): StockSupply[] =>
    supply.flatMap((entry) => {
      const stated = cells[entry.availableFrom] ?? '';
      const expected = units(cells, row, entry.units) ?? 0;
      // Some exports write an empty date as zeros.
      if (expected === 0 || stated === '' || /^0{1,2}\/0{1,2}\/0{4}$/.test(stated)) return [];
      const availableFrom = calendarDate(stated);
      if (availableFrom === undefined) throw dropFileError(file, `"${stated.slice(0, 30)}" is not a day as MM/DD/YYYY`, { row, column: header[entry.availableFrom] ?? '' });
      return [{ availableFrom, units: expected, source: entry.source }];
    });

  return (cells, row) => {
    if (cells.length !== header.length) {
      throw dropFileError(file, `has ${cells.length} cells where the header has ${header.length}`, { row, column: header[Math.min(cells.length, header.length - 1)] ?? '' });
    }
    const stated = Object.fromEntries(totals.map(([name, position]) => [name, units(cells, row, position)])) as StockLine['totals'];
    const onHand = units(cells, row, available);
    return {
      skuCode: skuCodeOf(cells, row),
      identity: {
        division: needed(cells, row, column.division), style: needed(cells, row, column.style), colorCode: text(cells, row, column.colorCode), label: text(cells, row, column.label),
        dimension: text(cells, row, column.dimension), sizeBucket: sizeBucketOf(cells, row),
      },
      location: text(cells, row, column.location),
      lot: text(cells, row, column.lot),
      terms: terms.length === 0 ? null : Object.fromEntries(terms.flatMap(([term, position]) => { const value = units(cells, row, position); return value === null ? [] : [[term, value]]; })),
      totals: onHand === null ? stated : { ...stated, ots: onHand - (stated.open ?? 0) },
      supply: supplyOf(cells, row),
    };
  };
}

/** @throws DROP_FILE_INVALID when the header lacks a column or has it twice */
function positions(file: string, header: readonly string[]): (name: string) => number {
  const known = header.map((name) => name.toLowerCase());
  return (name) => {
    const position = known.indexOf(name.trim().toLowerCase());
    if (position < 0) throw dropFileError(file, `the header has no such column; it has ${header.map((column) => `"${column}"`).join(', ').slice(0, 400)}`, { row: 1, column: name });
    if (known.includes(name.trim().toLowerCase(), position + 1)) throw dropFileError(file, 'the header has it twice', { row: 1, column: name });
    return position;
  };
}
