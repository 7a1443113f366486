import { strict as assert } from 'node:assert';
import type { StockCycle, StockLine } from '../../../../lib/model/stock.ts';
import type { AtsPolicy } from '../../../../lib/operations/stock/policy.ts';
import { sellableAhead } from '../../../../lib/operations/stock/sellable-ahead.ts';
import { cycle, noTotals, stockLine } from './positions.ts';

const policy = (parts: Partial<AtsPolicy['workInProgress']> = {}): AtsPolicy['workInProgress'] => ({ include: 'always', groups: [], horizonDays: 60, capPercent: 100, capUnits: null, ...parts });
const ahead = (lines: readonly StockLine[], parts: Partial<AtsPolicy['workInProgress']> = {}, groups: readonly string[] = [], of: StockCycle = cycle): number => sellableAhead(lines, policy(parts), of, groups);
const coming = (...supply: readonly (readonly [string, number])[]): StockLine =>
  stockLine({ terms: { ST: supply.reduce((units, [, some]) => units + some, 0) }, supply: supply.map(([availableFrom, units]) => ({ availableFrom, units, source: 'purchase_order' })) });

describe('goods in production', () => {
  it('are sold ahead never, always, or in the named groups', () => {
    assert.equal(ahead([stockLine()], { include: 'never' }), 0);
    assert.equal(ahead([stockLine()]), 62);
    assert.equal(ahead([stockLine()], { include: 'groups', groups: ['preorder'] }, ['basics']), 0);
    assert.equal(ahead([stockLine()], { include: 'groups', groups: ['preorder'] }, ['basics', 'preorder']), 62);
  });

  it('count up to and with the last day of the horizon', () => {
    const lines = [coming(['2026-03-31', 10], ['2026-04-01', 20])];
    assert.deepEqual([29, 30, 31].map((horizonDays) => ahead(lines, { horizonDays })), [0, 10, 30]);
  });

  it('are due by the calendar of the ERP, not by that of UTC', () => {
    const evening: StockCycle = { ...cycle, asOf: '2026-03-02T02:00:00.000Z', asOfDay: '2026-03-01' };
    assert.equal(ahead([coming(['2026-04-01', 10])], { horizonDays: 30 }, [], evening), 0);
    assert.equal(ahead([coming(['2026-03-31', 10])], { horizonDays: 30 }, [], evening), 10);
  });

  it('without a date count only where there is no horizon', () => {
    const undated = [stockLine({ terms: { ST: 60 }, supply: [{ availableFrom: '2026-03-10', units: 25, source: 'cut_ticket' }] })];
    assert.equal(ahead(undated), 25);
    assert.equal(ahead(undated, { horizonDays: null }), 60);
  });

  it('never count more than is on order, whatever the dates add up to', () => {
    assert.equal(ahead([stockLine({ terms: { ST: 10 }, supply: [{ availableFrom: '2026-03-10', units: 25, source: 'cut_ticket' }] })]), 10);
  });

  it('are capped over all locations together, in percent rounded down and in units', () => {
    const lines = [coming(['2026-03-10', 7]), { ...coming(['2026-03-10', 8]), location: 'LA2' }];
    assert.equal(ahead(lines, { capPercent: 50 }), 7);
    assert.equal(ahead(lines, { capUnits: 4 }), 4);
  });

  it('leave linked units out of the cap: they are at hand, or owed in full', () => {
    assert.equal(ahead([stockLine({ terms: { ST: 10, RV: 6, RO: 1 }, supply: [] })], { capPercent: 0 }), 5);
    assert.equal(ahead([stockLine({ terms: { ST: 0, RO: 9 }, supply: [] })]), -9);
  });

  it('are taken from totals where there are no terms, and refused where these do not say', () => {
    const totals = { ...noTotals, ots: 49, otsShipToWip: 111 };
    const supply = [{ availableFrom: '2026-04-01', units: 60, source: 'purchase_order' }];
    assert.equal(ahead([stockLine({ terms: null, totals: { ...totals, shipToWip: 60 }, supply })], { capPercent: 50 }), 32);
    assert.equal(ahead([stockLine({ terms: null, totals, supply })]), 60);
    assert.throws(() => ahead([stockLine({ terms: null, totals: { ...totals, otsShipToWip: null } })]), { code: 'STOCK_FIGURE_MISSING' });
  });
});
