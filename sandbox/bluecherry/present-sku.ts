import { padded } from './padded.ts';
import type { SkuRecord } from './sku-record.ts';

/** Denim's buckets come as text: two generations of programs write this table. */
export const presentSku = (sku: SkuRecord): unknown => ({
  division: sku.division,
  style: padded(sku.style, 12),
  colorCode: padded(sku.colorCode, 4),
  label: padded(sku.label, 2),
  dimension: padded(sku.dimension, 4),
  sizeBucket: sku.division === '02' ? String(sku.sizeBucket) : sku.sizeBucket,
  sizeName: padded(sku.sizeName, 6),
  upc: sku.upc,
  skuCode: padded(sku.skuCode, 20),
  styleName: padded(sku.styleName, 30),
  colorName: sku.colorName,
  active: sku.active ? 'Y' : 'N',
  modifiedAt: sku.modifiedAt,
});
