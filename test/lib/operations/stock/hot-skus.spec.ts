import { strict as assert } from 'node:assert';
import { hotSkus } from '../../../../lib/operations/stock/hot-skus.ts';

describe('hot SKUs', () => {
  const sellers = [{ skuCode: 'C', units: 5 }, { skuCode: 'B', units: 5 }, { skuCode: 'A', units: 9 }, { skuCode: 'D', units: 1 }];

  it('are those of the named groups and the fastest sellers, the same ones every time', () => {
    for (const order of [sellers, sellers.toReversed()]) {
      const isHot = hotSkus({ groups: ['drop'], fastest: 2, hours: 24 }, order);
      assert.deepEqual(['A', 'B', 'C', 'D', 'E'].filter((skuCode) => isHot(skuCode, skuCode === 'E' ? ['sale', 'drop'] : ['sale'])), ['A', 'B', 'E']);
    }
  });

  it('are not those of a single sale', () => {
    const isHot = hotSkus({ groups: [], fastest: 50, hours: 24 }, sellers);
    assert.deepEqual(['A', 'B', 'C', 'D'].filter((skuCode) => isHot(skuCode, [])), ['A', 'B', 'C']);
  });
});
