import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { poissonQuantile } from '../../../../lib/operations/stock/poisson-quantile.ts';
import { suggestBuffer } from '../../../../lib/operations/stock/suggest-buffer.ts';
import { minutes } from './positions.ts';

const question = { name: 'Group hot', unseenRates: [20], blindMs: Array.from({ length: 40 }, () => minutes(30)), serviceLevel: 0.95, current: 0 };

describe('a buffer suggestion', () => {
  it('is the Poisson quantile where every cycle takes equally long', () => {
    const suggestion = suggestBuffer(question);
    assert.ok(suggestion);
    assert.equal(suggestion.suggested.units, poissonQuantile(10, 0.95));
    assert.ok(suggestion.suggested.oversellProbability <= 0.05);
    assert.ok(Math.abs(suggestion.none.expectedOversold - 10) < 1e-6);
  });

  it('says in plain figures what it is worth and what it costs', () => {
    assert.equal(
      suggestBuffer({ ...question, unseenRates: [20, 20, 2], current: 3 })?.sentence,
      'Group hot: the channel shows each figure until it is 30 minutes old (half of 40 cycles). Without a buffer a SKU that is about to sell out is oversold in 87.7 % of cycles, with 15 units in 3.2 %. That holds back 45 units over 3 SKUs. Now: 3 units, oversold in 66.6 %.',
    );
  });

  it('warns while few cycles are measured, and says nothing without any', () => {
    assert.match(suggestBuffer({ ...question, blindMs: [minutes(30)] })?.sentence ?? '', /Only 1 cycle was measured/);
    assert.equal(suggestBuffer({ ...question, blindMs: [] }), null);
    assert.equal(suggestBuffer({ ...question, unseenRates: [] }), null);
  });

  it('needs no buffer for what does not sell', () => {
    assert.equal(suggestBuffer({ ...question, unseenRates: [0, 0] })?.suggested.units, 0);
  });

  it('reaches the service level with the fewest units, and grows with rate, latency and level', () => {
    const times = fc.array(fc.integer({ min: 1, max: 180 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(times, fc.double({ min: 0.1, max: 80, noNaN: true }), fc.constantFrom<number>(0.8, 0.95, 0.99), (blind, rate, serviceLevel) => {
        const of = (factor: number, longer: number, level = serviceLevel): number =>
          suggestBuffer({ ...question, unseenRates: [rate * factor], blindMs: blind.map((count) => minutes(count + longer)), serviceLevel: level })?.suggested.units ?? -1;
        const units = of(1, 0);
        assert.ok(units <= of(1.5, 0) && units <= of(1, 20) && units <= of(1, 0, 0.999));
        if (units === 0) return;
        const fewer = suggestBuffer({ ...question, unseenRates: [rate], blindMs: blind.map(minutes), serviceLevel, current: units - 1 });
        assert.ok((fewer?.current.oversellProbability ?? 0) > 1 - serviceLevel);
      }),
      { numRuns: 60 },
    );
  });
});
