import type { StockBase } from './stock-base.ts';
import { rowText, type StockRow } from './stock-row.ts';

interface AddedRow {
  /** Before which row of the base it stands. */
  readonly at: number;
  readonly row: StockRow;
}

/** All rows as they were at one moment, in order of their key. */
export class StockSnapshot {
  readonly count: number;
  readonly #base: StockBase;
  readonly #changed: ReadonlyMap<number, StockRow>;
  readonly #added: readonly AddedRow[];

  constructor(base: StockBase, changed: ReadonlyMap<number, StockRow>, added: readonly AddedRow[]) {
    this.#base = base;
    this.#changed = changed;
    this.#added = added;
    this.count = base.count + added.length;
  }

  row(index: number): StockRow {
    let low = 0;
    let high = this.#added.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#added[middle]?.at ?? 0) + middle < index) low = middle + 1;
      else high = middle;
    }
    const added = this.#added[low];
    if (added && added.at + low === index) return added.row;
    return this.#changed.get(index - low) ?? this.#base.row(index - low);
  }

  /** Rows that differ from an earlier moment, in order. */
  since(before: StockSnapshot): StockRow[] {
    const earlier = new Map(before.#added.map(({ row }) => [rowText(row), row]));
    const indexes = [...this.#changed].filter(([index, row]) => before.#changed.get(index) !== row).map(([index]) => index).sort((left, right) => left - right);
    const fresh = this.#added.filter(({ row }) => earlier.get(rowText(row)) !== row);
    const rows: StockRow[] = [];
    let next = 0;
    for (const index of indexes) {
      while ((fresh[next]?.at ?? Infinity) <= index) rows.push((fresh[next++] as AddedRow).row);
      rows.push(this.#changed.get(index) ?? this.#base.row(index));
    }
    return [...rows, ...fresh.slice(next).map(({ row }) => row)];
  }
}
