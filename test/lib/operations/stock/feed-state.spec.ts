import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { feedState, type FeedState } from '../../../../lib/operations/stock/feed-state.ts';
import { tellFeedState } from '../../../../lib/operations/stock/tell-feed-state.ts';
import type { CycleTimes } from '../../../../lib/operations/stock/usual-latency.ts';
import { asOf, minutes } from './positions.ts';

const policy = { lateAfterMinutes: 10, staleAfterMinutes: 120, usualIntervalMinutes: 30 };
const severity = { fresh: 0, late: 1, stale: 2, never: 3 };

function cycleAt(index: number, delay = 5, says = true): CycleTimes {
  const truth = asOf + minutes(30 * index);
  return { cycleId: `INV-${index}`, asOf: truth, completedAt: truth + minutes(delay - 1), nextExpectedAt: says ? truth + minutes(30) : null, readAt: truth + minutes(delay), publishedAt: null };
}

const at = (count: number, cycles: readonly CycleTimes[] = [cycleAt(0)], before?: FeedState): FeedState =>
  feedState({ cycles, policy, now: asOf + minutes(count), waitingSince: asOf, ...(before ? { before } : {}) });

describe('the state of a feed', () => {
  it('is fresh, then late, then stale, each since the minute it became so', () => {
    assert.deepEqual([6, 40, 41, 150, 151].map((count) => at(count).freshness), ['fresh', 'fresh', 'late', 'late', 'stale']);
    assert.deepEqual([at(6).since, at(41).since, at(200).since], [asOf + minutes(5), asOf + minutes(40), asOf + minutes(150)]);
    assert.deepEqual([6, 41, 151].map((count) => [at(count).alarm, at(count).held]), [[false, false], [true, false], [true, true]]);
  });

  it('goes by the usual interval where the feed does not say when it comes again', () => {
    assert.deepEqual([40, 41].map((count) => at(count, [cycleAt(0, 5, false)]).freshness), ['fresh', 'late']);
  });

  it('holds back before the first cycle, and alarms when that does not come', () => {
    assert.deepEqual([at(10, []).freshness, at(10, []).held, at(10, []).alarm, at(41, []).alarm], ['never', true, false, true]);
  });

  it('becomes fresh by itself with the next cycle', () => {
    assert.deepEqual([at(200).held, at(186, [cycleAt(0), cycleAt(6)]).held], [true, false]);
  });

  it('stays stale when what comes in is old itself', () => {
    assert.equal(at(300, [cycleAt(0), cycleAt(1)]).freshness, 'stale');
  });

  it('does not become older by a cycle that was overtaken', () => {
    const late: CycleTimes = { ...cycleAt(0), cycleId: 'INV-late', readAt: asOf + minutes(70) };
    assert.equal(at(72, [late, cycleAt(2)]).cycleId, 'INV-2');
  });

  it('is one alarm for a feed that comes late every time, closed by a cycle that comes in time', () => {
    const late = [cycleAt(0, 15), cycleAt(1, 15)];
    assert.deepEqual([at(46, late).freshness, at(46, late).alarm], ['fresh', true]);
    const inTime = [...late, cycleAt(2, 5)];
    assert.deepEqual([at(66, inTime).freshness, at(66, inTime).alarm], ['fresh', false]);
  });

  it('never becomes fresher without a new cycle, even when the clock is set back', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { minLength: 2, maxLength: 20 }), (times) => {
        let before: FeedState | undefined;
        for (const count of times) {
          const state = at(count, [cycleAt(0)], before);
          assert.ok(before === undefined || severity[state.freshness] >= severity[before.freshness]);
          before = state;
        }
      }),
    );
  });
});

describe('a feed in words', () => {
  const clock = (time: number): string => `${new Date(time).toISOString().slice(11, 16)} UTC`;
  const tell = (count: number, cycles?: readonly CycleTimes[]): string => tellFeedState('Stock of erp', at(count, cycles), asOf + minutes(count), ['back in stock', 'Klaviyo catalogue'], clock);

  it('says what, since when and what is held back', () => {
    assert.equal(tell(12), 'Stock of erp is fresh: cycle INV-0 states 11:00 UTC, 12 min ago.');
    assert.equal(tell(50), 'Stock of erp is late since 11:40 UTC: cycle INV-0 states 11:00 UTC, 50 min ago; the next was expected at 11:30 UTC.');
    assert.equal(tell(185), 'Stock of erp is stale since 13:30 UTC: cycle INV-0 states 11:00 UTC, 3 h 5 min ago; the next was expected at 11:30 UTC. Held back until the next cycle: back in stock, Klaviyo catalogue.');
    assert.equal(tell(46, [cycleAt(0, 15), cycleAt(1, 15)]), 'Stock of erp is fresh again, but came late: cycle INV-1 states 11:30 UTC, 16 min ago.');
    assert.equal(tell(60, []), 'Stock of erp has brought no cycle yet; waited for since 11:00 UTC, the first was expected by 11:30 UTC. Held back until the next cycle: back in stock, Klaviyo catalogue.');
  });
});
