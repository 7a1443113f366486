import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { formulas, sumTerms } from '../../../../lib/operations/stock/formulas.ts';
import { calculateLevel } from '../../../../lib/operations/stock/calculate-level.ts';
import { atsContext, atsPolicy, skuPosition } from './positions.ts';
import { createUnitLife, happenings, type Happening } from './unit-life.ts';

const life = fc.array(fc.constantFrom<Happening>(...happenings, 'receive', 'order', 'pick', 'ship'), { maxLength: 80 });

describe('the life of units in a warehouse', () => {
  it('is what the three formulas say, after every pick, shipment, cancellation and return', () => {
    fc.assert(
      fc.property(life, (story) => {
        const warehouse = createUnitLife();
        for (const what of story) {
          warehouse.happen(what);
          const terms = warehouse.terms();
          const count = warehouse.count();
          assert.equal(sumTerms(terms, formulas.qoh), count.onHand, `QOH after ${what}`);
          assert.equal(sumTerms(terms, formulas.ots), count.free, `OTS after ${what}`);
          assert.equal(sumTerms(terms, formulas.otsShipToWip), count.freeWithExpected, `OTS ship-to WIP after ${what}`);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('conserves units: picking and shipping an order change nothing that is free, cancelling gives back what ordering took', () => {
    const net: Readonly<Partial<Record<Happening, readonly number[]>>> = { pick: [0], unpick: [0], ship: [0], order: [-1], cancel: [0, 1], return: [0, 1], receive: [1], lose: [-1, 0] };
    fc.assert(
      fc.property(life, (story) => {
        const warehouse = createUnitLife();
        let free = 0;
        for (const what of story) {
          warehouse.happen(what);
          const now = sumTerms(warehouse.terms(), formulas.ots);
          if (net[what]) assert.ok(net[what].includes(now - free), `${what} changed what is free by ${now - free}`);
          free = now;
        }
      }),
    );
  });

  it('tells what is oversold to the unit, and shows what is free otherwise', () => {
    fc.assert(
      fc.property(life, fc.nat(5), (story, pending) => {
        const warehouse = createUnitLife();
        for (const what of story) warehouse.happen(what);
        const left = warehouse.count().free - pending;
        const { level } = calculateLevel(skuPosition([warehouse.line()]), atsPolicy(), atsContext({ pending }));
        assert.deepEqual([level.published, level.oversold, level.available], [Math.max(0, left), Math.max(0, 0 - left), left]);
      }),
    );
  });
});
