import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { TradingDay } from '../../sandbox/trading/trading-day.ts';
import { oauthUrl, shopGet } from './oauth-query.ts';
import { receiveWebhooks } from './webhook-receiver.ts';

interface Product {
  readonly id: number;
  readonly sku: string;
  readonly parent_id: number;
  readonly stock_quantity: number | null;
  readonly stock_status: string;
  readonly manage_stock: boolean | string;
  readonly error?: { code: string; message: string; data: { status: number } };
}
interface RecordedError {
  readonly request: { readonly method: string; readonly path: string; readonly body: unknown };
  readonly status: number;
  readonly body: { update?: { error?: unknown }[] };
}
const recorded = JSON.parse(readFileSync(new URL('../fixtures/woocommerce/errors.json', import.meta.url), 'utf8')) as RecordedError[];

describe('WooCommerce sandbox: stock', () => {
  let sandbox: Sandbox;
  let url: string;
  let now = Date.parse('2026-11-21T10:00:00Z');
  const send = async (method: string, path: string, body: unknown): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(oauthUrl(`${url}/wp-json/wc/v3/${path}`, { timestamp: Math.floor(now / 1000) }, method), { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  };
  const get = async (path: string): Promise<unknown> => (await shopGet(url, path, { timestamp: Math.floor(now / 1000) })).body;
  const product = async (id: number): Promise<Product> => (await get(`products/${id}`)) as Product;
  const stockOf = async (id: number): Promise<[number | null, string]> => {
    const { stock_quantity: quantity, stock_status: status } = await product(id);
    return [quantity, status];
  };
  const batch = async (path: string, update: unknown[]): Promise<Product[]> => ((await send('POST', path, { update })).body as { update: Product[] }).update;

  beforeEach(async () => {
    now = Date.parse('2026-11-21T10:00:00Z');
    sandbox = await startSandbox({ now: () => now });
    url = sandbox.woocommerce.url;
  });
  afterEach(() => sandbox.stop());

  it('answers wrong writes as the recorded server did', async () => {
    const wanted = recorded.filter(({ request }) => request.path.startsWith('/products') && request.method !== 'GET' && JSON.stringify(request.body).includes('stock_quantity'));
    const [single, members] = [wanted.find(({ request }) => request.method === 'PUT')!, wanted.find(({ request }) => request.path === '/products/batch')!];
    assert.deepEqual(await send('PUT', 'products/99999999', single.request.body), { status: single.status, body: single.body });
    assert.deepEqual((await batch('products/batch', [{ id: 99999999, stock_quantity: 1 }])), [members.body.update![0]]);
    const tooMany = recorded.find(({ status }) => status === 413)!;
    assert.deepEqual(await send('POST', 'products/batch', { update: Array.from({ length: 101 }, (_, id) => ({ id, stock_quantity: 1 })) }), { status: 413, body: tooMany.body });
  });

  it('takes a variation from its own parent only: through /products/batch it is a 404 inside a 200', async () => {
    const [refused, done] = await batch('products/batch', [{ id: 12, stock_quantity: 3 }, { id: 50, manage_stock: true, stock_quantity: 7 }]);
    assert.deepEqual([refused!.id, refused!.error!.code, refused!.error!.data.status], [12, 'woocommerce_rest_invalid_product_id', 404]);
    assert.deepEqual([done!.stock_quantity, done!.stock_status], [7, 'instock']);
    const written = await batch('products/11/variations/batch', [{ id: 12, stock_quantity: 3 }, { id: 99999999, stock_quantity: 1 }, { id: 13, stock_quantity: 'many' }]);
    assert.deepEqual(written.map(({ stock_quantity: quantity, error }) => quantity ?? error!.code), [3, 'woocommerce_rest_product_variation_invalid_id', 'rest_invalid_param']);
    assert.deepEqual(await stockOf(12), [3, 'instock']);
    assert.equal((await send('PUT', 'products/27/variations/12', { stock_quantity: 1 })).status, 404);
    assert.equal((await send('PUT', 'products/11/variations/12', { stock_quantity: '4' })).status, 200);
    assert.equal((await send('PUT', 'products/12', { stock_quantity: 1 })).status, 404);
    assert.deepEqual(await stockOf(12), [4, 'instock']);
  });

  it('sets the status from the quantity and ignores a quantity that nobody manages', async () => {
    assert.deepEqual(((await send('PUT', 'products/50', { stock_quantity: 9 })).body as Product).stock_quantity, null);
    await send('PUT', 'products/11/variations/12', { stock_quantity: 0, stock_status: 'instock' });
    assert.deepEqual(await stockOf(12), [0, 'outofstock']);
    await send('PUT', 'products/11/variations/12', { backorders: 'notify' });
    assert.deepEqual(await stockOf(12), [0, 'onbackorder']);
    await send('PUT', 'products/11/variations/12', { manage_stock: false, stock_status: 'outofstock' });
    assert.deepEqual(await stockOf(12), [null, 'outofstock']);
    await batch('products/45/variations/batch', [46, 47, 48, 49].map((id) => ({ id, stock_quantity: 0 })));
    assert.equal((await product(45)).stock_status, 'outofstock');
    assert.equal((await send('PUT', 'products/50', { name: 'Other' })).status, 501);
    assert.equal((await send('PUT', 'products/50', { stock_status: 'gone' })).status, 400);
  });

  it('shows stock where products and variations are listed', async () => {
    const bySku = (await get('products?sku=MC100-NAV-XS,GC50')) as Product[];
    assert.deepEqual(bySku.map(({ id, parent_id: parent, stock_quantity: quantity }) => [id, parent, quantity]), [[50, 0, null], [12, 11, 25]]);
    assert.deepEqual(((await get('products?include=50,11')) as Product[]).map(({ id }) => id).sort(), [11, 50]);
    assert.deepEqual(((await get('products/11/variations?include=12,13&_fields=id,stock_quantity')) as Product[]).map(({ id, stock_quantity: quantity }) => [id, quantity]).sort(), [[12, 25], [13, 25]]);
    assert.equal(((await get('products/11/variations/12')) as Product).stock_quantity, 25);
  });

  it('takes units off when an order is paid or on hold, once, and gives them back when it is cancelled', async () => {
    const { shop } = sandbox.woocommerce;
    const id = shop.buy('MC100-NAV-XS', 'pending')!;
    assert.deepEqual(await stockOf(12), [25, 'instock']);
    shop.patchOrder(id, { status: 'on-hold' });
    shop.patchOrder(id, { status: 'processing' });
    shop.patchOrder(id, { status: 'completed' });
    assert.deepEqual(await stockOf(12), [24, 'instock']);
    shop.patchOrder(id, { status: 'cancelled' });
    assert.deepEqual(await stockOf(12), [25, 'instock']);
    shop.patchOrder(id, { status: 'failed' });
    assert.deepEqual(await stockOf(12), [25, 'instock']);
    const notes = (await get(`orders/${id}/notes`)) as { note: string }[];
    assert.deepEqual(notes.map(({ note }) => note), ['Stock levels increased: Navy, XS (MC100-NAV-XS) 24&rarr;25', 'Stock levels reduced: Navy, XS (MC100-NAV-XS) 25&rarr;24']);
  });

  it('sells nothing that it does not show, and writes every change of stock down', async () => {
    await send('PUT', 'products/11/variations/12', { stock_quantity: 1 });
    now += 1000;
    const id = sandbox.woocommerce.shop.buy('MC100-NAV-XS');
    assert.equal(sandbox.woocommerce.shop.buy('MC100-NAV-XS'), null);
    assert.deepEqual(await stockOf(12), [0, 'outofstock']);
    assert.deepEqual(sandbox.woocommerce.record().stockWrites, [
      { at: now - 1000, id: 12, sku: 'MC100-NAV-XS', cause: 'api', before: 25, after: 1 },
      { at: now, id: 12, sku: 'MC100-NAV-XS', cause: 'order', before: 1, after: 0, orderId: id },
    ]);
    const bought = await fetch(`${url}/__control/orders/buy`, { method: 'POST', body: JSON.stringify({ sku: 'MC100-NAV-XS' }) });
    assert.deepEqual(await bought.json(), { id: null });
    assert.equal(((await (await fetch(`${url}/__control/record/stock-writes`)).json()) as unknown[]).length, 2);
  });

  it('tells of every stock change by webhook, with the variation as body', async () => {
    const receiver = await receiveWebhooks(() => 200);
    try {
      await send('POST', 'webhooks', { topic: 'product.updated', delivery_url: receiver.url, secret: 's' });
      await sandbox.woocommerce.webhooks.settled();
      await send('PUT', 'products/11/variations/12', { stock_quantity: 5 });
      await sandbox.woocommerce.webhooks.settled();
      sandbox.woocommerce.shop.buy('MC100-NAV-XS');
      await sandbox.woocommerce.webhooks.settled();
      const bodies = receiver.received.filter(({ headers }) => headers['x-wc-webhook-topic'] === 'product.updated').map(({ rawBody }) => JSON.parse(rawBody) as Product);
      assert.deepEqual(bodies.map(({ id, stock_quantity: quantity }) => [id, quantity]), [[12, 5], [12, 4]]);
    } finally {
      await receiver.stop();
    }
  });

  describe('a trading day', () => {
    const hour = 3_600_000;
    const drive = async (seed: number): Promise<TradingDay> => {
      await sandbox.stop();
      now = Date.parse('2026-11-21T08:00:00Z');
      sandbox = await startSandbox({ now: () => now });
      const items = [{ skuCode: 'MC100-NAV-M', shopPerHour: 2, erpPerHour: 1, hot: true }, { skuCode: 'TR330-STO-8', shopPerHour: 1, erpPerHour: 1 }];
      const day = new TradingDay(sandbox, { seed, durationMs: 10 * hour, items, drops: [{ atMs: 2 * hour, times: 60, halfLifeMs: hour / 4 }] }, () => now);
      for (let at = day.nextAt(); at !== null; at = day.nextAt()) {
        now = at;
        day.runDue();
      }
      return day;
    };

    it('is the same for the same seed, rushes at the drop, and sells no more than shop and ERP show', async () => {
      const day = await drive(7);
      const sold = (channel: string, skuCode: string): number => day.sales.filter((sale) => sale.channel === channel && sale.skuCode === skuCode && sale.result === 'sold').length;
      const rush = day.sales.filter(({ at, skuCode }) => skuCode === 'MC100-NAV-M' && at >= Date.parse('2026-11-21T10:00:00Z') && at < Date.parse('2026-11-21T10:30:00Z'));
      const quiet = day.sales.filter(({ at, skuCode }) => skuCode === 'MC100-NAV-M' && at < Date.parse('2026-11-21T10:00:00Z'));
      assert.ok(rush.length > 5 * quiet.length && quiet.length > 0, `${rush.length} in the rush, ${quiet.length} before`);
      assert.equal(sold('shop', 'MC100-NAV-M'), 25);
      assert.ok(day.sales.some(({ result }) => result === 'sold-out'));
      assert.equal(sandbox.bluecherry.record().salesOrders.length, sold('erp', 'MC100-NAV-M') + sold('erp', 'TR330-STO-8'));
      const again = await drive(7);
      assert.deepEqual(again.sales, day.sales);
      assert.notDeepEqual((await drive(8)).sales, day.sales);
    });
  });
});
