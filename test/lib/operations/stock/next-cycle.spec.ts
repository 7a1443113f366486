import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CycleHead } from '../../../../lib/operations/stock/choose-read.ts';
import { nextCycle } from '../../../../lib/operations/stock/next-cycle.ts';

const cycle = (sequence: number, mode: 'full' | 'delta'): { readonly cycle: CycleHead } => ({
  cycle: { cycleId: `C${sequence}`, mode, sequence, asOf: new Date(Date.parse('2026-11-21T00:00:00Z') + sequence * 60_000).toISOString() },
});
/** Newest first, as a feed lists them. */
const listed = (...cycles: readonly { readonly cycle: CycleHead }[]) => cycles.toSorted((one, other) => other.cycle.sequence - one.cycle.sequence);
const idOf = (completed: readonly { readonly cycle: CycleHead }[], last: CycleHead | null): string => {
  const next = nextCycle(completed, last);
  return next.then === 'read' ? next.cycle.cycle.cycleId : next.then;
};

describe('which cycle is read next', () => {
  it('the newest where it can be used, and nothing when that was read', () => {
    const completed = listed(cycle(1, 'full'), cycle(2, 'delta'));
    assert.equal(idOf(completed, cycle(1, 'full').cycle), 'C2');
    assert.equal(idOf(completed, cycle(2, 'delta').cycle), 'wait');
    assert.equal(idOf([], null), 'wait');
    assert.equal(idOf(listed(cycle(1, 'full'), cycle(9, 'full')), cycle(3, 'delta').cycle), 'C9');
  });

  it('missed deltas one after another, while none of them is missing', () => {
    const completed = listed(cycle(1, 'full'), cycle(2, 'delta'), cycle(3, 'delta'), cycle(4, 'delta'));
    assert.equal(idOf(completed, cycle(1, 'full').cycle), 'C2');
    assert.equal(idOf(completed, cycle(2, 'delta').cycle), 'C3');
    assert.equal(idOf(completed.filter((one) => one.cycle.sequence !== 3), cycle(2, 'delta').cycle), 'stuck');
  });

  it('the newest full one where deltas are missing, or nothing was read before', () => {
    const completed = listed(cycle(1, 'full'), cycle(5, 'full'), cycle(6, 'delta'), cycle(7, 'delta'));
    assert.equal(idOf(completed, cycle(3, 'delta').cycle), 'C5');
    assert.equal(idOf(completed, null), 'C5');
    assert.equal(idOf(listed(cycle(7, 'delta')), null), 'stuck');
  });

  it('never goes back behind what was read, and comes to the newest whenever a way leads there', () => {
    const modes = fc.array(fc.constantFrom<'full' | 'delta' | 'lost'>('full', 'delta', 'delta', 'lost'), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(modes, fc.nat(12), (kinds, readUpTo) => {
        const all = kinds.map((kind, index) => ({ ...cycle(index, kind === 'full' ? 'full' : 'delta'), lost: kind === 'lost' }));
        const completed = listed(...all.filter(({ lost }) => !lost));
        let last: CycleHead | null = all[readUpTo]?.cycle ?? null;
        const from = last?.sequence ?? -1;
        for (let next = nextCycle(completed, last); next.then === 'read'; next = nextCycle(completed, last)) {
          assert.ok(last === null || next.cycle.cycle.sequence > last.sequence);
          assert.ok(next.cycle.cycle.mode === 'full' || next.cycle.cycle.sequence === (last?.sequence ?? NaN) + 1);
          last = next.cycle.cycle;
        }
        const newest = completed[0]?.cycle.sequence ?? -1;
        if (newest <= from) return;
        const after = kinds.slice(from + 1, newest + 1);
        const lastLost = after.lastIndexOf('lost');
        const reachable = (lastLost === -1 && from >= 0) || after.lastIndexOf('full') > lastLost;
        assert.equal(last?.sequence === newest, reachable, JSON.stringify({ kinds, from }));
      }),
    );
  });
});
