import { strict as assert } from 'node:assert';
import { stockTerms } from '../../../../lib/model/stock.ts';
import { disagreeingFigures } from '../../../../lib/operations/stock/disagreeing-figures.ts';
import { customFigure, figureOf, formulas, sumTerms } from '../../../../lib/operations/stock/formulas.ts';
import { noTotals, stockLine, workedTerms } from './positions.ts';

const missing = { code: 'STOCK_FIGURE_MISSING', owner: 'operations', disposition: 'park' } as const;

describe("BlueCherry's inventory formulas", () => {
  it('give 87, 49 and 111 for the worked fixture', () => {
    assert.deepEqual([figureOf(stockLine(), 'qoh'), figureOf(stockLine(), 'ots'), figureOf(stockLine(), 'otsShipToWip')], [87, 49, 111]);
  });

  it('keep a negative figure', () => {
    assert.equal(sumTerms({ SA: 3, OP: 10 }, formulas.ots), -7);
  });

  it('count each term as often as the wiki says', () => {
    const weights = stockTerms.map((term) => [term, sumTerms({ [term]: 1 }, formulas.qoh), sumTerms({ [term]: 1 }, formulas.ots), sumTerms({ [term]: 1 }, formulas.otsShipToWip)].join(' '));
    assert.deepEqual(weights, [
      'SA 1 1 1', 'RT 1 1 1', 'R1 1 1 1', 'R2 1 1 1', 'IN -1 -1 -1', 'CM -1 -1 -1', 'RV 1 0 1', 'RI -1 0 -1',
      'RP 0 0 -1', 'RO 0 0 -1', 'PK 0 -1 -1', 'OP 0 -1 -1', 'RS 0 -1 -1', 'DM 0 -1 -1', 'WP 0 0 0', 'ST 0 0 1',
    ]);
  });

  it('take what is stated where the installation gives totals only', () => {
    assert.equal(figureOf(stockLine({ terms: null, totals: { ...noTotals, ots: -4 } }), 'ots'), -4);
  });

  it('refuse a figure that is neither stated nor to be calculated, naming it and the location', () => {
    const line = stockLine({ terms: null, totals: { ...noTotals, qoh: 5 }, location: 'LA2' });
    assert.throws(() => figureOf(line, 'ots'), { ...missing, details: { location: 'LA2', figure: 'ots' } });
  });

  it('refuse a custom formula on totals: they cannot be taken apart, and 0 would be a lie', () => {
    const line = stockLine({ terms: null, totals: { qoh: 87, picked: 8, open: 20, reserved: 5, wip: 0, shipToWip: 60, ots: 49, otsShipToWip: 111 } });
    assert.throws(() => customFigure(line, { SA: 1 }), missing);
    assert.equal(customFigure(stockLine(), { SA: 1, R1: 1, PK: -1 }), 102);
  });

  it('take an empty list of terms beside a total for left out, not for 0', () => {
    const line = stockLine({ terms: {}, totals: { ...noTotals, ots: 12 } });
    assert.equal(figureOf(line, 'ots'), 12);
    assert.throws(() => customFigure(line, { SA: 1 }), missing);
    assert.throws(() => figureOf(line, 'qoh'), missing);
    assert.equal(figureOf(stockLine({ terms: {}, totals: { ...noTotals, ots: 0 } }), 'qoh'), 0);
  });
});

describe('figures that disagree', () => {
  it('are found where a stated total is not what the terms add up to', () => {
    const lines = [stockLine({ totals: { ...noTotals, qoh: 87, ots: 54 } }), stockLine({ terms: null }), stockLine({ terms: workedTerms, location: 'LA2', totals: { ...noTotals, otsShipToWip: 111 } })];
    assert.deepEqual(disagreeingFigures(lines), [{ location: 'NJ1', lot: '', figure: 'ots', stated: 54, calculated: 49 }]);
  });
});
