import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { StockLine } from '../../../../lib/model/stock.ts';
import { calculateLevel } from '../../../../lib/operations/stock/calculate-level.ts';
import type { AtsPolicy } from '../../../../lib/operations/stock/policy.ts';
import { asOf, atsContext, atsPolicy, buffer, minutes, skuPosition, stockLine } from './positions.ts';

const units = fc.integer({ min: -50, max: 200 });
const lot = fc.record({ location: fc.constantFrom('NJ1', 'LA2', 'FOB', ''), lot: fc.constantFrom('', 'A', 'B'), SA: units, OP: fc.nat(60), PK: fc.nat(30), ST: fc.nat(80), RV: fc.nat(5), RO: fc.nat(5), due: fc.constantFrom('2026-03-05', '2026-06-05') });
const lines = fc
  .uniqueArray(lot, { maxLength: 8, selector: ({ location, lot: name }) => `${location}/${name}` })
  .map((lots) => lots.map(({ location, lot: name, due, ...terms }) => stockLine({ location, lot: name, terms, supply: [{ availableFrom: due, units: terms.ST, source: 'cut_ticket' }] })));
const hundredths = fc.nat(10_000).map((count) => count / 100);
const policies: fc.Arbitrary<AtsPolicy> = fc
  .record({
    formula: fc.constantFrom<AtsPolicy['formula']>('ots', 'custom'),
    include: fc.constantFrom<AtsPolicy['workInProgress']['include']>('never', 'always', 'groups'),
    horizonDays: fc.option(fc.nat(120)), capPercent: hundredths, capUnits: fc.option(fc.nat(60)),
    allocationPercent: hundredths, threshold: fc.nat(20), fixed: fc.nat(10), percent: hundredths, on: fc.boolean(), elsewherePercent: fc.nat(200),
    then: fc.constantFrom<AtsPolicy['stale']['then']>('keep', 'zero'),
  })
  .map(({ formula, include, horizonDays, capPercent, capUnits, allocationPercent, threshold, fixed, percent, on, elsewherePercent, then }) =>
    atsPolicy({
      formula, terms: { SA: 1, OP: -1, PK: -1 }, allocationPercent, threshold,
      workInProgress: { include, groups: ['preorder'], horizonDays, capPercent, capUnits },
      buffer: buffer({ fixed, percent, byAge: { on, elsewherePercent } }),
      stale: { lateAfterMinutes: 10, staleAfterMinutes: 120, then },
    }));
const contexts = fc
  .record({ age: fc.nat(300), pending: fc.nat(20), sellRate: fc.nat(60), stale: fc.boolean(), groups: fc.subarray(['preorder', 'hot']) })
  .map(({ age, ...rest }) => atsContext({ ...rest, now: asOf + minutes(age) }));

const levelOf = (of: readonly StockLine[], policy: AtsPolicy, context: ReturnType<typeof atsContext>) => calculateLevel(skuPosition(of), policy, context).level;

/** What the policy allows, written down a second time and from the other end: no term by term sum, no rounding but to whole units. */
function allowed(of: readonly StockLine[], policy: AtsPolicy, pending: number): number {
  const counting = of.filter(({ location }) => location === 'NJ1' || location === 'LA2');
  const now = counting.reduce((sum, { terms }) => sum + (terms?.SA ?? 0) - (terms?.OP ?? 0) - (terms?.PK ?? 0), 0);
  const linked = counting.reduce((sum, { terms }) => sum + (terms?.RV ?? 0) - (terms?.RO ?? 0), 0);
  const expected = counting.reduce((sum, { terms }) => sum + (terms?.ST ?? 0), 0);
  const ahead = policy.workInProgress.include === 'never' ? 0 : Math.max(0, linked + Math.min((expected * policy.workInProgress.capPercent) / 100, policy.workInProgress.capUnits ?? Infinity));
  return Math.max(0, ((now + ahead - pending) * policy.allocationPercent) / 100 - policy.buffer.fixed);
}

describe('what a channel shows', () => {
  it('is never negative nor more than its policy allows, and available less oversold adds up', () => {
    fc.assert(
      fc.property(lines, policies, contexts, (of, policy, context) => {
        const level = levelOf(of, policy, context);
        assert.ok(Number.isInteger(level.published) && level.published >= 0);
        assert.ok(level.published <= allowed(of, policy, context.pending) + 1e-6);
        assert.equal(level.oversold, level.available < 0 ? -level.available : 0);
        assert.ok(level.published === 0 || level.published >= policy.threshold);
        if (context.stale && policy.stale.then === 'zero') assert.equal(level.published, 0);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is explained by steps that add up to it', () => {
    fc.assert(
      fc.property(lines, policies, contexts, (of, policy, context) => {
        const { level, steps } = calculateLevel(skuPosition(of), policy, context);
        assert.equal(steps.reduce((sum, step) => sum + step.units, 0), level.published);
        assert.equal(steps.at(-1)?.total, level.published);
      }),
    );
  });

  it('does not change when lines come in another order or twice', () => {
    fc.assert(
      fc.property(lines, policies, contexts, fc.array(fc.nat(), { minLength: 16, maxLength: 16 }), (of, policy, context, order) => {
        const shuffled = [...of, ...of.filter((_, index) => index % 2 === 0)]
          .map((line, index) => ({ line, at: order[index] ?? 0 }))
          .sort((one, other) => one.at - other.at)
          .map(({ line }) => line);
        assert.deepEqual(levelOf(shuffled, policy, context), levelOf(of, policy, context));
      }),
    );
  });

  it('adds up over channels to no more than there is, whatever the shares of 100 % are', () => {
    const shares = fc.array(fc.nat(5_000), { minLength: 2, maxLength: 5 }).filter((parts) => parts.reduce((sum, part) => sum + part, 0) <= 10_000);
    fc.assert(
      fc.property(lines, shares, contexts, (of, parts, context) => {
        const levels = parts.map((part) => levelOf(of, atsPolicy({ allocationPercent: part / 100 }), context));
        assert.ok(levels.reduce((sum, { published }) => sum + published, 0) <= Math.max(0, levels[0]?.available ?? 0));
      }),
    );
  });

  it('never grows as its figures age, its SKU sells faster or more orders come', () => {
    fc.assert(
      fc.property(lines, policies, contexts, fc.nat(120), fc.nat(40), fc.nat(10), (of, policy, context, older, faster, more) => {
        const { published } = levelOf(of, policy, context);
        assert.ok(levelOf(of, policy, { ...context, now: context.now + minutes(older) }).published <= published);
        assert.ok(levelOf(of, policy, { ...context, sellRate: context.sellRate + faster }).published <= published);
        assert.ok(levelOf(of, policy, { ...context, pending: context.pending + more }).published <= published);
      }),
    );
  });
});
