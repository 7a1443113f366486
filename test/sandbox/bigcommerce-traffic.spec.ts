import assert from 'node:assert/strict';
import type { BigCommerceSandbox } from '../../sandbox/bigcommerce/start-bigcommerce.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { callStore, type Reply, type StoreCall } from './bigcommerce-calls.ts';

const left = ({ headers }: Reply): number => Number(headers.get('x-rate-limit-requests-left'));

describe('BigCommerce sandbox: quota and faults', () => {
  let sandbox: Sandbox;
  let store: BigCommerceSandbox;
  let call: StoreCall;
  let now = 0;

  beforeEach(async () => {
    now = Date.parse('2026-11-21T10:00:00Z');
    sandbox = await startSandbox({ bigcommerce: true, now: () => now });
    store = sandbox.bigcommerce!;
    call = callStore(store.url);
  });
  afterEach(() => sandbox.stop());

  it('tells on every answer what is left of the window, and refuses what is over it until it ends', async () => {
    store.traffic.set({ quota: 3 });
    const first = await call('GET', '/v2/time');
    assert.deepEqual(['time-window-ms', 'time-reset-ms', 'requests-quota', 'requests-left'].map((name) => first.headers.get(`x-rate-limit-${name}`)), ['30000', '30000', '3', '2']);
    now += 12_000;
    assert.equal(left(await call('GET', '/v3/hooks/1')), 1, 'a 404 is a call as well');
    await call('GET', '/v2/time');
    const refused = await call('GET', '/v3/catalog/products');
    assert.deepEqual([refused.status, refused.headers.get('x-rate-limit-time-reset-ms'), refused.headers.get('x-retry-after'), left(refused)], [429, '18000', '18', 0]);
    now += 18_000;
    assert.deepEqual([(await call('GET', '/v2/time')).status, store.quota.left()], [200, 2]);
  });

  it('shares the window with other apps of the store', async () => {
    store.traffic.set({ quota: 10, otherAppsCalls: 6 });
    assert.equal(left(await call('GET', '/v2/time')), 3);
    const used = await fetch(`${store.url}/__control/quota/use`, { method: 'POST', body: JSON.stringify({ calls: 5 }) });
    assert.deepEqual(await used.json(), { used: 3, left: 0 });
    assert.equal((await call('GET', '/v2/time')).status, 429);
    now += 30_000;
    assert.equal(left(await call('GET', '/v2/time')), 3);
  });

  it('words refusals as BigCommerce does, and does nothing then', async () => {
    const put = (): Promise<Reply> => call('PUT', '/v2/orders/1001', { status_id: 10 });
    store.traffic.addFaults({ kind: '429', times: 1, retryAfterSeconds: 4 }, { kind: '429-without-headers', times: 1 }, { kind: '500', times: 1 }, { kind: 'batch-window-423', times: 1 });
    const told = await put();
    assert.deepEqual([told.status, told.headers.get('x-rate-limit-time-reset-ms'), told.headers.get('x-retry-after')], [429, '4000', '4']);
    const untold = await put();
    assert.deepEqual([untold.status, untold.headers.get('x-rate-limit-time-reset-ms'), untold.headers.get('x-retry-after')], [429, null, null]);
    assert.deepEqual([(await put()).status, (await put()).status], [500, 423]);
    assert.equal(store.store.order(1001)['status_id'], 11);
    assert.equal((await put()).status, 200);
    assert.deepEqual(store.record().requests.map(({ status, fault }) => [status, fault]), [[429, '429'], [429, '429-without-headers'], [500, '500'], [423, 'batch-window-423'], [200, undefined]]);
  });

  it('breaks off after it has done the work', async () => {
    store.traffic.addFaults({ kind: 'close-after-commit', match: { method: 'PUT' }, times: 1 });
    await assert.rejects(call('PUT', '/v2/orders/1001', { status_id: 10 }));
    assert.equal(store.store.order(1001)['status_id'], 10);
  });

  it('shows pages that lie', async () => {
    const ids = async (): Promise<number[]> => (((await call('GET', '/v3/catalog/products?limit=2&page=2')).body as { data: { id: number }[] }).data.map(({ id }) => id));
    const honest = await ids();
    store.traffic.addFaults({ kind: 'stuck-page', times: 1 }, { kind: 'empty-page', times: 1 });
    assert.notDeepEqual(await ids(), honest);
    assert.deepEqual(await ids(), []);
    assert.deepEqual(await ids(), honest);
  });

  it('is governed over HTTP, and refuses what it does not understand', async () => {
    const control = async (method: string, path: string, body?: unknown): Promise<[number, unknown]> => {
      const response = await fetch(`${store.url}/__control${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      return [response.status, await response.json()];
    };
    assert.deepEqual(await control('POST', '/orders', { lines: [{ sku: 'NG4001-BLK-ONESIZE', quantity: 2 }] }), [200, { id: 1011 }]);
    assert.equal((await control('POST', '/orders', { lines: [{ sku: 'no such', quantity: 1 }] }))[0], 400);
    assert.equal((await control('POST', '/orders', {}))[0], 400);
    await control('POST', '/orders/1011/status', { statusId: 9 });
    await control('PATCH', '/orders/1011', { staff_notes: 'call first' });
    const order = store.store.order(1011);
    assert.deepEqual([order['status_id'], order['staff_notes']], [9, 'call first']);
    const [line] = (await call('GET', '/v2/orders/1011/products')).body as { id: number }[];
    assert.equal((await control('POST', '/orders/1011/refund', { items: [{ lineId: line!.id, quantity: 1 }] }))[0], 200);
    assert.equal(store.store.order(1011)['status_id'], 14);
    await control('PUT', '/stock/NG4001-BLK-ONESIZE', { onHand: 1 });
    assert.deepEqual((await control('POST', '/orders/buy', { sku: 'NG4001-BLK-ONESIZE' }))[1], { id: 1012 });
    assert.deepEqual((await control('POST', '/orders/buy', { sku: 'NG4001-BLK-ONESIZE' }))[1], { id: null });
    assert.equal((await control('PATCH', '/settings', { quoat: 3 }))[0], 400);
    await control('POST', '/orders/1012/archive');
    assert.equal((await call('GET', '/v2/orders?min_id=1012')).status, 204);
    assert.equal(((await control('GET', '/record'))[1] as { stockWrites: unknown[] }).stockWrites.length, store.record().stockWrites.length);
  });
});
