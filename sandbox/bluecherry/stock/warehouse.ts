import { placeIn, type StockBase } from './stock-base.ts';
import { rowText, type RowKey, type StockRow, type StockSku, type Supply } from './stock-row.ts';
import { StockSnapshot } from './stock-snapshot.ts';
import { addTerms, noTerms, type TermChanges } from './stock-terms.ts';

export interface StockMove {
  /** Epoch milliseconds. */
  readonly at: number;
  /** What people call it: adjustment, receipt, order, pick, invoice, cancel, inspection, production, arrival, opening. */
  readonly kind: string;
  readonly skuCode: string;
  readonly location: string;
  readonly lot: string;
  readonly terms: TermChanges;
  /** Number of the order that it belongs to. */
  readonly ordNum?: string;
}

const remembered = 100_000;

/** Where units live. Rows are replaced and never edited, so that a snapshot costs a shallow copy of what differs from the opening. */
export class Warehouse {
  readonly moves: StockMove[] = [];
  readonly #base: StockBase;
  /** By place in the base. */
  readonly #changed = new Map<number, StockRow>();
  /** Rows that the base does not have, in order. */
  #added: { readonly at: number; readonly row: StockRow }[] = [];
  readonly #addedSkus = new Map<string, StockSku[]>();

  constructor(base: StockBase) {
    this.#base = base;
  }

  /** SKUs of this code that have a row. */
  skus(skuCode: string): readonly StockSku[] {
    return [...this.#base.skus(skuCode), ...(this.#addedSkus.get(skuCode) ?? [])];
  }

  change(key: RowKey, terms: TermChanges, move: Pick<StockMove, 'at' | 'kind' | 'ordNum'>, supply?: (before: readonly Supply[]) => readonly Supply[]): StockRow {
    const before = this.#find(key) ?? { ...key, terms: noTerms, supply: [] };
    const after: StockRow = { sku: before.sku, location: key.location, lot: key.lot, terms: addTerms(before.terms, terms), supply: supply?.(before.supply) ?? before.supply };
    this.#put(after);
    this.moves.push({ ...move, skuCode: key.sku.skuCode, location: key.location, lot: key.lot, terms });
    if (this.moves.length > remembered) this.moves.shift();
    return after;
  }

  rowsOf(skuCode: string): readonly StockRow[] {
    return this.skus(skuCode).flatMap((sku) => {
      const from = placeIn(this.#base.count, (index) => this.#base.row(index), { sku, location: '', lot: '' }).index;
      const rows: StockRow[] = [];
      const identity = rowText({ sku, location: '', lot: '' });
      for (let index = from; index < this.#base.count; index += 1) {
        const row = this.#changed.get(index) ?? this.#base.row(index);
        if (rowText({ sku: row.sku, location: '', lot: '' }) !== identity) break;
        rows.push(row);
      }
      return [...rows, ...this.#added.map(({ row }) => row).filter((row) => rowText({ sku: row.sku, location: '', lot: '' }) === identity)];
    });
  }

  snapshot(): StockSnapshot {
    return new StockSnapshot(this.#base, new Map(this.#changed), [...this.#added]);
  }

  #find(key: RowKey): StockRow | undefined {
    const place = placeIn(this.#base.count, (index) => this.#base.row(index), key);
    if (place.found) return this.#changed.get(place.index) ?? this.#base.row(place.index);
    const added = this.#placeAdded(key);
    return added.found ? this.#added[added.index]?.row : undefined;
  }

  #put(row: StockRow): void {
    const place = placeIn(this.#base.count, (index) => this.#base.row(index), row);
    if (place.found) {
      this.#changed.set(place.index, row);
      return;
    }
    const { index, found } = this.#placeAdded(row);
    this.#added = this.#added.toSpliced(index, found ? 1 : 0, { at: place.index, row });
    if (found || this.skus(row.sku.skuCode).some((sku) => rowText({ sku, location: '', lot: '' }) === rowText({ sku: row.sku, location: '', lot: '' }))) return;
    this.#addedSkus.set(row.sku.skuCode, [...(this.#addedSkus.get(row.sku.skuCode) ?? []), row.sku]);
  }

  #placeAdded(key: RowKey): { readonly index: number; readonly found: boolean } {
    return placeIn(this.#added.length, (index) => this.#added[index]?.row ?? key, key);
  }
}
