import { seededRandom } from '../../seeded-random.ts';
import type { SkuRecord } from '../sku-record.ts';
import { stockSku, type StockRow, type StockSku } from './stock-row.ts';
import { noTerms, type TermChanges } from './stock-terms.ts';

/** Sold fast in the sandbox's trading day. */
export const hotSkuCodes: readonly string[] = ['MC100-NAV-M', 'DJ210-IND-3032', 'BE900-TAN-SM'];
/** More is ordered than there is, from the first day on. */
export const oversoldSkuCodes: readonly string[] = ['DJ210-BLA-3434', 'TR330-STO-14'];

/**
 * What lies in the warehouse on the first morning; the same for the same seed. Every SKU is in `LDS` and most in `SHP`; some
 * have goods at sea (`FOB`) or without a location, some have samples under label `SM` and a code of their own, trousers come
 * in two lots, and every fifth SKU is in production.
 */
export const openingStock = (skus: readonly SkuRecord[], seed: number, today: string): StockRow[] => {
  const random = seededRandom(seed);
  const upTo = (most: number): number => Math.floor(random() * (most + 1));
  const dayIn = (days: number): string => new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  return skus.map(stockSku).flatMap((sku, index): StockRow[] => {
    const row = (location: string, terms: TermChanges, more: { lot?: string; sku?: StockSku; supply?: StockRow['supply'] } = {}): StockRow =>
      ({ sku: more.sku ?? sku, location, lot: more.lot ?? '', terms: { ...noTerms, ...terms }, supply: more.supply ?? [] });
    const received = 30 + upTo(120);
    const main: TermChanges = { SA: upTo(8), RT: upTo(4), R1: received, R2: upTo(2), IN: upTo(Math.floor(received / 3)), OP: upTo(6), PK: upTo(3), RS: upTo(2), RV: upTo(3) };
    const made = 20 + upTo(60);
    const wip: TermChanges = index % 5 === 0 ? { WP: made, ST: made } : {};
    const supply = index % 5 === 0 ? [{ availableFrom: dayIn(10 + upTo(60)), qty: made, source: 'purchase_order' }] : [];
    const inLeeds = hotSkuCodes.includes(sku.skuCode) ? { R1: 60, OP: 2 } : oversoldSkuCodes.includes(sku.skuCode) ? { R1: 10, IN: 8, OP: 6, PK: 1 } : main;
    const rows = [row('LDS', { ...inLeeds, ...wip }, { supply })];
    if (index % 4 !== 3) rows.push(row('SHP', { SA: upTo(2), R1: 2 + upTo(8), IN: upTo(2) }));
    if (index % 6 === 1) rows.push(row('FOB', { R1: 100 + upTo(100) }));
    if (index % 9 === 2) rows.push(row('', { SA: 1 + upTo(5) }));
    if (index % 8 === 4 && sku.sizeName !== '') rows.push(row('LDS', { SA: 2 }, { sku: { ...sku, label: 'SM', upc: null, skuCode: `${sku.skuCode}-SM` } }));
    if (sku.style === 'TR330') rows.push(row('LDS', { R1: 5 + upTo(10) }, { lot: 'B2' }));
    return rows;
  });
};
