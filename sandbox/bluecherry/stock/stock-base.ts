import { compareRows, type RowKey, type StockRow, type StockSku } from './stock-row.ts';

/** Rows that a warehouse opens with, in order of their key; those of a generated catalogue are made when they are asked for. */
export interface StockBase {
  readonly count: number;
  /** @param index 0 to count - 1 */
  row(index: number): StockRow;
  skus(skuCode: string): readonly StockSku[];
}

export const listedBase = (rows: readonly StockRow[]): StockBase => {
  const sorted = [...rows].sort(compareRows);
  const skus = new Map<string, StockSku[]>();
  for (const { sku } of sorted) {
    const known = skus.get(sku.skuCode) ?? [];
    if (known.at(-1) !== sku) skus.set(sku.skuCode, [...known, sku]);
  }
  return {
    count: sorted.length,
    row: (index) => {
      const row = sorted[index];
      if (!row) throw new RangeError(`There is no row ${index}.`);
      return row;
    },
    skus: (skuCode) => skus.get(skuCode) ?? [],
  };
};

/** Where the key is, or where it would be inserted. */
export const placeIn = (count: number, at: (index: number) => RowKey, key: RowKey): { readonly index: number; readonly found: boolean } => {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compareRows(at(middle), key);
    if (order === 0) return { index: middle, found: true };
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return { index: low, found: false };
};
