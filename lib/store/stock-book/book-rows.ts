import { crc32 } from 'node:zlib';
import type { SkuPosition } from '../../model/stock.ts';
import { linesOf, noLines } from './line-text.ts';
import { skuOf } from './sku-key.ts';

/** A row that is not what was written. */
export class DamagedRow extends Error {}

export interface BookRow {
  readonly key: string;
  readonly lines: string;
  readonly sum: number;
}

/** CRC-32 of what SQLite itself does not check: the content of a row. */
export const sumOf = (key: string, lines: string): number => (lines === noLines ? 0 : crc32(lines, crc32(key)));

export function positionOf(row: BookRow): SkuPosition {
  return { ...skuOf(row.key), lines: linesOf(checkedLines(row)) };
}

export function checkedLines({ key, lines, sum }: BookRow): string {
  if (sum === sumOf(key, lines)) return lines;
  throw new DamagedRow(`the row of SKU ${skuOf(key).skuCode} is not what was written`);
}
