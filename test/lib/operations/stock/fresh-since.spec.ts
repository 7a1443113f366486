import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { freshSince } from '../../../../lib/operations/stock/fresh-since.ts';
import type { CycleTimes } from '../../../../lib/operations/stock/usual-latency.ts';
import { minutes } from './positions.ts';

/** A cycle that is read two minutes after the time whose truth it states; the next one is expected 30 minutes after that time. */
const cycleAt = (asOf: number, parts: Partial<CycleTimes> = {}): CycleTimes => ({
  cycleId: `C${asOf}`, asOf: minutes(asOf), completedAt: minutes(asOf + 1), nextExpectedAt: minutes(asOf + 30), readAt: minutes(asOf + 2), publishedAt: null, ...parts,
});
const since = (cycles: readonly CycleTimes[], now: number): number | null => {
  const found = freshSince(cycles, 60, minutes(now));
  return found === null ? null : found / minutes(1);
};

describe('since when a feed is fresh', () => {
  it('is the first of the cycles that came in time, one after the other', () => {
    assert.equal(since([cycleAt(0), cycleAt(30), cycleAt(60)], 70), 2);
  });

  it('is the end of the last stale spell', () => {
    assert.equal(since([cycleAt(0), cycleAt(30), cycleAt(200), cycleAt(230)], 240), 202);
  });

  it('does not change by a cycle that is late and not stale', () => {
    assert.equal(since([cycleAt(0), cycleAt(88)], 95), 2);
    assert.equal(since([cycleAt(0), cycleAt(89)], 95), 91);
  });

  it('is never while it is stale, and before its first cycle', () => {
    assert.deepEqual([since([cycleAt(0), cycleAt(30)], 120), since([cycleAt(0), cycleAt(30)], 121), since([], 0)], [2, null, null]);
  });

  it('goes by the usual time between cycles where the feed does not say when the next one comes', () => {
    const silent = [0, 10, 20].map((asOf) => cycleAt(asOf, { nextExpectedAt: null }));
    assert.deepEqual([since(silent, 90), since(silent, 91), since([cycleAt(0, { nextExpectedAt: null })], 90)], [2, null, 2]);
  });

  it('does not go by an old cycle that comes in after a newer one', () => {
    assert.equal(since([cycleAt(0), cycleAt(10, { readAt: minutes(300) }), cycleAt(200)], 210), 202);
  });

  it('lies in no stale spell, whatever the order in which cycles are given', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(gaps, fc.nat(150), (between, wait) => {
        const ends = between.map((_, n) => between.slice(0, n + 1).reduce((sum, gap) => sum + gap, 0));
        const cycles = ends.map((asOf) => cycleAt(asOf));
        const now = (ends.at(-1) ?? 0) + 2 + wait;
        const fresh = (minute: number): boolean => cycles.some((cycle, n) => minutes(minute) >= cycle.readAt && minutes(minute) < (cycles[n + 1]?.readAt ?? Infinity) && minute <= (ends[n] ?? 0) + 90);
        let expected: number | null = null;
        // A spell may be shorter than a minute: between the end of one cycle and the reading of the next.
        for (let minute = now; minute >= 0 && fresh(minute); minute -= 0.5) expected = minute;
        const found = since(cycles.toReversed(), now);
        assert.equal(found, expected);
      }),
    );
  });
});
