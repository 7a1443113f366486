import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { erpFetch, importOrders, orderBody } from './erp-calls.ts';

interface Page {
  readonly data: readonly Record<string, string>[];
  readonly page: { readonly nextCursor: string | null };
}

describe('BlueCherry sandbox: reading', () => {
  let sandbox: Sandbox;
  let url: string;
  let now = Date.parse('2026-11-21T10:00:00Z');
  const page = async (path: string): Promise<Page> => (await erpFetch(url, path)).body as Page;
  const errorOf = async (path: string, headers?: Record<string, string>): Promise<[number, string]> => {
    const { status, body } = await erpFetch(url, path, headers ? { headers } : {});
    return [status, (body as { error: { code: string } }).error.code];
  };
  beforeEach(async () => {
    now = Date.parse('2026-11-21T10:00:00Z');
    sandbox = await startSandbox({ now: () => now });
    url = sandbox.bluecherry.url;
  });
  afterEach(() => sandbox.stop());

  it('refuses a caller without the key, an unknown path and another company', async () => {
    assert.deepEqual(await errorOf('skus', { 'x-api-key': 'wrong' }), [401, 'UNAUTHENTICATED']);
    assert.deepEqual(await errorOf('nothing'), [404, 'NOT_FOUND']);
    assert.equal((await fetch(`${url}/OTHER/v1/skus`, { headers: { 'x-api-key': 'bc_sandbox_key' } })).status, 404);
  });

  it('gives the id of the request back, in its errors too', async () => {
    const { headers, body } = await erpFetch(url, 'nothing', { headers: { 'x-request-id': 'r-1' } });
    assert.equal(headers.get('x-request-id'), 'r-1');
    assert.equal((body as { error: { requestId: string } }).error.requestId, 'r-1');
  });

  it('derives the SKU tuple from the recorded codes: the waist is the size, the inseam the dimension', async () => {
    const { data } = await page('skus?skuCode=DJ210-IND-2832,GC50,NOTHING');
    const trimmed = data.map((sku) => ['division', 'style', 'colorCode', 'dimension', 'sizeBucket', 'sizeName'].map((member) => String(sku[member]).trim()));
    assert.deepEqual(trimmed, [
      ['02', 'DJ210', 'IND', '32', '2', '28'],
      ['90', 'GC50', '', '', '0', ''],
    ]);
    assert.equal(data[0]!['style'], 'DJ210       ');
    assert.equal(typeof data[0]!['sizeBucket'], 'string');
  });

  it('pages through all SKUs once and ends with null', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { data, page: { nextCursor } } = await page(`skus?pageSize=10${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...data.map((sku) => sku['skuCode']!));
      cursor = nextCursor;
    }
    assert.equal(seen.length, 37);
    assert.equal(new Set(seen).size, 37);
  });

  it('shows what changed since an instant, that instant included', async () => {
    sandbox.bluecherry.erp.patchSku('GC50', { styleName: 'Gift card £50' });
    sandbox.bluecherry.erp.addSku({ skuCode: 'SC1', division: '03', style: 'SC1' });
    assert.deepEqual((await page('skus?modifiedSince=2026-11-21T10:00:00Z')).data.map((sku) => sku['skuCode']!.trim()), ['SC1', 'GC50']);
    assert.deepEqual((await page('skus?modifiedSince=2026-11-21T10:00:01Z')).data, []);
    assert.deepEqual(await errorOf('skus?modifiedSince=yesterday'), [400, 'BAD_DATE']);
  });

  it('refuses a cursor it did not write, a page over 500 and too many codes', async () => {
    assert.deepEqual(await errorOf('skus?cursor=abc'), [400, 'BAD_CURSOR']);
    assert.deepEqual(await errorOf('skus?pageSize=501'), [400, 'MALFORMED']);
    assert.deepEqual(await errorOf(`skus?skuCode=${Array.from({ length: 101 }, (_, index) => `S${index}`).join(',')}`), [400, 'MALFORMED']);
    assert.deepEqual(await errorOf(`orders?externalRef=${Array.from({ length: 51 }, (_, index) => `W${index}`).join(',')}`), [400, 'MALFORMED']);
  });

  it('lists orders by change and by reference, with units that add up', async () => {
    await importOrders(url, [orderBody('WEB-1')]);
    now += 60_000;
    await importOrders(url, [orderBody('WEB-2'), orderBody('WEB-3')]);
    const { data } = await page('orders?modifiedSince=2026-11-21T10:01:00Z');
    assert.deepEqual(data.map((order) => [order['ordNum'], order['externalRef'], order['status']]), [['1004513', 'WEB-2', 'open'], ['1004514', 'WEB-3', 'open']]);
    const [line] = (await page('orders?externalRef=WEB-1')).data[0]!['lines'] as unknown as Record<string, string>[];
    const units = ['qtyOpen', 'qtyPicked', 'qtyInvoiced', 'qtyCancelled'].map((member) => Number(line![member]));
    assert.equal(units.reduce((sum, count) => sum + count), Number(line!['qtyOrdered']));
    assert.equal((await erpFetch(url, 'orders/1004514')).status, 200);
    const first = await page('orders?pageSize=2');
    assert.equal((await page(`orders?pageSize=2&cursor=${first.page.nextCursor}`)).data[0]!['ordNum'], '1004514');
  });

  it('lists its codes, and forgets or learns one when told to', async () => {
    assert.deepEqual((await page('locations')).data.map((entry) => entry['code']), ['LDS', 'SHP']);
    sandbox.bluecherry.erp.removeCode('locations', 'SHP');
    sandbox.bluecherry.erp.addCode('locations', { code: 'NJ1', name: 'New Jersey' });
    assert.deepEqual((await page('locations')).data.map((entry) => entry['code']), ['LDS', 'NJ1']);
    assert.deepEqual((await page('customers')).data.map((entry) => entry['code']), ['WEB01', 'WEB02']);
    assert.equal((await page('divisions')).data.length, 4);
  });
});
