import type { ErrorCode } from '../../errors/error-table.ts';

/** Why BlueCherry rejects one order of a batch, in our codes. */
const codes: ReadonlyMap<string, ErrorCode> = new Map<string, ErrorCode>([
  ['UNKNOWN_SKU', 'BLUECHERRY_SKU_REFUSED'],
  ['INACTIVE_STYLE', 'BLUECHERRY_SKU_REFUSED'],
  ['SIZE_NOT_IN_RANGE', 'BLUECHERRY_SKU_REFUSED'],
  ['UNKNOWN_CUSTOMER', 'BLUECHERRY_CODE_UNKNOWN'],
  ['UNKNOWN_CODE', 'BLUECHERRY_CODE_UNKNOWN'],
  ['UNKNOWN_STORE', 'BLUECHERRY_CODE_UNKNOWN'],
  ['DUPLICATE_EXTERNAL_REF', 'BLUECHERRY_DUPLICATE_REFERENCE'],
]);

export function refusalCode(remoteCode: string): ErrorCode {
  return codes.get(remoteCode) ?? 'BLUECHERRY_ORDER_REFUSED';
}
