import type { SkuRecord } from '../sku-record.ts';
import type { Terms } from './stock-terms.ts';

export type StockSku = Omit<SkuRecord, 'active' | 'modifiedAt'>;

export const stockSku = ({ division, style, colorCode, label, dimension, sizeBucket, sizeName, upc, skuCode, styleName, colorName }: StockSku): StockSku =>
  ({ division, style, colorCode, label, dimension, sizeBucket, sizeName, upc, skuCode, styleName, colorName });

/** Goods that are expected; `availableFrom` is a day of the ERP, `YYYY-MM-DD`. */
export interface Supply {
  readonly availableFrom: string;
  readonly qty: number;
  readonly source: string;
}

/** One SKU at one location and lot. Never changed in place: a snapshot shares rows with what came after it. */
export interface StockRow {
  readonly sku: StockSku;
  readonly location: string;
  readonly lot: string;
  readonly terms: Terms;
  readonly supply: readonly Supply[];
}

export type RowKey = Pick<StockRow, 'sku' | 'location' | 'lot'>;

const compareText = (left: string, right: string): number => {
  if (left === right) return 0;
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
};

/** The order that the checksum wants: text by its UTF-8 bytes, the size bucket as a number. */
export const compareRows = (left: RowKey, right: RowKey): number =>
  compareText(left.sku.division, right.sku.division) ||
  compareText(left.sku.style, right.sku.style) ||
  compareText(left.sku.colorCode, right.sku.colorCode) ||
  compareText(left.sku.label, right.sku.label) ||
  compareText(left.sku.dimension, right.sku.dimension) ||
  left.sku.sizeBucket - right.sku.sizeBucket ||
  compareText(left.location, right.location) ||
  compareText(left.lot, right.lot);

export const rowText = ({ sku, location, lot }: RowKey): string =>
  [sku.division, sku.style, sku.colorCode, sku.label, sku.dimension, sku.sizeBucket, location, lot].join('\u0000');
