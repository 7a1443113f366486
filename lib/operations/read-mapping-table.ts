import { parse } from 'csv-parse/sync';
import { OperationError } from '../errors/operation-error.ts';

/** A client's code table: what the shop says → what the ERP says. `*` is the row for everything else. */
export interface MappingTable {
  readonly name: string;
  readonly rows: ReadonlyMap<string, string>;
}

const header = ['from', 'to', 'note'];

/**
 * Reads a table with the columns `from,to,note` (UTF-8, comma, one header row).
 * @throws TABLE_INVALID naming the file and line: wrong header, empty or duplicate key, empty value, not CSV
 */
export function readMappingTable(name: string, text: string): MappingTable {
  const refuse = (problem: string): OperationError =>
    new OperationError('TABLE_INVALID', `Table ${name}.csv: ${problem}.`, { details: { table: name } });
  let records: string[][];
  try {
    records = parse(text, { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true });
  } catch (error) {
    throw refuse(`not readable as CSV (${error instanceof Error ? error.message : String(error)})`);
  }
  const [columns, ...lines] = records;
  if (columns?.join(',').toLowerCase() !== header.join(',')) throw refuse(`the first line must be "${header.join(',')}"`);
  const rows = new Map<string, string>();
  lines.forEach(([from = '', to = ''], index) => {
    const line = `row ${index + 2}`;
    if (from === '') throw refuse(`${line} has an empty "from"`);
    if (to === '') throw refuse(`${line} ("${from}") has an empty "to"`);
    if (rows.has(from)) throw refuse(`${line} repeats "${from}"`);
    rows.set(from, to);
  });
  return { name, rows };
}

/** The value of the first candidate that has a row, else of the `*` row, else undefined. */
export function lookUp(table: MappingTable, candidates: readonly string[]): string | undefined {
  for (const candidate of [...candidates, '*']) {
    const found = table.rows.get(candidate);
    if (found !== undefined) return found;
  }
  return undefined;
}
