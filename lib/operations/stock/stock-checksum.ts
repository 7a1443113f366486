import { createHash } from 'node:crypto';
import type { SkuIdentity } from '../../model/identity.ts';
import { stockTerms, type StockLine } from '../../model/stock.ts';

export interface KeyedStockLine extends StockLine {
  readonly skuCode: string;
  readonly identity: SkuIdentity;
}

/**
 * The checksum of a cycle: `sha256:` and 64 lower-case hexadecimal digits, over the UTF-8 text of all its lines.
 *
 * Each line (one per SKU, location and lot) is written as a JSON array as `JSON.stringify` writes it (no spaces, characters
 * beyond ASCII as they are), followed by one line feed. Its members, in this order:
 *  1. division, style, colour code, label, dimension: text, trimmed, leading zeros kept, blank is `""`;
 *  2. size bucket: number;
 *  3. location, lot: text, trimmed;
 *  4. SKU code: text, trimmed;
 *  5. the terms: an array of 16 numbers in the order SA RT R1 R2 IN CM RV RI RP RO PK OP RS DM WP ST, an absent one as 0; or
 *     `null` where the installation gives no terms;
 *  6. the totals: an array of 8 in the order QOH, picked, open, reserved, WIP, ship-to WIP, OTS, OTS ship-to WIP, each a
 *     number, or `null` where it is not stated;
 *  7. the supply: an array of `[day, units, source]`, day as `YYYY-MM-DD`, in the order of day, then source, then units.
 *
 * Lines stand in the order of members 1 to 3, one after the other: text by its UTF-8 bytes, the size bucket as a number.
 * An example is in test/lib/operations/stock/stock-checksum.spec.ts.
 */
export function createStockChecksum(): { add(line: KeyedStockLine): void; digest(): string } {
  const hash = createHash('sha256');
  let text = '';
  return {
    add(line) {
      text += `${stockLineText(line)}\n`;
      if (text.length < 65_536) return;
      hash.update(text);
      text = '';
    },
    digest: () => `sha256:${hash.update(text).digest('hex')}`,
  };
}

/** One line as the checksum hashes it, without the line feed: equal texts, equal lines. */
export function stockLineText({ identity, location, lot, skuCode, terms, totals, supply }: KeyedStockLine): string {
  return JSON.stringify([
    identity.division, identity.style, identity.colorCode, identity.label, identity.dimension, identity.sizeBucket, location, lot, skuCode,
    terms && stockTerms.map((term) => terms[term] ?? 0),
    [totals.qoh, totals.picked, totals.open, totals.reserved, totals.wip, totals.shipToWip, totals.ots, totals.otsShipToWip],
    supply.length === 0 ? supply : supply
      .toSorted((one, other) => compareText(one.availableFrom, other.availableFrom) || compareText(one.source, other.source) || one.units - other.units)
      .map(({ availableFrom, units, source }) => [availableFrom, units, source]),
  ]);
}

/** The order in which the checksum wants its lines: that of an SQLite index over the same columns. */
export function compareStockLines(one: KeyedStockLine, other: KeyedStockLine): number {
  return (
    compareText(one.identity.division, other.identity.division) ||
    compareText(one.identity.style, other.identity.style) ||
    compareText(one.identity.colorCode, other.identity.colorCode) ||
    compareText(one.identity.label, other.identity.label) ||
    compareText(one.identity.dimension, other.identity.dimension) ||
    one.identity.sizeBucket - other.identity.sizeBucket ||
    compareText(one.location, other.location) ||
    compareText(one.lot, other.lot)
  );
}

/** By UTF-8 bytes. JavaScript's own order is another one only where both texts have characters beyond U+D7FF. */
function compareText(one: string, other: string): number {
  if (one === other) return 0;
  if (beyond.test(one) && beyond.test(other)) return Buffer.compare(Buffer.from(one), Buffer.from(other));
  return one < other ? -1 : 1;
}

const beyond = /[\ud800-\uffff]/;
