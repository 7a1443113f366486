import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { poissonExcess } from '../../../../lib/operations/stock/poisson-excess.ts';
import { poissonQuantile } from '../../../../lib/operations/stock/poisson-quantile.ts';

/** Mean, then the quantiles at 0.5, 0.9, 0.95, 0.99 and 0.999, from published tables and a second implementation. */
const known = [
  [0.01, 0, 0, 0, 0, 1],
  [0.3, 0, 1, 1, 2, 3],
  [1, 1, 2, 3, 4, 5],
  [2.5, 2, 5, 5, 7, 9],
  [10, 10, 14, 15, 18, 21],
  [37.2, 37, 45, 47, 52, 57],
  [100, 100, 113, 117, 124, 132],
  [499, 499, 528, 536, 552, 569],
  [1000, 1000, 1041, 1052, 1074, 1099],
] as const;

/** Straight from the definition; the weights of means up to some hundreds neither vanish nor overflow. */
function atMost(mean: number, units: number): number {
  let weight = Math.exp(-mean);
  let sum = weight;
  for (let sold = 1; sold <= units; sold += 1) {
    weight *= mean / sold;
    sum += weight;
  }
  return sum;
}

describe('the Poisson quantile', () => {
  it('is what the tables say', () => {
    for (const [mean, ...quantiles] of known) assert.deepEqual([0.5, 0.9, 0.95, 0.99, 0.999].map((probability) => poissonQuantile(mean, probability)), quantiles, `mean ${mean}`);
  });

  it('is the smallest number that reaches the probability', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 300, noNaN: true }), fc.double({ min: 0.01, max: 0.999, noNaN: true }), (mean, probability) => {
        const units = poissonQuantile(mean, probability);
        assert.ok(atMost(mean, units) >= probability - 1e-12);
        assert.ok(units === 0 || atMost(mean, units - 1) < probability + 1e-12);
      }),
    );
  });

  it('is exact for large means: the median of a whole mean is the mean', () => {
    for (const mean of [750, 12_345, 250_000, 4_000_000]) assert.equal(poissonQuantile(mean, 0.5), mean);
  });

  it('is 0 for a mean of 0 and for what is no number', () => {
    assert.deepEqual([poissonQuantile(0, 0.99), poissonQuantile(NaN, 0.99)], [0, 0]);
  });
});

describe('what a buffer does not cover', () => {
  it('is the tail of the distribution and its mean', () => {
    assert.deepEqual(poissonExcess(0, 0), { probability: 0, units: 0 });
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 200, noNaN: true }), fc.nat(300), (mean, buffer) => {
        const { probability, units } = poissonExcess(mean, buffer);
        assert.ok(Math.abs(probability - (1 - atMost(mean, buffer))) < 1e-6);
        const next = poissonExcess(mean, buffer + 1);
        assert.ok(Math.abs(units - next.units - probability) < 1e-6, 'one unit more saves one oversold unit as often as more than the buffer is sold');
      }),
    );
  });

  it('is everything without a buffer, for means that no single weight could be written down of', () => {
    for (const mean of [30, 5_000, 400_000]) {
      const { probability, units } = poissonExcess(mean, 0);
      assert.ok(Math.abs(probability - 1) < 1e-9 && Math.abs(units - mean) < 1e-6);
      assert.ok(Math.abs(poissonExcess(mean, mean).probability - 0.5) < 0.1);
    }
  });
});
