import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { StockChangeReason, StockLevel } from '../../../../lib/model/stock.ts';
import { detectChanges } from '../../../../lib/operations/stock/detect-changes.ts';
import { cycle } from './positions.ts';

const level = (skuCode: string, published: number, hot = false): StockLevel => ({
  skuCode, style: 'S', channel: 'shop', published, available: published, oversold: 0, buffer: 0, pickable: published, pending: 0, hot, stale: false, asOf: cycle.asOf, cycleId: cycle.cycleId,
});
const leaving = (levels: readonly StockLevel[], last: Record<string, number>, reason: StockChangeReason = 'cycle'): readonly string[] =>
  detectChanges(levels, new Map(Object.entries(last)), reason).map(({ level: { skuCode, published }, before }) => `${skuCode} ${before ?? '-'} ${published}`);

describe('changes of stock', () => {
  it('leave only where the figure is another one, or none was published', () => {
    assert.deepEqual(leaving([level('A', 3), level('B', 4), level('C', 0), level('D', 0)], { A: 3, B: 5, C: 0 }), ['D - 0', 'B 5 4']);
  });

  it('leave all on a first run and on a resync', () => {
    for (const reason of ['first-run', 'resync'] as const) assert.equal(leaving([level('A', 3), level('B', 4)], { A: 3 }, reason).length, 2);
  });

  it('leave most urgent first: hot ones that fall, sold out, hot ones that rise, falling, rising', () => {
    const levels = [level('rises', 9), level('falls', 2), level('hot rises', 9, true), level('sold out', 0), level('hot falls', 2, true)];
    const last = { 'rises': 5, 'falls': 5, 'hot rises': 5, 'sold out': 5, 'hot falls': 5 };
    assert.deepEqual(leaving(levels, last), ['hot falls 5 2', 'sold out 5 0', 'hot rises 5 9', 'falls 5 2', 'rises 5 9']);
  });

  it('leave with the figure of before where the channel has moved it by itself meanwhile', () => {
    assert.deepEqual(detectChanges([level('A', 3), level('B', 4)], new Map([['A', 3], ['B', 4]]), 'orders', new Set(['B'])).map(({ level: { skuCode }, before, urgency }) => [skuCode, before, urgency]), [['B', 4, 3]]);
  });

  it('go by the last word on a SKU', () => {
    assert.deepEqual(leaving([level('A', 9), level('A', 4)], { A: 3 }), ['A 3 4']);
    assert.deepEqual(leaving([level('A', 9), level('A', 3)], { A: 3 }), []);
  });

  it('are none the second time, and the same however SKUs are spread over pages', () => {
    const levels = fc.uniqueArray(fc.record({ skuCode: fc.stringMatching(/^[A-F]{1,2}$/), published: fc.nat(5) }), { selector: ({ skuCode }) => skuCode });
    fc.assert(
      fc.property(levels, fc.dictionary(fc.stringMatching(/^[A-F]{1,2}$/), fc.nat(5)), fc.nat(10), (figures, last, cut) => {
        const all = figures.map(({ skuCode, published }) => level(skuCode, published));
        const once = leaving(all, last);
        const paged = [...leaving(all.slice(cut), last), ...leaving(all.slice(0, cut), last)];
        assert.deepEqual(paged.toSorted(), once.toSorted());
        const after = { ...last, ...Object.fromEntries(all.map(({ skuCode, published }) => [skuCode, published])) };
        assert.deepEqual(leaving([...all, ...all], after), []);
      }),
    );
  });
});
