import type { JsonObject } from '../json-value.ts';
import type { SkuRecord } from './sku-record.ts';

const texts = ['division', 'style', 'colorCode', 'label', 'dimension', 'sizeName', 'skuCode', 'styleName', 'colorName'];

/** The members of a SKU that a control call names; an unknown or ill-typed one is refused. */
export const readSku = (body: JsonObject): Partial<SkuRecord> => {
  for (const [member, value] of Object.entries(body)) {
    const fits =
      (texts.includes(member) && typeof value === 'string') ||
      (member === 'upc' && (value === null || typeof value === 'string')) ||
      (member === 'sizeBucket' && typeof value === 'number' && Number.isInteger(value)) ||
      (member === 'active' && typeof value === 'boolean');
    if (!fits) throw new TypeError(`A SKU has no "${member}" of ${JSON.stringify(value)}.`);
  }
  return body;
};

export const readNewSku = (body: JsonObject): Partial<SkuRecord> & Pick<SkuRecord, 'skuCode' | 'division' | 'style'> => {
  const { skuCode, division, style, ...more } = readSku(body);
  if (skuCode === undefined || division === undefined || style === undefined) throw new TypeError('A SKU needs "skuCode", "division" and "style".');
  return { ...more, skuCode, division, style };
};
