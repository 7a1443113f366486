import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { noticeDueAt, observeStock, type BackInStockState, type Observation } from '../../../../lib/operations/stock/back-in-stock.ts';
import { minutes } from './positions.ts';

const policy = { threshold: 5, holdMs: minutes(30), rearmAt: 0 };

/** Observations as [minute, units or null for "as before", stale]; gives the minutes of the notices. */
function notices(observations: readonly (readonly [number, number | null, 'stale'?])[]): readonly number[] {
  let state: BackInStockState | null = null;
  return observations.flatMap(([at, units, stale]) => {
    const step = observeStock(state, { at: minutes(at), fresh: stale === undefined, ...(units === null ? {} : { units }) }, policy);
    state = JSON.parse(JSON.stringify(step.state)) as BackInStockState;
    return step.notice ? [at] : [];
  });
}

describe('back in stock', () => {
  it('is told once the stock stayed at the threshold for the whole time', () => {
    assert.deepEqual(notices([[0, 0], [10, 5], [39, null], [40, null], [50, 9], [90, 12]]), [40]);
  });

  it('begins anew when the stock falls below the threshold in between', () => {
    assert.deepEqual(notices([[0, 0], [10, 5], [30, 4], [35, 6], [45, null], [65, null]]), [65]);
  });

  it('is not told of a SKU that was in stock when it was first seen', () => {
    assert.deepEqual(notices([[0, 50], [60, 50], [120, 60]]), []);
  });

  it('is told again only after the SKU was really gone', () => {
    assert.deepEqual(notices([[0, 0], [10, 9], [40, null], [50, 3], [60, 9], [120, null]]), [40]);
    assert.deepEqual(notices([[0, 0], [10, 9], [40, null], [50, 0], [60, 9], [120, null]]), [40, 120]);
  });

  it('waits while the feed is stale, and that time does not count', () => {
    assert.deepEqual(notices([[0, 0], [10, 9], [30, null, 'stale'], [60, null, 'stale'], [70, null], [99, null], [100, null]]), [100]);
  });

  it('is not armed by the zero of a stale feed', () => {
    assert.deepEqual(notices([[0, 20], [10, 0, 'stale'], [20, 20], [90, null]]), []);
    assert.deepEqual(notices([[0, 0, 'stale'], [10, null], [20, 20], [90, null]]), []);
  });

  it('does not go by an observation that is older than the last', () => {
    assert.deepEqual(notices([[0, 0], [20, 9], [10, 0], [50, null]]), [50]);
  });

  it('says when to look again', () => {
    const armed = observeStock(null, { at: 0, fresh: true, units: 0 }, policy).state;
    const waiting = observeStock(armed, { at: minutes(5), fresh: true, units: 9 }, policy).state;
    const told = observeStock(waiting, { at: minutes(35), fresh: true }, policy).state;
    assert.deepEqual([armed, waiting, told].map((state) => state && noticeDueAt(state, policy)), [null, minutes(35), null]);
  });

  it('is told at most once for each time that the SKU was out, and only after the whole time on a fresh feed', () => {
    const observation = fc.record({ wait: fc.nat(40), units: fc.option(fc.nat(8), { nil: undefined }), fresh: fc.boolean() });
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 60 }), (observations) => {
        let state: BackInStockState | null = null;
        let at = 0;
        let wasOut = false;
        let steadySince: number | null = null;
        let units: number | null = null;
        for (const { wait, units: seen, fresh } of observations) {
          at += minutes(wait);
          const now: Observation = { at, fresh, ...(seen === undefined ? {} : { units: seen }) };
          const first = units === null;
          if (fresh) units = seen ?? units;
          if (fresh && units !== null && (units <= policy.rearmAt || (first && units < policy.threshold))) wasOut = true;
          steadySince = fresh && units !== null && units >= policy.threshold ? (steadySince ?? at) : null;
          const step = observeStock(state, now, policy);
          assert.equal(step.notice, wasOut && steadySince !== null && at - steadySince >= policy.holdMs);
          if (step.notice) wasOut = false;
          const twice = observeStock(step.state, now, policy);
          assert.equal(twice.notice, false, 'the same observation again is no second notice');
          state = step.state;
        }
      }),
    );
  });
});
