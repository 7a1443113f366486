import type { StockCycle, StockLine } from '../../../lib/model/stock.ts';
import type { InventoryLine } from '../../../lib/store/stock-book/contract.ts';

const noTotals: StockLine['totals'] = { qoh: null, picked: null, open: null, reserved: null, wip: null, shipToWip: null, ots: null, otsShipToWip: null };

/** A line of style `sku` with so many units open to sell. */
export function inventoryLine(sku: string, location: string, ots: number, change: Partial<InventoryLine> = {}): InventoryLine {
  const identity = { division: '01', style: sku, colorCode: '001', label: '', dimension: '', sizeBucket: 3 };
  return { skuCode: `${sku}-001-S`, identity, location, lot: '', terms: null, totals: { ...noTotals, qoh: ots + 2, ots }, supply: [], ...change };
}

export function stockCycle(sequence: number, mode: StockCycle['mode'] = 'full'): StockCycle {
  return { feed: 'HTL:inventory', cycleId: `INV-${sequence}`, mode, sequence, asOf: '2026-03-01T11:00:00Z', completedAt: '2026-03-01T11:04:00Z', nextExpectedAt: '2026-03-01T11:30:00Z' };
}

export const unitsOf = ({ totals }: StockLine): number => totals.ots ?? 0;
