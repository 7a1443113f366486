export interface StockPlace {
  readonly location: string;
  readonly lot: string;
}

/** Each location and lot once, the last given counts; in order of both. */
export function inPlaceOrder<T extends StockPlace>(lines: readonly T[]): readonly T[] {
  if (isInOrder(lines)) return lines;
  const last = new Map(lines.map((line) => [JSON.stringify([line.location, line.lot]), line]));
  return [...last.values()].sort(comparePlaces);
}

/** By UTF-8 bytes, as SQLite sorts; JavaScript's own comparison differs beyond U+D7FF. */
export function compareBytes(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}

const comparePlaces = (a: StockPlace, b: StockPlace): number => compareBytes(a.location, b.location) || compareBytes(a.lot, b.lot);

/** Of plain codes, which is what nearly all are: quicker than comparing bytes. */
function isInOrder(lines: readonly StockPlace[]): boolean {
  let before: StockPlace | undefined;
  for (const line of lines) {
    if (before && !(isBelow(before.location, line.location) || (before.location === line.location && isBelow(before.lot, line.lot)))) return false;
    before = line;
  }
  return true;
}

const isBelow = (a: string, b: string): boolean => a < b && (ascii.test(b) || compareBytes(a, b) < 0);
// eslint-disable-next-line no-control-regex -- what is one byte in UTF-8
const ascii = /^[\u0000-\u007f]*$/;
