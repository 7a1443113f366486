import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { shopGet as signedGet } from './oauth-query.ts';

type Row = Record<string, unknown> & { id: number };
const sample = (name: string): Row[] => JSON.parse(readFileSync(new URL(`../../samples/woocommerce/${name}`, import.meta.url), 'utf8')) as Row[];
const recordedErrors = JSON.parse(readFileSync(new URL('../fixtures/woocommerce/errors.json', import.meta.url), 'utf8')) as { request: { path: string }; status: number; body: unknown }[];

const now = Date.parse('2026-11-21T10:00:00Z');
const shopGet = (siteUrl: string, path: string): ReturnType<typeof signedGet> => signedGet(siteUrl, path, { timestamp: now / 1000 });

describe('WooCommerce sandbox: lists and records', () => {
  let sandbox: Sandbox;
  const ids = async (path: string): Promise<number[]> => ((await shopGet(sandbox.woocommerce.url, path)).body as Row[]).map(({ id }) => id);
  beforeEach(async () => {
    sandbox = await startSandbox({ now: () => now });
  });
  afterEach(() => sandbox.stop());

  it('shows every recorded order exactly as it was recorded', async () => {
    const { body } = await shopGet(sandbox.woocommerce.url, 'orders?per_page=100&orderby=id&order=asc');
    assert.deepEqual(body, sample('orders.json').sort((left, right) => left.id - right.id));
  });

  it('pages through all orders once and tells the totals and the next page in headers', async () => {
    const seen: number[] = [];
    for (let page = 1; page <= 3; page += 1) {
      const { headers, body } = await shopGet(sandbox.woocommerce.url, `orders?orderby=modified&order=asc&page=${page}`);
      assert.deepEqual([headers.get('x-wp-total'), headers.get('x-wp-totalpages')], ['24', '3']);
      assert.equal(headers.get('link')?.includes('rel="next"'), page < 3);
      assert.equal(headers.get('link')?.includes('rel="prev"'), page > 1);
      seen.push(...(body as Row[]).map(({ id }) => id));
    }
    assert.equal(new Set(seen).size, 24);
    assert.deepEqual(await ids('orders?page=4'), []);
    assert.deepEqual(await ids('orders?orderby=id&order=asc&offset=22'), [77, 78]);
  });

  it('refuses a page size over 100 and a date that is none, in WordPress words', async () => {
    const { status, body } = await shopGet(sandbox.woocommerce.url, 'orders?per_page=101&modified_after=yesterday');
    assert.equal(status, 400);
    const refusal = body as { code: string; message: string; data: { params: unknown } };
    assert.deepEqual([refusal.code, refusal.message], ['rest_invalid_param', 'Invalid parameter(s): per_page, modified_after']);
    assert.deepEqual(refusal.data.params, { per_page: 'per_page must be between 1 (inclusive) and 100 (inclusive)', modified_after: 'Invalid date.' });
  });

  it('takes modified_after strictly and to the second', async () => {
    const filter = 'orderby=modified&order=asc&dates_are_gmt=true&modified_after=';
    assert.deepEqual(await ids(`orders?${filter}2026-11-20T23:43:19`), [75, 77, 78]);
    assert.deepEqual(await ids(`orders?${filter}2026-11-20T23:43:19.999`), [75, 77, 78]);
    assert.deepEqual(await ids(`orders?${filter}2026-11-20T23:43:20`), []);
    assert.deepEqual(await ids('orders?modified_before=2026-11-20T23:43:14&order=asc'), [53, 54]);
    assert.deepEqual(await ids('orders?after=2026-11-20T23:43:19&order=asc'), [77, 78]);
  });

  it('reads dates as site time unless dates_are_gmt is said, and turns a zoned date into site time even then', async () => {
    const paris = await startSandbox({ siteOffsetMinutes: 60, now: () => now });
    try {
      const count = async (query: string): Promise<number> => ((await shopGet(paris.woocommerce.url, `orders?per_page=100&${query}`)).body as Row[]).length;
      assert.equal(await count('modified_after=2026-11-20T23:43:19'), 24);
      assert.equal(await count('modified_after=2026-11-21T00:43:19'), 3);
      assert.equal(await count('modified_after=2026-11-20T23:43:19&dates_are_gmt=true'), 3);
      assert.equal(await count('modified_after=2026-11-20T23:43:19Z&dates_are_gmt=true'), 0);
      const { body } = await shopGet(paris.woocommerce.url, 'orders/53');
      assert.equal((body as Row)['date_modified'], '2026-11-21T00:43:13');
    } finally {
      await paris.stop();
    }
  });

  it('filters by status as a list or an array, and refuses one that nobody registered', async () => {
    assert.deepEqual(await ids('orders?status=on-hold,pending&order=asc'), [65, 66]);
    assert.deepEqual(await ids('orders?status[0]=on-hold&status[1]=failed&order=asc'), [66, 72]);
    assert.equal((await shopGet(sandbox.woocommerce.url, 'orders?status=packed')).status, 400);
    sandbox.woocommerce.shop.patchOrder(66, { status: 'packed' });
    assert.deepEqual(await ids('orders?status=packed'), [66]);
    sandbox.woocommerce.shop.patchOrder(66, { status: 'trash' });
    assert.equal((await ids('orders?per_page=100')).length, 23);
  });

  it('gives included orders in the order asked for and only the fields asked for', async () => {
    const { body } = await shopGet(sandbox.woocommerce.url, 'orders?include=70,53,68&orderby=include&order=asc&_fields=id,billing.city,line_items');
    assert.deepEqual((body as Row[]).map(({ id }) => id), [70, 53, 68]);
    assert.deepEqual(Object.keys((body as Row[])[0]!).sort(), ['billing', 'id', 'line_items']);
    assert.deepEqual(Object.keys((body as Row[])[0]!['billing'] as object), ['city']);
  });

  it('refuses a filter it does not simulate instead of ignoring it', async () => {
    assert.equal((await shopGet(sandbox.woocommerce.url, 'orders?search=x')).status, 501);
    assert.equal((await shopGet(sandbox.woocommerce.url, 'products?on_sale=true')).status, 501);
  });

  it('answers an unknown order as recorded, and an unknown route', async () => {
    const recorded = recordedErrors.find(({ request }) => request.path === '/orders/99999999')!;
    const { status, body } = await shopGet(sandbox.woocommerce.url, 'orders/99999999');
    assert.deepEqual({ status, body }, { status: recorded.status, body: recorded.body });
    assert.equal(((await shopGet(sandbox.woocommerce.url, 'nothing')).body as { code: string }).code, 'rest_no_route');
  });

  it('finds variations by SKU with their parent, and lists variations, customers and refunds', async () => {
    const { body } = await shopGet(sandbox.woocommerce.url, 'products?sku=MC100-NAV-S,GC50');
    assert.deepEqual((body as Row[]).map(({ id, type, parent_id, name }) => [id, type, parent_id, name]), [
      [50, 'simple', 0, 'Gift Card 50'],
      [13, 'variation', 11, 'Merino Crew - Navy, S'],
    ]);
    assert.equal((await ids('products/27/variations?per_page=100')).length, 12);
    assert.deepEqual((await shopGet(sandbox.woocommerce.url, 'orders/73/refunds')).body, sample('refunds.json'));
    assert.deepEqual(await ids('customers?email=jose@example.net'), [4]);
  });

  it('shows a SKU that was added later on the line of an old order, without moving its date', async () => {
    const skuOf = async (): Promise<unknown> => ((await shopGet(sandbox.woocommerce.url, 'orders/69')).body as { line_items: Row[] }).line_items[0]!['sku'];
    assert.equal(await skuOf(), '');
    sandbox.woocommerce.shop.patchProduct(51, { sku: 'MYSTERY-SAMPLE' });
    assert.equal(await skuOf(), 'MYSTERY-SAMPLE');
    assert.deepEqual(await ids('orders?modified_after=2026-11-20T23:43:20'), []);
  });

  it('dates a payment when an order on hold is paid', async () => {
    sandbox.woocommerce.shop.patchOrder(66, { status: 'processing' });
    const { body } = await shopGet(sandbox.woocommerce.url, 'orders?modified_after=2026-11-21T00:00:00&_fields=id,status,date_paid_gmt,date_modified_gmt');
    assert.deepEqual(body, [{ id: 66, status: 'processing', date_modified_gmt: '2026-11-21T10:00:00', date_paid_gmt: '2026-11-21T10:00:00' }]);
  });

  it('clones recorded orders into new ones with ids, numbers and e-mails of their own', async () => {
    const placed = sandbox.woocommerce.shop.cloneOrders({ count: 40 });
    assert.equal(new Set(placed).size, 40);
    const { body } = await shopGet(sandbox.woocommerce.url, 'orders?per_page=100&modified_after=2026-11-21T09:00:00');
    const clones = body as (Row & { number: string; billing: { email: string }; line_items: Row[]; refunds: Row[] })[];
    assert.deepEqual(clones.map(({ id }) => id).sort(), placed.toSorted());
    assert.ok(clones.every(({ id, number, billing }) => number === String(id) && billing.email === `shopper-${id}@example.com`));
    const lineIds = clones.flatMap(({ line_items }) => line_items.map(({ id }) => id));
    assert.equal(new Set(lineIds).size, lineIds.length);
    const refunded = clones.find(({ refunds }) => refunds.length > 0)!;
    const refunds = (await shopGet(sandbox.woocommerce.url, `orders/${refunded.id}/refunds`)).body as Row[];
    assert.deepEqual(refunds.map(({ id }) => id), refunded.refunds.map(({ id }) => id));
  });

  it('dates clones evenly over the seconds before now when told to', async () => {
    sandbox.woocommerce.shop.cloneOrders({ count: 10, spreadSeconds: 10 });
    const { body } = await shopGet(sandbox.woocommerce.url, 'orders?modified_after=2026-11-21T09:00:00&orderby=modified&order=asc&_fields=date_modified_gmt');
    const seconds = (body as { date_modified_gmt: string }[]).map((order) => order.date_modified_gmt);
    assert.deepEqual([seconds.at(0), seconds.at(-1), new Set(seconds).size], ['2026-11-21T09:59:51', '2026-11-21T10:00:00', 10]);
  });

  it('opens with other orders when it is given some', async () => {
    const [first, second] = sample('orders.json');
    const other = await startSandbox({ now: () => now, orders: [{ name: 'one', order: { ...first!, id: 900 } as never, refunds: [{ id: 901, amount: '1.00' }] }, second as never] });
    try {
      assert.deepEqual(((await shopGet(other.woocommerce.url, 'orders?orderby=id')).body as Row[]).map(({ id }) => id), [900, second!.id]);
      assert.equal(((await shopGet(other.woocommerce.url, 'orders/900/refunds')).body as Row[])[0]!.id, 901);
    } finally {
      await other.stop();
    }
  });
});
