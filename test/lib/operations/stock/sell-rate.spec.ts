import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { sellRate, type OnSale } from '../../../../lib/operations/stock/sell-rate.ts';
import { minutes } from './positions.ts';

const now = 1_780_000_000_000;
const always: OnSale = { since: null, until: null };
const ago = (count: number): number => now - minutes(count);

describe('the sell rate', () => {
  it('is units an hour over the window', () => {
    assert.equal(sellRate([{ since: ago(360), units: 30 }], always, now), 5);
    assert.equal(sellRate([{ since: ago(360), units: 0 }], always, now), 0);
    assert.equal(sellRate([], always, now), 0);
  });

  it('of a SKU that went on sale two minutes ago is that of two minutes', () => {
    assert.equal(sellRate([{ since: ago(360), units: 40 }], { since: ago(2), until: null }, now), 1200);
  });

  it('of a SKU that sold out in its first hour stays what it was in that hour', () => {
    assert.equal(sellRate([{ since: ago(360), units: 300 }], { since: ago(300), until: ago(240) }, now), 300);
  });

  it('takes the fastest window: what began to sell an hour ago is not thinned by the hours before', () => {
    assert.equal(sellRate([{ since: ago(360), units: 66 }, { since: ago(60), units: 60 }], always, now), 60);
  });

  it('does not take a first sale for a run: one in ten minutes at most, two in five', () => {
    assert.equal(sellRate([{ since: ago(360), units: 1 }], { since: now - 1000, until: null }, now), 6);
    assert.equal(sellRate([{ since: ago(360), units: 2 }], { since: now - 1000, until: null }, now), 24);
  });

  it('never falls with one more sale nor rises with a longer time on sale', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.integer({ min: 1, max: 360 }), fc.nat(60), (units, exposed, longer) => {
        const rate = (sold: number, count: number): number => sellRate([{ since: ago(1000), units: sold }], { since: ago(count), until: null }, now);
        assert.ok(rate(units, exposed) <= rate(units + 1, exposed) && rate(units, exposed) >= rate(units, exposed + longer));
      }),
    );
  });
});
