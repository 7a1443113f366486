import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { percentile } from '../../../../lib/operations/stock/percentile.ts';
import { blindTimes, usualLatency, type CycleTimes } from '../../../../lib/operations/stock/usual-latency.ts';
import { asOf, minutes } from './positions.ts';

/** Every 30 minutes; `delay` minutes to completion, one more to reading, three more to publishing. */
const cycleAt = (index: number, delay: number, published = true): CycleTimes => {
  const truth = asOf + minutes(30 * index);
  return {
    cycleId: `INV-${index}`, asOf: truth, completedAt: truth + minutes(delay), nextExpectedAt: truth + minutes(30), readAt: truth + minutes(delay + 1),
    publishedAt: published ? truth + minutes(delay + 4) : null,
  };
};

describe('the usual latency of a feed', () => {
  it('is the distribution from the truth to completion, reading and showing', () => {
    const latency = usualLatency(Array.from({ length: 100 }, (_, index) => cycleAt(index, index + 1)));
    assert.deepEqual(latency.completed, { count: 100, p50: minutes(50), p90: minutes(90), p95: minutes(95), p99: minutes(99), max: minutes(100) });
    assert.equal(latency.read?.p50, minutes(51));
    assert.equal(latency.published?.p95, minutes(99));
    assert.deepEqual(latency.publishing, { count: 100, p50: minutes(3), p90: minutes(3), p95: minutes(3), p99: minutes(3), max: minutes(3) });
    assert.equal(latency.interval?.p50, minutes(30));
  });

  it('says nothing of what was not measured', () => {
    assert.deepEqual(usualLatency([]), { completed: null, read: null, published: null, publishing: null, interval: null });
    assert.equal(usualLatency([cycleAt(0, 4, false)]).published, null);
  });

  it('is never negative, whatever the clocks say', () => {
    assert.equal(usualLatency([cycleAt(0, -9)]).completed?.max, 0);
  });

  it('counts a cycle once and does not depend on the order', () => {
    const cycles = [cycleAt(2, 9), cycleAt(0, 4), cycleAt(1, 6)];
    assert.deepEqual(usualLatency([...cycles, ...cycles]), usualLatency(cycles.toReversed()));
  });
});

describe('blind times', () => {
  it('run from the truth of a cycle until its successor is shown', () => {
    assert.deepEqual(blindTimes([cycleAt(1, 10), cycleAt(0, 4), cycleAt(2, 4)]), [minutes(44), minutes(38)]);
  });

  it('reach over a skipped cycle and over one that was never shown', () => {
    assert.deepEqual(blindTimes([cycleAt(0, 4), cycleAt(1, 4, false), cycleAt(3, 4)]), [minutes(98)]);
  });
});

describe('percentiles', () => {
  it('are values that occur, by nearest rank', () => {
    assert.deepEqual([0, 0.25, 0.5, 0.95, 1].map((share) => percentile([1, 2, 3, 4], share)), [1, 1, 2, 4, 4]);
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), fc.double({ min: 0.01, max: 1, noNaN: true }), (values, share) => {
        const sorted = values.toSorted((one, other) => one - other);
        const value = percentile(sorted, share);
        assert.ok(sorted.filter((one) => one <= value).length >= share * sorted.length - 1e-6);
      }),
    );
  });
});
