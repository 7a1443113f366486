import { OperationError } from '../../errors/operation-error.ts';
import type { SkuIdentity } from '../../model/identity.ts';

/** Lower than every character of a code, so that keys sort as their parts do. */
const between = '\u0001';
const parts = 7;

/** A SKU in the book: its identity and the code that it goes by. Two identities under one code are two SKUs. */
export interface BookSku {
  readonly skuCode: string;
  readonly identity: SkuIdentity;
}

/** Sorts by division, style, colour, label, dimension and size bucket. */
export function skuKey({ skuCode, identity }: BookSku): string {
  const { division, style, colorCode, label, dimension, sizeBucket } = identity;
  const bucket = sizeBucket < 10 ? `0${sizeBucket}` : sizeBucket;
  return `${division}${between}${style}${between}${colorCode}${between}${label}${between}${dimension}${between}${bucket}${between}${skuCode}`;
}

/** @throws REMOTE_RECORD_INVALID for a code with a control character in it, which could be taken for another SKU's */
export function checkedKey(sku: BookSku, key: string): string {
  if (key.split(between).length === parts) return key;
  throw new OperationError('REMOTE_RECORD_INVALID', `The SKU ${JSON.stringify(sku.skuCode)} of BlueCherry, or one of the codes of its identity, contains a control character: correct it there.`, {
    details: { skuCode: sku.skuCode, style: sku.identity.style },
  });
}

export function skuOf(key: string): BookSku {
  const [division = '', style = '', colorCode = '', label = '', dimension = '', bucket = '', skuCode = ''] = key.split(between);
  return { skuCode, identity: { division, style, colorCode, label, dimension, sizeBucket: Number(bucket) } };
}
