import { strict as assert } from 'node:assert';
import { findDrift, type Drift, type ShownStock } from '../../../../lib/operations/stock/drift.ts';

const seen = 2_000;
const stock = (parts: Partial<ShownStock>): ShownStock => ({ skuCode: 'A', shown: 8, readAt: 1_000, published: 10, sold: { least: 2, most: 2 }, wanted: 7, underWay: false, ...parts });
const drift = (parts: Partial<ShownStock>, salesSeenUntil = seen): Drift | undefined => findDrift([stock(parts)], salesSeenUntil)[0];

describe('drift between what was published and what a channel shows', () => {
  it('is none where the channel took off what it sold by itself', () => {
    assert.equal(drift({}), undefined);
  });

  it('is repaired with the figure of now, not with the old one', () => {
    assert.deepEqual(drift({ shown: 10 }), { skuCode: 'A', kind: 'too-many', shown: 10, expected: 8, repair: 7 });
    assert.deepEqual(drift({ shown: 5 }), { skuCode: 'A', kind: 'too-few', shown: 5, expected: 8, repair: 7 });
  });

  it('is not told of missing units that may be a sale whose order was not read yet', () => {
    assert.equal(drift({ shown: 5, readAt: seen + 1 }), undefined);
    assert.equal(drift({ shown: 9, readAt: seen + 1 })?.kind, 'too-many');
  });

  it('is none as long as a sale around the time of the write explains the figure', () => {
    const around = { sold: { least: 1, most: 3 }, wanted: 5 };
    for (const shown of [7, 8, 9]) assert.equal(drift({ ...around, shown }), undefined);
    assert.deepEqual(drift({ ...around, shown: 10 }), { skuCode: 'A', kind: 'too-many', shown: 10, expected: 9, repair: 5 });
    assert.deepEqual(drift({ ...around, shown: 6 }), { skuCode: 'A', kind: 'too-few', shown: 6, expected: 7, repair: 5 });
  });

  it('is none where somebody has put the figure right already, or a newer one is on its way', () => {
    assert.equal(drift({ shown: 7 }), undefined);
    assert.equal(drift({ shown: 99, underWay: true }), undefined);
  });

  it('tells what a figure cannot put right: the channel keeps no stock of the SKU', () => {
    assert.deepEqual(drift({ shown: null }), { skuCode: 'A', kind: 'not-managed', shown: null, expected: 8, repair: null });
  });

  it('finds a SKU that was never published', () => {
    assert.deepEqual(drift({ published: null, sold: { least: 0, most: 0 }, shown: 0 }), { skuCode: 'A', kind: 'not-published', shown: 0, expected: null, repair: 7 });
    assert.equal(drift({ published: null, sold: { least: 0, most: 0 }, shown: 7 }), undefined);
  });

  it('knows a channel that sells below 0', () => {
    assert.equal(drift({ shown: -1, sold: { least: 11, most: 11 } }), undefined);
  });
});
