import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { bufferOf, unseenUnits } from '../../../../lib/operations/stock/buffer-of.ts';
import { keptOf, shareOf } from '../../../../lib/operations/stock/percent-of.ts';
import { asOf, atsContext, buffer, minutes } from './positions.ts';

const sold = (parts: Parameters<typeof atsContext>[0], elsewherePercent = 0): number => unseenUnits({ elsewherePercent }, atsContext(parts));

describe('units sold unseen', () => {
  it('are those of the whole age where no orders are read', () => {
    assert.equal(sold({ sellRate: 60, now: asOf + minutes(30), publishMs: minutes(5) }), 35);
  });

  it('are those since the last sweep where orders are read, and those elsewhere since the cycle', () => {
    const context = { sellRate: 60, now: asOf + minutes(30), publishMs: minutes(5), salesSeenUntil: asOf + minutes(28) };
    assert.equal(sold(context), 7);
    assert.equal(sold(context, 20), 14);
  });

  it('go back beyond the cycle when the sweep stands still: the ERP does not have these orders either', () => {
    assert.equal(sold({ sellRate: 60, now: asOf + minutes(30), salesSeenUntil: asOf - minutes(30) }), 60);
  });

  it('elsewhere follow the orders that the figures do not contain: at once in a rush, and as long as its sales are not in the figures', () => {
    const context = { now: asOf + minutes(30), publishMs: minutes(5), salesSeenUntil: asOf + minutes(35) };
    const elsewhere = (parts: Parameters<typeof atsContext>[0]): number => sold({ ...context, ...parts }, 20) - sold({ ...context, ...parts });
    assert.equal(elsewhere({ sellRate: 0, pending: 100 }), 22, 'a fifth of 100 orders and of their standard deviation');
    assert.equal(elsewhere({ sellRate: 60, pending: 100 }), 23, 'and of what sells until the figure is shown');
    assert.equal(elsewhere({ sellRate: 60, pending: 9 }), 7, 'in quiet hours the rate says more');
  });

  it('are none of the future when the clocks differ', () => {
    assert.equal(sold({ sellRate: 60, now: asOf - minutes(3) }), 0);
  });
});

describe('the buffer', () => {
  it('adds what may be sold unseen to the fixed part and the percentage', () => {
    const policy = buffer({ fixed: 2, percent: 10, byAge: {} });
    assert.equal(bufferOf(policy, 50, atsContext({ sellRate: 60, now: asOf + minutes(10) })), 2 + 5 + 15);
    assert.equal(bufferOf({ ...policy, byAge: { ...policy.byAge, on: false } }, 50, atsContext({ sellRate: 60 })), 7);
  });

  it('never shrinks as the figures age, the SKU sells faster or more of its orders wait', () => {
    const growing = fc.tuple(fc.nat(600), fc.nat(600)).map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const);
    const level = fc.constantFrom(0.5, 0.9, 0.95, 0.999);
    fc.assert(
      fc.property(growing, growing, growing, fc.nat(200), level, ([young, old], [slow, fast], [few, many], elsewherePercent, serviceLevel) => {
        const of = (age: number, sellRate: number, pending: number): number =>
          bufferOf(buffer({ byAge: { serviceLevel, elsewherePercent } }), 10, atsContext({ sellRate, pending, now: asOf + minutes(age), salesSeenUntil: asOf + minutes(5) }));
        assert.ok(of(young, slow, few) <= of(old, slow, few) && of(young, slow, few) <= of(young, fast, few) && of(young, slow, few) <= of(young, slow, many));
      }),
    );
  });
});

describe('percentages', () => {
  it('are exact: 29 % of 100 units are 29 both ways', () => {
    assert.deepEqual([shareOf(100, 29), keptOf(100, 29), shareOf(1000, 33.3), keptOf(1000, 33.3), shareOf(10_000, 0.07), keptOf(10_000, 0.07)], [29, 29, 333, 333, 7, 7]);
  });

  it('split units without making one or losing more than the odd ones', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(10_000), (units, hundredths) => {
        const percent = hundredths / 100;
        assert.equal(shareOf(units, percent) + keptOf(units, (10_000 - hundredths) / 100), units);
        assert.equal(BigInt(shareOf(units, percent)), (BigInt(units) * BigInt(hundredths)) / 10_000n);
      }),
    );
  });
});
