import assert from 'node:assert/strict';
import fc from 'fast-check';
import { planStockCalls, type StockChange } from '../../../lib/connectors/woocommerce/plan-stock-calls.ts';

const keyOf = ({ productId, variantId }: StockChange): string => `${productId}/${variantId ?? ''}`;
/** Ids of few parents, so that groups are small and large; sellables without doubles. */
const changes = (maxLength: number): fc.Arbitrary<StockChange[]> =>
  fc.uniqueArray(
    fc.record({ parent: fc.integer({ min: 0, max: 4 }), id: fc.integer({ min: 1, max: 2000 }), quantity: fc.nat(999), urgent: fc.boolean() }),
    { maxLength, selector: ({ parent, id }) => (parent === 0 ? `${id}` : `${parent}/${id}`) },
  ).map((list) => list.map(({ parent, id, quantity, urgent }) => ({
    productId: parent === 0 ? String(id) : `P${parent}`, variantId: parent === 0 ? null : String(id), skuCode: `SKU-${parent}-${id}`, quantity, urgent,
  })));
const parentOf = ({ productId, variantId }: StockChange): string | null => (variantId === null ? null : productId);
const leastCalls = (list: readonly StockChange[]): number => {
  const counts = new Map<string | null, number>();
  for (const change of list) counts.set(parentOf(change), (counts.get(parentOf(change)) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum + Math.ceil(count / 100), 0);
};

describe('the plan of stock calls', () => {
  it('takes the least calls that WooCommerce permits, for all and for what is urgent', () => {
    fc.assert(fc.property(changes(700), (list) => {
      const calls = planStockCalls(list);
      assert.equal(calls.length, leastCalls(list));
      assert.equal(calls.filter((call) => call.changes.some(({ urgent }) => urgent)).length, leastCalls(list.filter(({ urgent }) => urgent)));
    }));
  });

  it('has every change once, at most a hundred of one parent in a call', () => {
    fc.assert(fc.property(changes(700), (list) => {
      const calls = planStockCalls(list);
      assert.deepEqual(new Set(calls.flatMap((call) => call.changes)), new Set(list));
      assert.equal(calls.reduce((sum, call) => sum + call.changes.length, 0), list.length);
      for (const call of calls) {
        assert.ok(call.changes.length > 0 && call.changes.length <= 100);
        assert.ok(call.changes.every((change) => parentOf(change) === call.parentId));
      }
    }));
  });

  it('puts urgent calls first, and urgent changes first in each', () => {
    fc.assert(fc.property(changes(400), (list) => {
      const calls = planStockCalls(list).map((call) => call.changes.map(({ urgent }) => urgent));
      for (const urgent of [calls.map((call) => call.includes(true)), ...calls]) assert.deepEqual(urgent, urgent.toSorted((one, other) => Number(other) - Number(one)));
    }));
  });

  it('keeps the order in which changes came otherwise', () => {
    fc.assert(fc.property(changes(300), (list) => {
      const position = new Map(list.map((change, index) => [keyOf(change), index]));
      for (const call of planStockCalls(list)) {
        for (const urgent of [true, false]) {
          const order = call.changes.filter((change) => change.urgent === urgent).map((change) => position.get(keyOf(change)) ?? -1);
          assert.deepEqual(order, order.toSorted((one, other) => one - other));
        }
      }
    }));
  });

  it('writes the last of several figures of one sellable, urgently when one of them was urgent', () => {
    const change = (quantity: number, urgent: boolean): StockChange => ({ productId: '11', variantId: '26', skuCode: 'MC100-ECR-XL', quantity, urgent });
    assert.deepEqual(planStockCalls([change(1, true), change(2, false)]), [{ parentId: '11', changes: [change(2, true)] }]);
  });

  it('tells a simple product from a variation of the same number', () => {
    const shared = { skuCode: 'A', quantity: 1, urgent: false };
    const calls = planStockCalls([{ ...shared, productId: '50', variantId: null }, { ...shared, productId: '11', variantId: '50' }]);
    assert.deepEqual(calls.map(({ parentId }) => parentId), [null, '11']);
  });

  it('makes no call of nothing', () => assert.deepEqual(planStockCalls([]), []));
});
