import { closeSync, openSync, writeSync } from 'node:fs';
import { generatedBase } from '../../sandbox/bluecherry/stock/generated-base.ts';
import { presentStockLine } from '../../sandbox/bluecherry/stock/present-stock-line.ts';
import type { StockRow } from '../../sandbox/bluecherry/stock/stock-row.ts';

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
const seed = 1;

/** A cycle in the answers of the sandbox's BlueCherry, one a line of the file. The same arguments give the same bytes. */
export function writeCycle(file: string, cycle: GeneratedCycle): void {
  const descriptor = openSync(file, 'w');
  const cycleId = `INV-${cycle.cycle}`;
  const data: unknown[] = [];
  const flush = (): void => void writeSync(descriptor, `${JSON.stringify({ cycleId, data: data.splice(0), page: { nextCursor: 'next' } })}\n`);
  for (const row of rowsOf(cycle)) if (data.push(presentStockLine(cycleId, row, new Map())) === linesPerPage) flush();
  if (data.length > 0) flush();
  closeSync(descriptor);
}

function* rowsOf({ skus, locations, cycle, order }: GeneratedCycle): Generator<StockRow> {
  const base = generatedBase({ skus, locations }, seed);
  const at = (sku: number, location: number): StockRow => {
    const row = base.row(sku * locations + location);
    const moved = location === 0 && sku % changedEvery === cycle % changedEvery ? cycle : 0;
    return moved === 0 ? row : { ...row, terms: { ...row.terms, R1: row.terms.R1 + moved } };
  };
  if (order === 'by-sku') {
    for (let sku = 0; sku < skus; sku += 1) for (let location = 0; location < locations; location += 1) yield at(sku, location);
  } else {
    for (let location = 0; location < locations; location += 1) for (let sku = 0; sku < skus; sku += 1) yield at(sku, location);
  }
}
