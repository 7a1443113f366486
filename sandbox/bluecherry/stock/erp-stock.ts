import type { SalesOrder } from '../order-book.ts';
import { dropCycleFile } from './drop-cycle-file.ts';
import { Fulfilment, type SkuLookup, type StepRequest } from './fulfilment.ts';
import type { OrderUnits } from './order-units.ts';
import type { StockBase } from './stock-base.ts';
import { StockCycles, type RunRequest, type StockCycle } from './stock-cycles.ts';
import { stockSku, type StockSku } from './stock-row.ts';
import type { StockSettings } from './stock-settings.ts';
import { noTerms, termNames, totalsOf, type TermChanges, type Totals } from './stock-terms.ts';
import { Warehouse, type StockMove } from './warehouse.ts';

export interface StockPlace {
  readonly skuCode: string;
  /** The SKU without a label when absent. */
  readonly label?: string;
  readonly location: string;
  readonly lot?: string;
}

export interface StockOptions {
  readonly base: StockBase;
  readonly timeZone: string;
  /** Where files of cycles are put; null: nowhere. */
  readonly dropFolder: string | null;
}

export interface PlaceFigures extends Totals {
  readonly location: string;
  readonly label: string;
  readonly lot: string;
}

/** The ERP's stock: what the warehouse does, and the cycles that tell of it. Whatever is due by the clock happens first, in its order. */
export class ErpStock {
  readonly cycles: StockCycles;
  readonly timeZone: string;
  readonly #warehouse: Warehouse;
  readonly #fulfilment: Fulfilment;
  readonly #skus: SkuLookup;
  readonly #now: () => number;
  readonly #dropFolder: string | null;
  readonly #dropped = new Set<string>();
  #doneUntil = -Infinity;

  constructor(options: StockOptions, skus: SkuLookup, settings: StockSettings, now: () => number) {
    this.#skus = skus;
    this.timeZone = options.timeZone;
    this.#now = now;
    this.#dropFolder = options.dropFolder;
    this.#warehouse = new Warehouse(options.base);
    this.#fulfilment = new Fulfilment(this.#warehouse, skus, settings);
    this.cycles = new StockCycles(this.#warehouse, settings, options.timeZone, now());
  }

  /** Scheduled cycles and paced orders up to now; a cycle states what was true at its own time. Returns the time. */
  catchUp(): number {
    const now = this.#now();
    this.cycles.leaveOutBefore(now);
    while (true) {
      const cycle = this.cycles.nextStart() ?? Infinity;
      const order = this.#fulfilment.nextDue() ?? Infinity;
      if (Math.min(cycle, order) > now) {
        this.#doneUntil = now;
        return now;
      }
      if (cycle <= order) this.cycles.startScheduled(cycle);
      // A pace that was set later does not change what cycles have told already.
      else this.#fulfilment.runDue(Math.max(order, this.#doneUntil));
    }
  }

  run(request: RunRequest = {}): StockCycle {
    return this.cycles.run(this.catchUp(), request);
  }

  /** Everything that the warehouse has done, the last 100,000. */
  moves(): readonly StockMove[] {
    return this.#warehouse.moves;
  }

  /** The truth at this moment, at every location. */
  figures(skuCode: string): PlaceFigures[] {
    this.catchUp();
    return this.#warehouse.rowsOf(skuCode).map(({ sku, location, lot, terms }) => ({ location, label: sku.label, lot, ...totalsOf(terms) }));
  }

  unitsOf(order: SalesOrder): OrderUnits {
    return this.#fulfilment.unitsOf(order);
  }

  take(order: SalesOrder): void {
    this.catchUp();
    this.#fulfilment.take(order);
  }

  pick(request: StepRequest = {}): number {
    return this.#fulfilment.pick(this.catchUp(), request);
  }

  ship(request: StepRequest = {}): number {
    return this.#fulfilment.ship(this.catchUp(), request);
  }

  cancel(request: StepRequest, type: 'CC' | 'CH' = 'CC'): number {
    return this.#fulfilment.cancel(this.catchUp(), request, type);
  }

  giveBack(request: StepRequest): number {
    return this.#fulfilment.giveBack(this.catchUp(), request);
  }

  inspect(request: StepRequest, disposition: 'restock' | 'damaged' | 'scrap' = 'restock'): number {
    return this.#fulfilment.inspect(this.catchUp(), request, disposition);
  }

  receive(place: StockPlace, units: number): void {
    this.#change(place, { R1: units }, 'receipt');
  }

  /** By units of adjustment, or by any of the terms. */
  adjust(place: StockPlace, change: number | TermChanges): void {
    this.#change(place, typeof change === 'number' ? { SA: change } : change, 'adjustment');
  }

  /** What a row holds from now on, whatever it held: for worked examples. */
  setTerms(place: StockPlace, terms: TermChanges): void {
    const at = this.catchUp();
    const key = this.#key(place);
    const before = this.#warehouse.change(key, {}, { at, kind: 'opening' }).terms;
    this.#warehouse.change(key, Object.fromEntries(termNames.map((name) => [name, (terms[name] ?? noTerms[name]) - before[name]])), { at, kind: 'opening' });
  }

  /** A production order: the units are to come, from a day `YYYY-MM-DD` on. */
  produce(place: StockPlace, units: number, availableFrom: string, source = 'purchase_order'): void {
    this.#warehouse.change(this.#key(place), { WP: units, ST: units }, { at: this.catchUp(), kind: 'production' }, (before) => [...before, { availableFrom, qty: units, source }]);
  }

  /** All that was in production for the row comes in. */
  arrive(place: StockPlace): number {
    const at = this.catchUp();
    const key = this.#key(place);
    const { supply } = this.#warehouse.change(key, {}, { at, kind: 'arrival' });
    const units = supply.reduce((sum, { qty }) => sum + qty, 0);
    this.#warehouse.change(key, { R1: units, WP: -units, ST: -units }, { at, kind: 'arrival' }, () => []);
    return units;
  }

  /** Writes the files of completed cycles that are still to be read; returns their paths. */
  dropFiles(): string[] {
    const now = this.catchUp();
    const folder = this.#dropFolder;
    if (folder === null) return [];
    const ready = this.cycles.list().filter((cycle) => !this.#dropped.has(cycle.cycleId) && cycle.outcome !== 'failed' && this.cycles.statusOf(cycle, now) !== 'running' && cycle.shown !== null);
    return ready.toReversed().map((cycle) => {
      this.#dropped.add(cycle.cycleId);
      return dropCycleFile(folder, cycle, this.timeZone);
    });
  }

  #change(place: StockPlace, terms: TermChanges, kind: string): void {
    this.#warehouse.change(this.#key(place), terms, { at: this.catchUp(), kind });
  }

  #key({ skuCode, label, location, lot = '' }: StockPlace): { readonly sku: StockSku; readonly location: string; readonly lot: string } {
    const known = [...this.#warehouse.skus(skuCode), ...this.#skus.skusByCode(skuCode).map(stockSku)];
    const sku = label === undefined ? known[0] : known.find((candidate) => candidate.label === label);
    if (!sku) throw new RangeError(`The warehouse has no SKU "${skuCode}"${label === undefined ? '' : ` with label "${label}"`}.`);
    return { sku, location, lot };
  }
}
