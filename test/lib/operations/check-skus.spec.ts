import { strict as assert } from 'node:assert';
import { checkSkus } from '../../../lib/operations/check-skus.ts';
import type { Sellable } from '../../../lib/model/sellable.ts';
import { sku } from '../../support/sales-orders.ts';

const sellable = (productId: string, skuCode: string | null): Sellable => ({ productId, variantId: null, name: productId, skuCode, published: true });

describe('SKUs of a storefront', () => {
  it('are found before an order arrives when they are missing, repeated, unknown, inactive or ambiguous', () => {
    const shop = [sellable('1', 'A'), sellable('2', null), sellable('3', 'B'), sellable('4', 'B'), sellable('5', 'C'), sellable('6', 'D'), sellable('7', 'E')];
    const erp = new Map([['A', [sku('A')]], ['B', [sku('B')]], ['D', [sku('D', { active: false })]], ['E', [sku('E'), sku('E')]]]);
    assert.deepEqual(checkSkus(shop, erp).map(({ productId, finding }) => `${productId}: ${finding}`), [
      '2: no SKU',
      '3: SKU used more than once in the shop',
      '4: SKU used more than once in the shop',
      '5: not in BlueCherry',
      '6: inactive in BlueCherry',
      '7: several items in BlueCherry',
    ]);
  });
});
