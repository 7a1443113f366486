import type { StruckFaults } from './cycle-faults.ts';
import { rowText, type StockRow } from './stock-row.ts';

/** Rows by their place; a list or something that makes them when asked. */
export interface Lines {
  readonly count: number;
  row(index: number): StockRow;
}

export const listOfLines = (rows: readonly StockRow[]): Lines => ({
  count: rows.length,
  row: (index) => {
    const row = rows[index];
    if (!row) throw new RangeError(`There is no line ${index}.`);
    return row;
  },
});

export function* eachLine(lines: Lines): Generator<StockRow> {
  for (let index = 0; index < lines.count; index += 1) yield lines.row(index);
}

const rejectedLines = 3;

/** Lines that the run rejects under `complete-with-errors`. */
export const rejectedOf = (lines: Lines, faults: StruckFaults): number => (faults.has('complete-with-errors') ? Math.min(rejectedLines, lines.count) : 0);

/** What a faulty run leaves of its lines. A truncated one loses two SKUs of every five and believes itself whole. */
export const damagedLines = (lines: Lines, faults: StruckFaults): Lines => {
  if (faults.has('empty')) return listOfLines([]);
  const rejected = rejectedOf(lines, faults);
  const left: Lines = rejected === 0 ? lines : { count: lines.count - rejected, row: (index) => lines.row(index + rejected) };
  return faults.has('truncated') ? truncated(left) : left;
};

const truncated = (lines: Lines): Lines => {
  const kept: number[] = [];
  let sku = '';
  let place = -1;
  for (let index = 0; index < lines.count; index += 1) {
    const identity = rowText({ sku: lines.row(index).sku, location: '', lot: '' });
    if (identity !== sku) place += 1;
    sku = identity;
    if (place % 5 >= 2) kept.push(index);
  }
  return { count: kept.length, row: (index) => lines.row(kept[index] ?? -1) };
};

/** Every fiftieth place shows the line before it again. */
const repeatEvery = 50;
/** A prime: with a count that it does not divide, its multiples visit every line once. */
const stride = 7919;

/** In which order pages show the lines: as they are, permuted, or some of them twice. */
export const shownLines = (lines: Lines, faults: StruckFaults): Lines => {
  const { count } = lines;
  if (faults.has('permuted') && count % stride !== 0) return { count, row: (index) => lines.row((index * stride + 1) % count) };
  if (faults.has('repeated') && count >= 2) {
    return { count: count + Math.floor((count - 2) / (repeatEvery - 1)), row: (index) => lines.row(index - Math.floor(index / repeatEvery)) };
  }
  return lines;
};
