import type { MasterData } from '../master-data.ts';
import type { SalesOrder } from '../order-book.ts';
import { newUnits, type LineUnits, type OrderUnits } from './order-units.ts';
import { stockSku } from './stock-row.ts';
import type { TermChanges } from './stock-terms.ts';
import type { StockSettings } from './stock-settings.ts';
import type { Warehouse } from './warehouse.ts';

export interface StepRequest {
  /** All orders when absent. */
  readonly ordNum?: string;
  readonly lineNo?: number;
  /** At most so many of each line. */
  readonly units?: number;
}

/** The ERP's own list of SKUs. */
export type SkuLookup = Pick<MasterData, 'sku' | 'skusByCode'>;

type Step = (line: LineUnits, most: number) => { readonly units: number; readonly terms: TermChanges };

/** Sales orders on their way through the warehouse: open, picked, invoiced (the goods have left), cancelled, returned, inspected. */
export class Fulfilment {
  readonly #warehouse: Warehouse;
  readonly #skus: SkuLookup;
  readonly #settings: StockSettings;
  readonly #orders = new Map<string, OrderUnits>();
  readonly #toPick: OrderUnits[] = [];
  readonly #toShip: OrderUnits[] = [];

  constructor(warehouse: Warehouse, skus: SkuLookup, settings: StockSettings) {
    this.#warehouse = warehouse;
    this.#skus = skus;
    this.#settings = settings;
  }

  unitsOf(order: SalesOrder): OrderUnits {
    return this.#orders.get(order.ordNum) ?? newUnits(order);
  }

  /** A new order: its units are open at the location of each line. */
  take(order: SalesOrder): void {
    const units = newUnits(order);
    this.#orders.set(order.ordNum, units);
    this.#toPick.push(units);
    this.#step(order.committedAt, 'order', { ordNum: order.ordNum }, ({ open }) => ({ units: open, terms: { OP: open } }));
  }

  pick(at: number, request: StepRequest = {}): number {
    return this.#step(at, 'pick', request, (line, most) => {
      const units = Math.min(line.open, most);
      line.open -= units;
      line.picked += units;
      return { units, terms: { OP: -units, PK: units } };
    });
  }

  /** Invoice and ship are one here. */
  ship(at: number, request: StepRequest = {}): number {
    return this.#step(at, 'invoice', request, (line, most) => {
      const units = Math.min(line.picked, most);
      line.picked -= units;
      line.invoiced += units;
      return { units, terms: { PK: -units, IN: units } };
    });
  }

  /** Open units only; `CC`: the customer's wish, `CH`: ours. */
  cancel(at: number, request: StepRequest, type: 'CC' | 'CH'): number {
    return this.#step(at, 'cancel', request, (line, most) => {
      const units = Math.min(line.open, most);
      line.open -= units;
      line.cancelled += units;
      if (units > 0) line.cancelType = type;
      return { units, terms: { OP: -units } };
    });
  }

  /** The goods are back in the building, and nobody has looked at them: nothing is in stock yet. */
  giveBack(at: number, request: StepRequest): number {
    return this.#step(at, 'return', request, (line, most) => {
      const units = Math.min(line.invoiced - line.returned - line.inspected, most);
      line.returned += units;
      return { units, terms: {} };
    });
  }

  inspect(at: number, request: StepRequest, disposition: 'restock' | 'damaged' | 'scrap'): number {
    return this.#step(at, 'inspection', request, (line, most) => {
      const units = Math.min(line.returned, most);
      line.returned -= units;
      line.inspected += units;
      return { units, terms: disposition === 'restock' ? { RT: units } : {} };
    });
  }

  /** When the pace moves the next order; null: nothing waits for it. */
  nextDue(): number | null {
    const due = [this.#pickDue(), this.#shipDue()].filter((at) => at !== null);
    return due.length === 0 ? null : Math.min(...due);
  }

  runDue(at: number): void {
    const pickDue = this.#pickDue();
    if (pickDue !== null && pickDue <= at) {
      const next = this.#toPick.shift();
      if (next) this.pick(at, { ordNum: next.order.ordNum });
      return;
    }
    const next = this.#toShip.shift();
    if (next) this.ship(at, { ordNum: next.order.ordNum });
  }

  #pickDue(): number | null {
    const next = this.#toPick[0];
    return next && this.#settings.stockPickAfterMs > 0 ? next.order.committedAt + this.#settings.stockPickAfterMs : null;
  }

  #shipDue(): number | null {
    const next = this.#toShip[0];
    return next && this.#settings.stockShipAfterMs > 0 ? (next.pickedAt ?? 0) + this.#settings.stockShipAfterMs : null;
  }

  #step(at: number, kind: string, { ordNum, lineNo, units: most = Infinity }: StepRequest, step: Step): number {
    const orders = ordNum === undefined ? [...this.#orders.values()] : [this.#known(ordNum)];
    let moved = 0;
    for (const order of orders) {
      let own = 0;
      for (const line of order.lines) {
        if (lineNo !== undefined && line.lineNo !== lineNo) continue;
        const { units, terms } = step(line, most);
        if (units === 0) continue;
        own += units;
        this.#move(at, kind, order, line, terms);
      }
      if (own === 0) continue;
      moved += own;
      order.modifiedAt = at;
      if (kind !== 'pick') continue;
      order.pickedAt = at;
      this.#toShip.push(order);
    }
    return moved;
  }

  #move(at: number, kind: string, { order }: OrderUnits, { lineNo }: LineUnits, terms: TermChanges): void {
    const line = order.body.lines?.find((candidate) => candidate.lineNo === lineNo);
    if (!line || Object.keys(terms).length === 0) return;
    const { division = '', style = '', colorCode = '', label = '', dimension = '', sizeBucket = 0 } = line.sku ?? {};
    const record = this.#skus.sku({ division: division.trim(), style: style.trim(), colorCode: colorCode.trim(), label: label.trim(), dimension: dimension.trim(), sizeBucket });
    if (!record) return;
    this.#warehouse.change({ sku: stockSku(record), location: line.location?.trim() ?? '', lot: '' }, terms, { at, kind, ordNum: order.ordNum });
  }

  #known(ordNum: string): OrderUnits {
    const order = this.#orders.get(ordNum);
    if (!order) throw new RangeError(`There is no order ${ordNum}.`);
    return order;
  }
}
