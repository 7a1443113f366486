import { strict as assert } from 'node:assert';
import { calculateLevel, type AtsContext } from '../../../../lib/operations/stock/calculate-level.ts';
import type { AtsPolicy } from '../../../../lib/operations/stock/policy.ts';
import { atsContext, atsPolicy, buffer, noTotals, onHand, skuPosition, stockLine } from './positions.ts';

const published = (units: number, policy: Partial<AtsPolicy> = {}, context: Partial<AtsContext> = {}): number =>
  calculateLevel(skuPosition([onHand(units)]), atsPolicy(policy), atsContext(context)).level.published;

const everythingAhead: AtsPolicy['workInProgress'] = { include: 'always', groups: [], horizonDays: null, capPercent: 100, capUnits: null };

describe('available to sell', () => {
  it('is OTS by default and OTS ship-to WIP when open work orders are included without limit', () => {
    const position = skuPosition([stockLine()]);
    assert.equal(calculateLevel(position, atsPolicy(), atsContext()).level.published, 49);
    assert.equal(calculateLevel(position, atsPolicy({ workInProgress: everythingAhead }), atsContext()).level.published, 111);
  });

  it("adds up the client's own terms", () => {
    const policy = atsPolicy({ formula: 'custom', terms: { SA: 1, RT: 1, R1: 1, IN: -1, PK: -1, OP: -1 } });
    assert.deepEqual(calculateLevel(skuPosition([stockLine()]), policy, atsContext()).steps, [{ step: 'terms', units: 54, total: 54 }]);
  });

  it('explains itself step by step', () => {
    const policy = atsPolicy({ workInProgress: { ...everythingAhead, horizonDays: 60, capPercent: 80 }, allocationPercent: 50, buffer: buffer({ fixed: 2, percent: 10 }) });
    assert.deepEqual(calculateLevel(skuPosition([stockLine()]), policy, atsContext({ pending: 4 })).steps, [
      { step: 'ots', units: 49, total: 49 },
      { step: 'ahead', units: 50, total: 99 },
      { step: 'pending', units: -4, total: 95 },
      { step: 'allocation', units: -48, total: 47 },
      { step: 'buffer', units: -7, total: 40 },
    ]);
  });

  it('counts only locations of the policy, and knows a blank one as a code', () => {
    const lines = [onHand(5), onHand(7, { location: 'FOB' }), onHand(11, { location: '' }), onHand(13, { location: 'LA2' })];
    const at = (locations: AtsPolicy['locations']): number => calculateLevel(skuPosition(lines), atsPolicy({ locations }), atsContext()).level.published;
    assert.equal(at({ mode: 'all-but', codes: ['', 'FOB', 'POE'] }), 18);
    assert.equal(at({ mode: 'only', codes: ['LA2', ''] }), 24);
    assert.equal(at({ mode: 'only', codes: [] }), 0);
  });

  it('does not ask excluded locations for figures that they lack', () => {
    const lines = [onHand(5), stockLine({ location: 'FOB', terms: null, totals: noTotals })];
    assert.equal(calculateLevel(skuPosition(lines), atsPolicy(), atsContext()).level.published, 5);
  });

  it('adds up lots of a location and counts a repeated line once', () => {
    const lines = [onHand(5, { lot: 'A' }), onHand(7, { lot: 'B' }), onHand(5, { lot: 'A' })];
    assert.equal(calculateLevel(skuPosition(lines), atsPolicy(), atsContext()).level.published, 12);
  });

  it('lets a negative location weigh on the others', () => {
    const { level } = calculateLevel(skuPosition([onHand(5), onHand(-8, { location: 'LA2' })]), atsPolicy(), atsContext());
    assert.deepEqual([level.published, level.available, level.oversold], [0, -3, 3]);
  });

  it('shows nothing of an excluded label, and tells what was sold of it all the same', () => {
    const labels = { mode: 'all-but', codes: ['SAMPLE'] } as const;
    const of = (context: Partial<AtsContext>) => calculateLevel(skuPosition([onHand(9)], 'SAMPLE'), atsPolicy({ labels: { ...labels, codes: [...labels.codes] } }), atsContext(context));
    assert.deepEqual(of({}).steps, [{ step: 'ots', units: 9, total: 9 }, { step: 'label', units: -9, total: 0 }]);
    assert.deepEqual([of({ pending: 2 }).level.published, of({ pending: 2 }).level.oversold], [0, 2]);
    assert.equal(calculateLevel(skuPosition([onHand(9)]), atsPolicy({ labels: { mode: 'only', codes: [''] } }), atsContext()).level.published, 9);
  });

  it('takes off orders that the cycle does not contain, and tells how far they oversell', () => {
    const { level, steps } = calculateLevel(skuPosition([onHand(3)]), atsPolicy(), atsContext({ pending: 5 }));
    assert.deepEqual([level.published, level.available, level.oversold, level.pending], [0, -2, 2, 5]);
    assert.deepEqual(steps.at(-1), { step: 'floor', units: 2, total: 0 });
  });

  it('gives a channel its share rounded down: the odd unit of a 50/50 split is shown by neither', () => {
    assert.deepEqual([101, 1, 0].map((units) => published(units, { allocationPercent: 50 })), [50, 0, 0]);
    assert.equal(published(100, { allocationPercent: 29 }), 29);
    assert.equal(published(1000, { allocationPercent: 33.3 }), 333);
  });

  it('rounds a percentage buffer up and never holds back more than there is', () => {
    assert.equal(published(100, { buffer: buffer({ percent: 29 }) }), 71);
    assert.equal(published(7, { buffer: buffer({ percent: 10 }) }), 6);
    const { level } = calculateLevel(skuPosition([onHand(3)]), atsPolicy({ buffer: buffer({ fixed: 10 }) }), atsContext());
    assert.deepEqual([level.published, level.buffer, level.available, level.oversold], [0, 3, 3, 0]);
  });

  it('takes the buffer of the first group that fits in the place of the common one', () => {
    const groups = [{ group: 'sale', fixed: 0, percent: 0 }, { group: 'hot', fixed: 5, percent: 0 }];
    const policy = { buffer: buffer({ fixed: 2, groups }) };
    assert.deepEqual([['other'], ['hot'], ['hot', 'sale']].map((of) => published(20, policy, { groups: of })), [18, 15, 20]);
  });

  it('shows none below the threshold, and all from it on', () => {
    assert.deepEqual([49, 50, 51].map((units) => published(units, { threshold: 50 })), [0, 50, 51]);
  });

  it('shows none on a stale feed, or keeps the figure where the policy says so', () => {
    const stale = { lateAfterMinutes: 10, staleAfterMinutes: 120 };
    assert.equal(published(9, {}, { stale: true }), 0);
    assert.equal(published(9, { stale: { ...stale, then: 'keep' } }, { stale: true }), 9);
    assert.equal(calculateLevel(skuPosition([onHand(9)]), atsPolicy(), atsContext({ stale: true })).level.available, 9);
  });

  it('knows no negative zero', () => {
    const { level } = calculateLevel(skuPosition([onHand(0)]), atsPolicy(), atsContext());
    assert.deepEqual([level.published, level.available, level.oversold, level.buffer, level.pending], [0, 0, 0, 0, 0]);
  });

  it('names the SKU whose figure is missing', () => {
    const lines = [stockLine({ terms: null, totals: noTotals })];
    assert.throws(() => calculateLevel(skuPosition(lines), atsPolicy(), atsContext()), { code: 'STOCK_FIGURE_MISSING', message: /^MC100-NAV-XS: /, details: { skuCode: 'MC100-NAV-XS', location: 'NJ1', figure: 'ots' } });
  });
});
