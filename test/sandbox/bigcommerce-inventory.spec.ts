import assert from 'node:assert/strict';
import type { BigCommerceSandbox } from '../../sandbox/bigcommerce/start-bigcommerce.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { callStore, type Reply, type StoreCall } from './bigcommerce-calls.ts';

const sku = 'NG1001-OLV-XS';
const titleOf = ({ body }: Reply): string => (body as { title: string }).title;

describe('BigCommerce sandbox: inventory', () => {
  let sandbox: Sandbox;
  let store: BigCommerceSandbox;
  let call: StoreCall;
  let now = 0;
  const absolute = (items: unknown[]): Promise<Reply> => call('PUT', '/v3/inventory/adjustments/absolute', { reason: 'cycle', items });
  const relative = (items: unknown[]): Promise<Reply> => call('POST', '/v3/inventory/adjustments/relative', { items });
  const shown = async (): Promise<[available: number, onHand: number]> => {
    const { data } = (await call('GET', `/v3/inventory/locations/1/items?sku:in=${sku}`)).body as { data: { available_to_sell: number; total_inventory_onhand: number }[] };
    return [data[0]!.available_to_sell, data[0]!.total_inventory_onhand];
  };

  beforeEach(async () => {
    now = Date.parse('2026-11-21T10:00:00Z');
    sandbox = await startSandbox({ bigcommerce: { sampleOrders: false }, now: () => now });
    store = sandbox.bigcommerce!;
    call = callStore(store.url);
  });
  afterEach(() => sandbox.stop());

  it('takes absolute figures by SKU, by variant and per location', async () => {
    const done = await absolute([{ location_id: 1, sku, quantity: 77 }, { location_id: 2, variant_id: 3001, quantity: 3 }, { location_id: 1, variant_id: 3002, quantity: 0 }]);
    assert.deepEqual([done.status, done.body], [200, { transaction_id: 'transaction-1' }]);
    const items = (await call('GET', '/v3/inventory/items?variant_id:in=3001,3002')).body as { data: { identity: { sku: string }; locations: { total_inventory_onhand: number }[] }[] };
    assert.deepEqual(items.data.map(({ locations }) => locations.map(({ total_inventory_onhand: units }) => units)), [[77, 3], [0, 0]]);
    assert.equal(((await call('GET', '/v3/catalog/products/111/variants/3001')).body as { data: { inventory_level: number } }).data.inventory_level, 80);
    const [last] = store.record().stockWrites.slice(-3);
    assert.deepEqual([last!.sku, last!.cause, last!.after, last!.at], [sku, 'absolute', 77, now]);
  });

  it('refuses the whole request for one wrong item', async () => {
    const before = await shown();
    const refused = await absolute([{ location_id: 1, sku, quantity: 9 }, { location_id: 1, sku: 'no such', quantity: 1 }]);
    assert.deepEqual([refused.status, titleOf(refused)], [422, '[Item with sku no such was not found]']);
    assert.equal((await absolute([{ location_id: 7, sku, quantity: 9 }])).status, 422);
    assert.equal((await absolute([{ location_id: 1, sku, variant_id: 3001, quantity: 9 }])).status, 422, 'two identities');
    assert.equal((await absolute([{ location_id: 1, sku, quantity: -1 }])).status, 422);
    assert.equal((await absolute([{ location_id: 1, sku, quantity: 2_147_483_648 }])).status, 422);
    assert.equal((await absolute([])).status, 422);
    assert.deepEqual(await shown(), before);
  });

  it('takes 2,000 items at once and no more', async () => {
    const items = Array.from({ length: 2001 }, () => ({ location_id: 1, sku, quantity: 5 }));
    assert.equal((await absolute(items)).status, 422);
    assert.equal((await absolute(items.slice(1))).status, 200);
    assert.deepEqual(await shown(), [5, 5]);
  });

  it('wants a product that is counted as a whole by its product id, and the other way round', async () => {
    const tracked = (await call('POST', '/v3/catalog/products', {
      name: 'Sock', type: 'physical', weight: 0.1, price: 9, inventory_tracking: 'product',
      variants: ['S', 'M'].map((label) => ({ sku: `SOCK-${label}`, option_values: [{ option_display_name: 'Size', label }] })),
    })).body as { data: { id: number; variants: { id: number }[] } };
    const { id, variants: [small] } = tracked.data;
    assert.equal(titleOf(await absolute([{ location_id: 1, variant_id: small!.id, quantity: 1 }])), `[Item with variant_id ${small!.id} is tracked by product, please update stock by product id]`);
    assert.equal(titleOf(await absolute([{ location_id: 1, product_id: 111, quantity: 1 }])), '[Item with product_id 111 is tracked by variant, please update stock by variant id]');
    assert.equal(titleOf(await relative([{ location_id: 1, product_id: id, quantity: -1 }])), `Items with identity: [product_id ${id}] requires absolute adjustment before relative`);
    assert.equal((await absolute([{ location_id: 1, product_id: id, quantity: 12 }])).status, 200);
    assert.equal((await relative([{ location_id: 1, product_id: id, quantity: -2 }])).status, 200);
    assert.equal(((await call('GET', `/v3/catalog/products/${id}`)).body as { data: { inventory_level: number } }).data.inventory_level, 10);
    await call('PUT', `/v3/catalog/products/${id}`, { inventory_tracking: 'none' });
    assert.match(titleOf(await absolute([{ location_id: 1, sku: 'SOCK-S', quantity: 1 }])), /is not tracked/);
  });

  it('adds a relative adjustment each time it comes, and never goes below the safety stock', async () => {
    await absolute([{ location_id: 1, sku, quantity: 50 }]);
    store.store.setSafetyStock(sku, 10);
    await relative([{ location_id: 1, sku, quantity: -20 }]);
    await relative([{ location_id: 1, sku, quantity: -20 }]);
    assert.deepEqual(await shown(), [0, 10]);
    assert.match(titleOf(await relative([{ location_id: 1, sku, quantity: -1 }])), /insufficient stock/);
    assert.equal((await relative([{ location_id: 1, sku, quantity: 4 }])).status, 200);
    assert.deepEqual(await shown(), [4, 14]);
  });

  it('answers before the figures have changed', async () => {
    store.traffic.set({ inventoryDelayMs: 2000 });
    const before = await shown();
    await absolute([{ location_id: 1, sku, quantity: 1 }]);
    await absolute([{ location_id: 1, sku, quantity: 2 }]);
    assert.deepEqual(await shown(), before);
    now += 2000;
    assert.deepEqual(await shown(), [2, 2]);
  });

  it('takes one adjustment at a time, and writes down one beside bulk work on the catalogue', async () => {
    store.traffic.set({ adjustmentMs: 500 });
    assert.equal((await absolute([{ location_id: 1, sku, quantity: 1 }])).status, 200);
    assert.equal((await absolute([{ location_id: 1, sku, quantity: 2 }])).status, 429);
    assert.deepEqual(await shown(), [1, 1]);
    await call('PUT', '/v3/catalog/variants', [{ id: 3001, price: 180 }]);
    assert.equal(store.record().overlaps.length, 1);
    now += 500;
    assert.equal((await absolute([{ location_id: 1, sku, quantity: 3 }])).status, 200);
    assert.equal(store.record().overlaps.length, 1);
  });

  it('takes units off when an order counts, gives them back when it is cancelled, and not when it is refunded', async () => {
    store.store.setStock(sku, 5);
    const id = store.store.placeOrder({ lines: [{ sku, quantity: 2 }], statusId: 0 });
    assert.deepEqual(await shown(), [5, 5]);
    store.store.setStatus(id, 11);
    store.store.setStatus(id, 9);
    assert.deepEqual(await shown(), [3, 3]);
    store.store.cancel(id);
    assert.deepEqual(await shown(), [5, 5]);
    const other = store.store.buy(sku)!;
    store.store.refund(other);
    assert.deepEqual(await shown(), [4, 4]);
    assert.deepEqual(store.record().stockWrites.slice(-3).map(({ cause, orderId }) => [cause, orderId]), [['order', id], ['restore', id], ['order', other]]);
  });

  it('lists locations', async () => {
    const { data } = (await call('GET', '/v3/inventory/locations?location_code:in=OUTLET')).body as { data: { id: number; label: string }[] };
    assert.deepEqual(data.map(({ id, label }) => [id, label]), [[2, 'Outlet']]);
    assert.equal((await call('GET', '/v3/inventory/locations/9/items')).status, 404);
    assert.equal((await call('GET', '/v3/inventory/items?limit=1001')).status, 413);
    assert.equal((await call('GET', '/v3/inventory/items?limit=1000')).status, 200);
  });
});
