import { padded } from '../padded.ts';
import type { StruckFaults } from './cycle-faults.ts';
import type { StockRow } from './stock-row.ts';
import { termNames, totalsOf } from './stock-terms.ts';

/** A line as the API shows it: codes padded, denim's buckets as text, and under `numeric-strings` every figure as text. */
export const presentStockLine = (cycleId: string, { sku, location, lot, terms, supply }: StockRow, faults: StruckFaults): unknown => {
  const asText = faults.has('numeric-strings');
  const units = (count: number): number | string => (asText ? String(count).padStart(7, ' ') : count);
  return {
    cycleId,
    sku: {
      division: sku.division,
      style: padded(sku.style, 12),
      colorCode: padded(sku.colorCode, 4),
      label: padded(sku.label, 2),
      dimension: padded(sku.dimension, 4),
      sizeBucket: asText || sku.division === '02' ? String(sku.sizeBucket) : sku.sizeBucket,
      sizeName: padded(sku.sizeName, 6),
      upc: sku.upc,
      skuCode: padded(sku.skuCode, 20),
    },
    location: padded(location, 5),
    lot: padded(lot, 4),
    ...(faults.has('totals-only') ? {} : { buckets: Object.fromEntries(termNames.map((name) => [name, units(terms[name])])) }),
    ...Object.fromEntries(Object.entries(totalsOf(terms)).map(([name, count]: [string, number]) => [name, units(count)])),
    availability: supply.map(({ availableFrom, qty, source }) => ({ availableFrom, qty: units(qty), source })),
  };
};
