import { closeSync, openSync, writeSync } from 'node:fs';

export interface GeneratedCycle {
  readonly skus: number;
  readonly locations: number;
  /** 0 for the first one; each later one has other figures for every fiftieth SKU at one location. */
  readonly cycle: number;
  /** Pages hold the SKUs one after the other, or all SKUs of one location before those of the next. */
  readonly order: 'by-sku' | 'by-location';
}

const linesPerPage = 1000;
const changedEvery = 50;

/** A cycle as pages of JSON, one a line of the file. The same arguments give the same bytes. */
export function writeCycle(file: string, cycle: GeneratedCycle): void {
  const descriptor = openSync(file, 'w');
  const page: object[] = [];
  const flush = (): void => void writeSync(descriptor, `${JSON.stringify({ lines: page.splice(0) })}\n`);
  for (const line of linesOf(cycle)) if (page.push(line) === linesPerPage) flush();
  if (page.length > 0) flush();
  closeSync(descriptor);
}

function* linesOf({ skus, locations, cycle, order }: GeneratedCycle): Generator<object> {
  if (order === 'by-sku') {
    for (let sku = 0; sku < skus; sku += 1) for (let location = 0; location < locations; location += 1) yield lineOf(sku, location, cycle);
  } else {
    for (let location = 0; location < locations; location += 1) for (let sku = 0; sku < skus; sku += 1) yield lineOf(sku, location, cycle);
  }
}

function lineOf(sku: number, location: number, cycle: number): object {
  const style = `ST${String(Math.floor(sku / 40)).padStart(6, '0')}`;
  const colorCode = String(100 + (Math.floor(sku / 8) % 5));
  const sizeBucket = 1 + (sku % 8);
  const moved = sku % changedEvery === cycle % changedEvery && location === 0 ? cycle : 0;
  const qoh = units(sku, location, 1, 200) + moved;
  const [picked, open, reserved] = [units(sku, location, 2, 9), units(sku, location, 3, 12), units(sku, location, 4, 4)];
  const wip = units(sku, location, 5, 60);
  const ots = qoh - picked - open - reserved;
  return {
    skuCode: `${style}-${colorCode}-${sizeBucket}`,
    identity: { division: '01', style, colorCode, label: '', dimension: '', sizeBucket },
    location: `L${String(location).padStart(2, '0')}`,
    lot: '',
    terms: null,
    totals: { qoh, picked, open, reserved, wip, shipToWip: wip, ots, otsShipToWip: ots + wip },
    supply: wip > 50 ? [{ availableFrom: '2026-04-01', units: wip, source: `PO${1000 + sku}` }] : [],
  };
}

/** Below `below`, always the same for the same numbers: one round of a multiplicative hash. */
function units(sku: number, location: number, salt: number, below: number): number {
  const mixed = Math.imul(sku ^ Math.imul(location + 1, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca6b), 0xc2b2ae35) >>> 0;
  return (mixed ^ (mixed >>> 15)) % below;
}
