import type { StockLine, StockTerm } from '../../../../lib/model/stock.ts';

/**
 * A small warehouse whose units are counted one by one, to hold the formulas against. Beside the units it keeps the ERP's
 * counters as their names say (received, open, picked, invoiced …), and never works one out from the other.
 */
interface Unit {
  place: 'expected' | 'house' | 'gone';
  /** Goods made for one customer's order: on hand when they come, and never free to sell. */
  readonly linked: boolean;
  picked: boolean;
}

/** A demand for one unit; it gets hold of a certain unit only when it is picked. */
interface Demand {
  readonly linked: boolean;
  state: 'open' | 'picked' | 'shipped' | 'cancelled';
  unit: Unit | null;
}

export const happenings = ['receive', 'expect', 'expectLinked', 'arrive', 'order', 'orderLinked', 'pick', 'unpick', 'ship', 'cancel', 'return', 'lose', 'find', 'reserve', 'release'] as const;
export type Happening = (typeof happenings)[number];

/** On hand, free to sell now, and free to sell with what is expected: by counting units. */
export interface Count {
  readonly onHand: number;
  readonly free: number;
  readonly freeWithExpected: number;
}

export function createUnitLife(): { happen(what: Happening): void; terms(): Partial<Record<StockTerm, number>>; count(): Count; line(): StockLine } {
  const units: Unit[] = [];
  const demands: Demand[] = [];
  const terms: Partial<Record<StockTerm, number>> = {};
  let reserved = 0;
  const move = (term: StockTerm, by: number): void => void (terms[term] = (terms[term] ?? 0) + by);
  const unitIn = (place: Unit['place'], fits: (unit: Unit) => boolean = () => true): Unit | undefined => units.find((unit) => unit.place === place && fits(unit));
  const demandThat = (...states: readonly Demand['state'][]): Demand | undefined => demands.find(({ state }) => states.includes(state));

  const happen: Record<Happening, () => void> = {
    receive() {
      units.push({ place: 'house', linked: false, picked: false });
      move('R1', 1);
    },
    expect() {
      units.push({ place: 'expected', linked: false, picked: false });
      move('ST', 1);
    },
    expectLinked() {
      units.push({ place: 'expected', linked: true, picked: false });
      move('ST', 1);
    },
    arrive() {
      const unit = unitIn('expected');
      if (!unit) return;
      unit.place = 'house';
      move('ST', -1);
      move(unit.linked ? 'RV' : 'R1', 1);
    },
    order() {
      demands.push({ linked: false, state: 'open', unit: null });
      move('OP', 1);
    },
    orderLinked() {
      demands.push({ linked: true, state: 'open', unit: null });
      move('RO', 1);
    },
    pick() {
      for (const demand of demands) {
        const unit = demand.state === 'open' ? unitIn('house', ({ linked, picked }) => linked === demand.linked && !picked) : undefined;
        if (!unit) continue;
        Object.assign(demand, { state: 'picked', unit });
        unit.picked = true;
        move(demand.linked ? 'RO' : 'OP', -1);
        move(demand.linked ? 'RP' : 'PK', 1);
        return;
      }
    },
    unpick() {
      const demand = demandThat('picked');
      if (!demand?.unit) return;
      demand.unit.picked = false;
      Object.assign(demand, { state: 'open', unit: null });
      move(demand.linked ? 'RP' : 'PK', -1);
      move(demand.linked ? 'RO' : 'OP', 1);
    },
    ship() {
      const demand = demandThat('picked');
      if (!demand?.unit) return;
      Object.assign(demand.unit, { place: 'gone', picked: false });
      demand.state = 'shipped';
      move(demand.linked ? 'RP' : 'PK', -1);
      move(demand.linked ? 'RI' : 'IN', 1);
    },
    cancel() {
      const demand = demandThat('open', 'picked');
      if (!demand) return;
      const term = { open: demand.linked ? 'RO' : 'OP', picked: demand.linked ? 'RP' : 'PK' } as const;
      move(demand.state === 'picked' ? term.picked : term.open, -1);
      if (demand.unit) demand.unit.picked = false;
      Object.assign(demand, { state: 'cancelled', unit: null });
    },
    /** Inspected and restocked; what comes back is free stock, whomever it was made for. */
    return() {
      const demand = demands.find(({ state, unit }) => state === 'shipped' && unit?.place === 'gone');
      if (!demand?.unit) return;
      demand.unit = null;
      units.splice(units.findIndex(({ place }) => place === 'gone'), 1);
      units.push({ place: 'house', linked: false, picked: false });
      move('RT', 1);
    },
    lose() {
      const unit = unitIn('house', ({ linked, picked }) => !linked && !picked);
      if (!unit) return;
      units.splice(units.indexOf(unit), 1);
      move('SA', -1);
    },
    find() {
      units.push({ place: 'house', linked: false, picked: false });
      move('SA', 1);
    },
    reserve() {
      reserved += 1;
      move('RS', 1);
    },
    release() {
      if (reserved === 0) return;
      reserved -= 1;
      move('RS', -1);
    },
  };

  const counted = (fits: (unit: Unit) => boolean): number => units.filter(fits).length;
  const waiting = (fits: (demand: Demand) => boolean): number => demands.filter((demand) => demand.state === 'open' && fits(demand)).length;
  const count = (): Count => ({
    onHand: counted(({ place }) => place === 'house'),
    free: counted(({ place, linked, picked }) => place === 'house' && !linked && !picked) - waiting(({ linked }) => !linked) - reserved,
    freeWithExpected: counted(({ place, picked }) => place !== 'gone' && !picked) - waiting(() => true) - reserved,
  });
  return {
    happen: (what) => happen[what](),
    terms: () => ({ ...terms }),
    count,
    line: () => ({ location: 'NJ1', lot: '', terms: { ...terms }, totals: { qoh: null, picked: null, open: null, reserved: null, wip: null, shipToWip: null, ots: null, otsShipToWip: null }, supply: [] }),
  };
}
