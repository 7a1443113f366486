import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareStockLines, createStockChecksum } from '../../../lib/operations/stock/stock-checksum.ts';
import { stockTerms } from '../../../lib/model/stock.ts';
import type { InventoryLine } from '../../../lib/store/stock-book/contract.ts';
import { stockCycle } from './sample-lines.ts';
import { temporaryBook, type TemporaryBook } from './temporary-book.ts';

const code = fc.constantFrom('', 'A', 'AB', 'a b', 'é', '"q"', '￿', '😀', 'tab\there');
const units = fc.integer({ min: -5, max: 200 });
const total = fc.option(units, { nil: null });
const line: fc.Arbitrary<InventoryLine> = fc
  .record({
    identity: fc.record({ division: code, style: code, colorCode: code, label: code, dimension: code, sizeBucket: fc.integer({ min: 0, max: 24 }) }),
    location: code,
    lot: code,
    terms: fc.option(fc.dictionary(fc.constantFrom(...stockTerms), units), { nil: null }),
    totals: fc.record({ qoh: total, picked: total, open: total, reserved: total, wip: total, shipToWip: total, ots: total, otsShipToWip: total }),
    supply: fc.array(fc.record({ availableFrom: fc.constantFrom('2026-04-01', '2026-05-01'), units, source: code }), { maxLength: 3 }),
  })
  .map((drawn) => ({ ...drawn, skuCode: `${drawn.identity.style}-${drawn.identity.colorCode}-${drawn.identity.sizeBucket}` }));

const placeOf = ({ identity, location, lot }: InventoryLine): string => JSON.stringify([identity, location, lot]);

/** Lines, each SKU, location and lot once; and an order of them in pages with some of them twice. */
const cycle = fc.uniqueArray(line, { selector: placeOf, minLength: 1, maxLength: 30 }).chain((lines) =>
  fc.record({
    lines: fc.constant(lines),
    pages: fc.shuffledSubarray([...lines, ...lines.slice(0, 9)], { minLength: lines.length + Math.min(lines.length, 9) }).chain((all) => fc.array(fc.nat(all.length), { maxLength: 4 }).map((cuts) => pagesOf(all, cuts))),
  }),
);

function pagesOf(lines: readonly InventoryLine[], cuts: readonly number[]): InventoryLine[][] {
  const ends = [...cuts, lines.length].sort((one, other) => one - other);
  return ends.map((end, n) => lines.slice(n === 0 ? 0 : ends[n - 1], end));
}

function checksumOf(lines: readonly InventoryLine[]): string {
  const checksum = createStockChecksum();
  for (const one of lines) checksum.add(one);
  return checksum.digest();
}

describe('a position book, whatever the order of lines', () => {
  let files: TemporaryBook;
  beforeEach(() => (files = temporaryBook()));
  afterEach(() => files.discard());

  it('has the same count, checksum and positions however lines are spread over pages and repeated', () => {
    const book = files.open();
    let sequence = 0;
    fc.assert(
      fc.property(cycle, ({ lines, pages }) => {
        const ordered = lines.toSorted(compareStockLines);
        const stated = checksumOf(ordered);
        const load = book.begin(stockCycle((sequence += 1)));
        for (const page of pages) load.put(page);
        assert.equal(load.count(), lines.length);
        assert.equal(load.checksum(), stated);
        load.commit();
        const again = book.begin(stockCycle((sequence += 1)));
        again.put(ordered);
        assert.equal(again.commit().changed, 0);
        const kept = [...book.all(7)].flat().flatMap(({ lines: found, ...sku }) => found.map((one) => ({ ...sku, ...one })));
        assert.equal(checksumOf(kept), stated);
      }),
      { numRuns: 60 },
    );
  });
});
