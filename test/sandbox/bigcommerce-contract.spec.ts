import assert from 'node:assert/strict';
import { Contract } from '../../sandbox/bigcommerce/contract.ts';
import type { BigCommerceSandbox } from '../../sandbox/bigcommerce/start-bigcommerce.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { callStore, type Reply, type StoreCall } from './bigcommerce-calls.ts';

const contract = new Contract();
const example = (path: string): string => path.replace(/\{[^}]+\}/g, '1001');
const isV2 = (path: string): boolean => path.startsWith('/v2/');

const errorOf = ({ body }: Reply): { status: number; title: string; faults: Record<string, string> } => {
  const [entry] = Array.isArray(body) ? (body as { status: number; message: string; details?: Record<string, string> }[]) : [];
  if (entry) return { status: entry.status, title: entry.message, faults: entry.details ?? {} };
  const { status, title, errors = {} } = body as { status: number; title: string; errors?: Record<string, string> };
  return { status, title, faults: errors };
};

describe('BigCommerce sandbox: the contract', () => {
  let sandbox: Sandbox;
  let store: BigCommerceSandbox;
  let call: StoreCall;
  let now = Date.parse('2026-11-21T10:00:00Z');

  before(async () => {
    sandbox = await startSandbox({ bigcommerce: { settings: { quota: 10_000 } }, now: () => now });
    store = sandbox.bigcommerce!;
    call = callStore(store.url);
  });
  after(() => sandbox.stop());

  it('is started only when it is asked for', async () => {
    const plain = await startSandbox();
    assert.equal(plain.bigcommerce, undefined);
    await plain.stop();
  });

  it('wants the token of the store on every operation', async () => {
    for (const { method, path } of contract.operations) {
      const refused = await call(method, example(path), undefined, { token: 'wrong' });
      assert.deepEqual([refused.status, Array.isArray(refused.body)], [401, isV2(path)], `${method} ${path}`);
    }
    assert.equal((await call('GET', '/v2/store', undefined, { hash: 'another' })).status, 401);
    assert.equal((await call('GET', '/v2/store')).status, 200);
  });

  it('refuses on every operation a parameter that the contract does not have, in the words of its version', async () => {
    for (const { method, path, body } of contract.operations) {
      const refused = await call(method, `${example(path)}?colour=red`, body ? {} : undefined);
      assert.equal(refused.status, isV2(path) ? 400 : 422, `${method} ${path}`);
      assert.match(JSON.stringify(errorOf(refused)), /colour/);
    }
  });

  it('refuses in every body a member that the contract does not have', async () => {
    for (const { method, path } of contract.operations.filter(({ body }) => body !== null)) {
      const list = path === '/v3/catalog/variants' || (method === 'PUT' && path === '/v3/catalog/products');
      const refused = await call(method, example(path), list ? [{ id: 1, colour: 'red' }] : { colour: 'red' });
      assert.equal(refused.status, isV2(path) ? 400 : 422, `${method} ${path}`);
      assert.match(JSON.stringify(errorOf(refused)), /colour/, `${method} ${path}`);
    }
  });

  it('tells v3 faults by member, and v2 faults one at a time', async () => {
    const missing = errorOf(await call('POST', '/v3/catalog/products', {}));
    assert.deepEqual([missing.status, missing.title, Object.keys(missing.faults).sort()], [422, 'Missing Required Fields', ['name', 'price', 'type', 'weight']]);
    const wrong = errorOf(await call('PUT', '/v2/orders/1001', { status_id: '11' }));
    assert.deepEqual(wrong, { status: 400, title: "The field 'status_id' is invalid.", faults: { invalid_reason: 'must be integer' } });
    assert.match(errorOf(await call('PUT', '/v2/orders/1001', { external_id: 'x' })).title, /external_id.*not supported/);
  });

  it('refuses a body that is not JSON, another media type, and a caller who wants something else', async () => {
    assert.equal((await call('PUT', '/v2/orders/1001', undefined, { rawBody: '{' })).status, 400);
    assert.equal((await call('PUT', '/v2/orders/1001', undefined, { rawBody: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } })).status, 415);
    assert.equal((await call('GET', '/v2/orders', undefined, { headers: { accept: 'application/xml' } })).status, 406);
  });

  it('tells apart what does not exist, what is asked wrongly and what it does not simulate', async () => {
    assert.equal((await call('GET', '/v2/nothing')).status, 404);
    assert.equal((await call('GET', '/v2/orders/999999')).status, 404);
    assert.equal((await call('GET', '/v2/orders/abc')).status, 404);
    assert.equal((await call('PUT', '/v2/order_statuses', {})).status, 405);
    assert.equal((await call('DELETE', '/v2/orders')).status, 501, 'it would delete every order');
    assert.equal((await call('DELETE', '/v3/catalog/products')).status, 501, 'it would delete every product');
    assert.equal((await call('GET', '/v3/catalog/products?categories=1')).status, 501);
    assert.equal((await call('PUT', '/v2/orders/1001', { total_ex_tax: '1.00', total_inc_tax: '1.00' })).status, 501);
    assert.equal((await fetch(`${store.url}/elsewhere`)).status, 404);
  });

  it('answers store and time for a connection test', async () => {
    assert.equal(((await call('GET', '/v2/store')).body as { name: string }).name, 'Northgate Outfitters');
    now += 5000;
    assert.deepEqual((await call('GET', '/v2/time')).body, { time: now / 1000 });
  });
});
