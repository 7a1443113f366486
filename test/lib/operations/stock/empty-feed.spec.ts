import { strict as assert } from 'node:assert';
import { emptyFeed, type CycleYield } from '../../../../lib/operations/stock/empty-feed.ts';
import { asOf, minutes } from './positions.ts';

const limits = { quietMs: minutes(12 * 60), quietCycles: 3 };
const cycleAt = (index: number, parts: Partial<CycleYield> = {}): CycleYield => ({ cycleId: `INV-${index}`, mode: 'delta', asOf: asOf + minutes(30 * index), records: 10, changed: 4, ...parts });
const series = (count: number, parts: (index: number) => Partial<CycleYield>): readonly CycleYield[] => Array.from({ length: count }, (_, index) => cycleAt(index, parts(index)));

describe('a feed that reports success and brings nothing', () => {
  it('is found at once when a full cycle has no records, and not for a quiet delta', () => {
    assert.equal(emptyFeed([cycleAt(0), cycleAt(1, { mode: 'full', records: 0, changed: 0 })], limits)?.kind, 'no-records');
    assert.equal(emptyFeed([cycleAt(0), cycleAt(1, { records: 0, changed: 0 })], limits), null);
  });

  it('is found when nothing changes for longer than a night', () => {
    const quietFrom = (first: number) => series(40, (index) => (index >= first ? { changed: 0 } : {}));
    const found = emptyFeed(quietFrom(15), limits);
    assert.deepEqual([found?.kind, found?.cycles, found?.cycleId], ['nothing-changes', 25, 'INV-39']);
    assert.match(found?.sentence ?? '', /changed no SKU for 12 hours/);
    assert.equal(emptyFeed(quietFrom(16), limits), null);
    assert.equal(emptyFeed([cycleAt(0, { changed: 0 }), cycleAt(60, { changed: 0 })], limits), null, 'two cycles are no series');
  });

  it('is found when new cycles keep stating the same time', () => {
    assert.equal(emptyFeed(series(3, () => ({ asOf })), limits)?.kind, 'time-stands-still');
    assert.equal(emptyFeed(series(2, () => ({ asOf })), limits), null);
  });

  it('is not one that brings something, nor one without cycles', () => {
    assert.equal(emptyFeed(series(100, (index) => ({ changed: index % 20 === 19 ? 1 : 0 })), limits), null);
    assert.equal(emptyFeed([], limits), null);
  });
});
