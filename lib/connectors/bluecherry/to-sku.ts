import Type from 'typebox';
import type { Sku } from '../../model/identity.ts';
import { instantOf, recordReader, Text, trimmed, Whole, whole } from './remote-fields.ts';

const read = recordReader(
  'SKU',
  Type.Object({
    division: Type.String(), style: Type.String(), colorCode: Text, label: Text, dimension: Text, sizeBucket: Whole, sizeName: Text,
    upc: Text, skuCode: Type.String({ pattern: '\\S' }), styleName: Text, colorName: Text,
    active: Type.Union([Type.Boolean(), Type.String()]), modifiedAt: Text,
  }),
  (record) => record['skuCode'],
);

/** A SKU of the ERP in the canonical shape: trimmed, codes still text with their leading zeros. */
export function toSku(remote: unknown): Sku {
  const record = read(remote);
  return {
    skuCode: record.skuCode.trim(),
    identity: {
      division: record.division.trim(),
      style: record.style.trim(),
      colorCode: trimmed(record.colorCode),
      label: trimmed(record.label),
      dimension: trimmed(record.dimension),
      sizeBucket: whole(record.sizeBucket),
    },
    styleName: trimmed(record.styleName),
    colorName: trimmed(record.colorName),
    sizeName: trimmed(record.sizeName),
    upc: trimmed(record.upc) || null,
    active: typeof record.active === 'boolean' ? record.active : record.active.trim().toUpperCase() === 'Y',
    modifiedAt: instantOf(record.modifiedAt) ?? null,
  };
}
