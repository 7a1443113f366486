import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { StockChange, StockLevel } from '../../../../lib/model/stock.ts';
import { sideBySide } from '../../../../lib/operations/stock/side-by-side.ts';

type Change = Pick<StockChange, 'level' | 'urgency'>;
const change = (skuCode: string, style: string, urgency: StockChange['urgency']): Change => ({ level: { skuCode, style } as StockLevel, urgency });
const order = (...changes: Change[]): readonly string[] => sideBySide(changes).map(({ change: { level }, priority }) => `${level.skuCode} ${priority}`);

describe('changes side by side', () => {
  it('leave with the most urgent one of their style, itself first', () => {
    assert.deepEqual(order(change('A1', 'A', 1), change('B1', 'B', 3), change('C1', 'C', 0), change('B2', 'B', 0)), ['B2 0', 'B1 0', 'C1 0', 'A1 1']);
  });

  it('take SKUs without a style one by one', () => {
    assert.deepEqual(order(change('X', '', 4), change('Y', '', 1)), ['Y 1', 'X 4']);
  });

  it('are the same changes, no style apart, none later than by its own urgency', () => {
    const urgency = fc.constantFrom<StockChange['urgency']>(0, 1, 2, 3, 4);
    const changes = fc.array(fc.record({ style: fc.constantFrom('', 'A', 'B', 'C'), urgency }), { maxLength: 30 });
    fc.assert(
      fc.property(changes, (drawn) => {
        const given = drawn.map(({ style, urgency: urgent }, index) => change(`S${index}`, style, urgent));
        const ordered = sideBySide(given);
        assert.deepEqual(new Set(ordered.map((one) => one.change)), new Set(given));
        assert.deepEqual(ordered.map(({ priority }) => priority), ordered.map(({ priority }) => priority).sort());
        assert.ok(ordered.every(({ change: { urgency: own }, priority }) => priority <= own));
        const seen = ordered.map(({ change: { level } }) => level.style).filter((style, index, all) => style !== '' && style !== all[index - 1]);
        assert.equal(seen.length, new Set(seen).size);
      }),
    );
  });
});
