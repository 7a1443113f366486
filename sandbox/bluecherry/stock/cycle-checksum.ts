import { createHash } from 'node:crypto';
import type { StockRow } from './stock-row.ts';
import { termNames, totalsOf } from './stock-terms.ts';

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** One line as the checksum's definition writes it. */
const lineText = ({ sku, location, lot, terms, supply }: StockRow, totalsOnly: boolean): string => {
  const { qoh, picked, open, reserved, wip, shipToWip, ots, otsShipToWip } = totalsOf(terms);
  return JSON.stringify([
    sku.division, sku.style, sku.colorCode, sku.label, sku.dimension, sku.sizeBucket, location, lot, sku.skuCode,
    totalsOnly ? null : termNames.map((name) => terms[name]),
    [qoh, picked, open, reserved, wip, shipToWip, ots, otsShipToWip],
    [...supply]
      .sort((left, right) => compare(left.availableFrom, right.availableFrom) || compare(left.source, right.source) || left.qty - right.qty)
      .map(({ availableFrom, qty, source }) => [availableFrom, qty, source]),
  ]);
};

/** SHA-256 over all lines of a cycle, which come in order of their key; as the kit's documentation of the feed defines it. */
export const cycleChecksum = (rows: Iterable<StockRow>, totalsOnly: boolean): string => {
  const hash = createHash('sha256');
  let text = '';
  for (const row of rows) {
    text += `${lineText(row, totalsOnly)}\n`;
    if (text.length < 65_536) continue;
    hash.update(text);
    text = '';
  }
  return `sha256:${hash.update(text).digest('hex')}`;
};
