import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createWoocommerceConnector, type WoocommerceConnector } from '../../../lib/connectors/woocommerce/connector.ts';
import { planStockCalls, type StockChange } from '../../../lib/connectors/woocommerce/plan-stock-calls.ts';
import type { ShopStock } from '../../../lib/connectors/woocommerce/shop-stock.ts';
import type { StockOutcome } from '../../../lib/connectors/woocommerce/stock-outcome.ts';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import { hastyClock } from '../support/clocks.ts';
import { failureOf } from '../support/failures.ts';
import { startLocalServer, type LocalAnswer, type LocalServer, type ReceivedRequest } from '../support/local-server.ts';

type Row = Record<string, unknown> & { id: number; parent_id: number; sku: string; status: string };
const json = (path: string): unknown => JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'));
const products = json('samples/woocommerce/products.json') as Row[];
const variations = Object.values(json('samples/woocommerce/variations.json') as Record<string, Row[]>).flat();
const recordedBatch = (json('test/fixtures/woocommerce/errors.json') as { request: { path: string; body?: unknown }; status: number; body: { update?: Row[] } }[])
  .find(({ request, status }) => request.path === '/products/batch' && status === 200)!;
const tooLarge: LocalAnswer = { status: 413, body: { code: 'woocommerce_rest_request_entity_too_large', message: 'Unable to accept more than 100 items for this request.', data: { status: 413 } } };

const change = (productId: string, variantId: string | null, skuCode: string, quantity: number): StockChange => ({ productId, variantId, skuCode, quantity, urgent: false });
const xl = change('11', '26', 'MC100-ECR-XL', 7);
const card = change('50', null, 'GC50', 5);

/** Answers lists from the recording, by include, sku, and page. */
const list = ({ path, query }: ReceivedRequest, pageSize = 100): LocalAnswer => {
  const parent = /\/products\/(\d+)\/variations$/.exec(path)?.[1];
  const all = parent === undefined ? products : variations.filter(({ parent_id: id }) => id === Number(parent));
  const bySku = query.get('sku')?.split(',');
  const asProducts = bySku ? [...products, ...variations.map((row): Row => ({ ...row, type: 'variation' }))].filter(({ sku }) => bySku.some((wanted) => wanted.toLowerCase() === sku.toLowerCase())) : all;
  const include = query.get('include')?.split(',').map(Number);
  const rows = include ? asProducts.filter(({ id }) => include.includes(id)) : asProducts;
  const from = (Number(query.get('page')) - 1) * pageSize;
  return { headers: { 'X-WP-TotalPages': String(Math.ceil(rows.length / pageSize)) }, body: rows.slice(from, from + pageSize) };
};
/** Takes what is sent, as the shop does. */
const take = ({ path, body }: ReceivedRequest): LocalAnswer => {
  const { update } = JSON.parse(body) as { update: { id: number; manage_stock: boolean; stock_quantity: number }[] };
  const parent = Number(/\/products\/(\d+)\/variations\/batch$/.exec(path)?.[1] ?? 0);
  return { body: { update: update.map((item) => ({ ...[...products, ...variations].find(({ id }) => id === item.id), ...item, parent_id: parent })) } };
};

describe('stock in WooCommerce', () => {
  let server: LocalServer;
  let shop: WoocommerceConnector;
  let clock: ReturnType<typeof hastyClock>;

  const open = async (answer: (request: ReceivedRequest) => LocalAnswer): Promise<WoocommerceConnector> => {
    server = await startLocalServer(answer);
    clock = hastyClock(5000);
    shop = createWoocommerceConnector(
      { baseUrl: server.url, account: 'shop', consumerKey: 'ck_test', consumerSecret: 'cs_test', limits: { requestsPerSecond: 2000, concurrency: 4, timeoutMs: 20_000 } },
      { clock },
    );
    return shop;
  };
  const write = (changes: readonly StockChange[], options = {}): Promise<readonly StockOutcome[]> => shop.writeStock(planStockCalls(changes), options);
  const told = (outcomes: readonly StockOutcome[]): unknown[] => outcomes.map((outcome) => [outcome.kind, outcome.change.skuCode, outcome.kind === 'written' ? outcome.shown : outcome.failure.code]);
  afterEach(async () => {
    await shop.close();
    await server.close();
  });

  describe('is listed', () => {
    it('for everything that can be sold, of any status', async () => {
      await open(list);
      const stock: ShopStock[] = [];
      for await (const page of shop.listStock()) stock.push(...page);
      assert.equal(stock.length, variations.length + products.filter(({ type }) => type === 'simple').length);
      assert.deepEqual(stock.find(({ variantId }) => variantId === '26'), { productId: '11', variantId: '26', skuCode: 'MC100-ECR-XL', keptBy: 'itself', quantity: 25, stockStatus: 'instock' });
      assert.deepEqual(stock.find(({ productId }) => productId === '50'), { productId: '50', variantId: null, skuCode: 'GC50', keptBy: 'nobody', quantity: null, stockStatus: 'instock' });
      assert.equal(server.requests.length, 1 + products.filter(({ type }) => type === 'variable').length);
      assert.ok(server.requests.every(({ query }) => query.get('status') === 'any' && query.get('_fields')?.split(',').includes('manage_stock')));
    });

    it('over several pages of one parent, with figures that the parent keeps, and fractions rounded down', async () => {
      const odd: Record<string, object> = { 26: { manage_stock: 'parent', stock_quantity: 40 }, 25: { stock_quantity: '2.9' }, 24: { manage_stock: false, stock_quantity: 3 } };
      await open((request) => {
        const answer = list(request, 4);
        return { ...answer, body: (answer.body as Row[]).map((row) => ({ ...row, ...odd[row.id] })) };
      });
      const stock: ShopStock[] = [];
      for await (const page of shop.listStock()) stock.push(...page);
      const shown = (id: string): unknown[] => stock.filter(({ variantId }) => variantId === id).map(({ keptBy, quantity }) => [keptBy, quantity]);
      assert.deepEqual([shown('26'), shown('25'), shown('24')], [[['parent', 40]], [['itself', 2]], [['nobody', null]]]);
    });
  });

  describe('is found by SKU', () => {
    it('variations of any parents and simple products in one call; parents, other cases and unknown SKUs are not found', async () => {
      await open(list);
      const found = await shop.findSellables(['MC100-ECR-XL', 'TR330-BLK-M', 'GC50', 'mc100-ecr-l', 'MC100', 'NONE', 'A,B', '', 'GC50']);
      assert.deepEqual([...found].map(([sku, list]) => [sku, list.map(({ productId, variantId }) => `${productId}/${variantId ?? ''}`)]), [
        ['MC100-ECR-XL', ['11/26']], ['TR330-BLK-M', variations.filter(({ sku }) => sku === 'TR330-BLK-M').map(({ id }) => `40/${id}`)], ['GC50', ['50/']],
        ['mc100-ecr-l', []], ['MC100', []], ['NONE', []], ['A,B', []], ['', []],
      ]);
      assert.deepEqual(server.requests.map(({ query }) => query.get('sku')), ['MC100-ECR-XL,TR330-BLK-M,GC50,mc100-ecr-l,MC100,NONE']);
    });

    it('a hundred at a time, and all of those that share a SKU', async () => {
      await open(({ query }) => ({ headers: { 'X-WP-TotalPages': '1' }, body: query.get('sku')!.split(',').flatMap((sku, index) => [{ id: index + 1, type: 'simple', sku }, ...(sku === 'S7' ? [{ id: 999, type: 'simple', sku: ' S7 ' }, { id: 999, type: 'simple', sku: 'S7' }] : [])]) }));
      const found = await shop.findSellables(Array.from({ length: 230 }, (_, index) => `S${index}`));
      assert.deepEqual([found.get('S7')?.length, found.get('S229')?.length], [2, 1]);
      assert.deepEqual(server.requests.map(({ query }) => query.get('sku')!.split(',').length), [100, 100, 30]);
    });
  });

  it('is read back by id with one call per parent and one for simple products', async () => {
    await open(list);
    const stock = await shop.readStock([{ productId: '11', variantId: '26' }, { productId: '50', variantId: null }, { productId: '11', variantId: '25' }, { productId: '27', variantId: '28' }, { productId: '27', variantId: '99999' }]);
    assert.deepEqual(new Set(stock.map(({ productId, variantId }) => `${productId}/${variantId ?? ''}`)), new Set(['11/26', '11/25', '27/28', '50/']));
    assert.deepEqual(server.requests.map(({ path, query }) => [path.slice('/wp-json/wc/v3'.length), query.get('include')]).sort(), [['/products', '50'], ['/products/11/variations', '26,25'], ['/products/27/variations', '28,99999']]);
  });

  describe('is written', () => {
    it('with one call per parent and one for simple products, as absolute figures of stock that is kept', async () => {
      await open(take);
      const outcomes = await write([xl, card, change('27', '28', 'DJ210-IND-2830', 0)]);
      assert.deepEqual(told(outcomes).map((one) => (one as unknown[]).slice(0, 2)).sort(), [['written', 'DJ210-IND-2830'], ['written', 'GC50'], ['written', 'MC100-ECR-XL']].sort());
      const sent = server.requests.map(({ method, path, body }) => [method, path, JSON.parse(body) as unknown]);
      assert.deepEqual(sent.sort(), [
        ['POST', '/wp-json/wc/v3/products/11/variations/batch', { update: [{ id: 26, manage_stock: true, stock_quantity: 7 }] }],
        ['POST', '/wp-json/wc/v3/products/27/variations/batch', { update: [{ id: 28, manage_stock: true, stock_quantity: 0 }] }],
        ['POST', '/wp-json/wc/v3/products/batch', { update: [{ id: 50, manage_stock: true, stock_quantity: 5 }] }],
      ]);
    });

    it('item by item: the recorded answer refuses one member inside a 200 and takes the other', async () => {
      await open(() => ({ status: recordedBatch.status, body: { update: recordedBatch.body.update?.map((item) => (item.id === 50 ? { ...item, manage_stock: true, stock_quantity: 5 } : item)) } }));
      const outcomes = await write([change('99999999', null, 'GONE', 1), card]);
      assert.deepEqual(told(outcomes), [['refused', 'GONE', 'SHOP_REFERENCE_STALE'], ['written', 'GC50', 5]]);
      assert.equal(outcomes[0]?.kind === 'refused' && outcomes[0].staleReference, true);
    });

    const members: [string, object, unknown[]][] = [
      ['a variation sent among products', { id: 50, error: { code: 'woocommerce_rest_invalid_product_id', message: 'To manipulate product variations you should use the /products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint.', data: { status: 404 } } }, ['refused', 'SHOP_REFERENCE_STALE', true]],
      ['an id that has another SKU now', { id: 50, sku: 'GC100', manage_stock: true, stock_quantity: 5 }, ['refused', 'SHOP_REFERENCE_STALE', true]],
      ['a product whose stock the shop does not keep', { id: 50, sku: 'GC50', manage_stock: false, stock_quantity: null }, ['refused', 'SHOP_STOCK_NOT_KEPT', false]],
      ['a value that is refused', { id: 50, error: { code: 'rest_invalid_param', message: 'Invalid parameter(s)', data: { status: 400 } } }, ['refused', 'REMOTE_REFUSED', false]],
      ['a key that may only read', { id: 50, error: { code: 'woocommerce_rest_cannot_edit', message: 'Sorry', data: { status: 403 } } }, ['not-written', 'CREDENTIALS_REFUSED', null]],
      ['a database that broke off', { id: 50, error: { code: 'db_update_error', message: 'Could not update', data: { status: 500 } } }, ['unanswered', 'REMOTE_UNAVAILABLE', null]],
      ['a member that is no product', { id: 50, sku: 5 }, ['unanswered', 'REMOTE_RECORD_INVALID', null]],
      ['an answer about another id', { id: 51 }, ['unanswered', 'OUTCOME_UNKNOWN', null]],
    ];
    for (const [title, item, expected] of members) {
      it(`and tells ${title}`, async () => {
        await open(() => ({ body: { update: [item] } }));
        const [outcome] = await write([card]);
        assert.ok(outcome && outcome.kind !== 'written');
        assert.deepEqual([outcome.kind, outcome.failure.code, outcome.kind === 'refused' ? outcome.staleReference : null], expected);
        assert.match(outcome.failure.message, /GC50|product/);
      });
    }

    it('and tells a figure that somebody else changed in the same moment', async () => {
      await open(() => ({ body: { update: [{ id: 50, sku: 'GC50', manage_stock: true, stock_quantity: 4 }] } }));
      assert.deepEqual(await write([card]), [{ kind: 'written', change: card, sent: 5, shown: 4 }]);
    });

    it('and tells that it is unanswered after a time-out; the same call again is safe', async () => {
      let first = true;
      await open((request) => {
        if (!first) return take(request);
        first = false;
        setImmediate(() => clock.fireLong());
        return { instead: 'silence' };
      });
      const [outcome] = await write([card]);
      assert.deepEqual([outcome?.kind, outcome?.kind === 'unanswered' && outcome.failure.code], ['unanswered', 'OUTCOME_UNKNOWN']);
      assert.deepEqual(told(await write([card])), [['written', 'GC50', 5]]);
      assert.deepEqual(server.requests.map(({ body }) => body)[0], server.requests[1]?.body);
    });

    const whole: [string, LocalAnswer, string, string][] = [
      ['a limit', { status: 429, headers: { 'Retry-After': '2' } }, 'not-written', 'REMOTE_RATE_LIMITED'],
      ['a refused key', { status: 401, body: { code: 'woocommerce_rest_cannot_batch', message: 'Sorry', data: { status: 401 } } }, 'not-written', 'CREDENTIALS_REFUSED'],
      ['a parent that is gone', { status: 404, body: { code: 'woocommerce_rest_product_invalid_id', message: 'Invalid ID.', data: { status: 404 } } }, 'refused', 'SHOP_REFERENCE_STALE'],
      ['a broken connection', { instead: 'cut' }, 'unanswered', 'OUTCOME_UNKNOWN'],
      ['a crash', { status: 500, body: '<html>' }, 'unanswered', 'OUTCOME_UNKNOWN'],
      ['an answer without members', { body: {} }, 'unanswered', 'OUTCOME_UNKNOWN'],
    ];
    for (const [title, answer, kind, code] of whole) {
      it(`call by call: ${title} for one parent leaves the others alone`, async () => {
        await open((request) => (request.path.includes('/11/') ? answer : take(request)));
        const outcomes = await write([xl, change('11', '25', 'MC100-ECR-L', 1), card]);
        assert.deepEqual(told(outcomes), [[kind, 'MC100-ECR-XL', code], [kind, 'MC100-ECR-L', code], ['written', 'GC50', 5]]);
      });
    }

    it('in halves where the shop allows fewer than a hundred at once', async () => {
      await open((request) => ((JSON.parse(request.body) as { update: unknown[] }).update.length > 2 ? tooLarge : take(request)));
      const outcomes = await write(variations.filter(({ parent_id: parent }) => parent === 11).slice(0, 5).map(({ id, sku }) => change('11', String(id), sku, 3)));
      assert.deepEqual([outcomes.length, outcomes.every(({ kind }) => kind === 'written'), new Set(outcomes.map((outcome) => outcome.change.skuCode)).size], [5, true, 5]);
    });

    it('not when the guard holds it back right before it leaves; the calls beside it go', async () => {
      await open(take);
      const guard = ({ parentId }: { parentId: string | null }): void => {
        if (parentId === '11') throw new OperationError('LEASE_LOST', 'taken over');
      };
      assert.deepEqual(told(await write([xl, card], { guard })), [['not-written', 'MC100-ECR-XL', 'LEASE_LOST'], ['written', 'GC50', 5]]);
      assert.deepEqual(server.requests.map(({ path }) => path), ['/wp-json/wc/v3/products/batch']);
    });

    it('with the figure of the moment in which its turn comes', async () => {
      await open(take);
      let sold = 0;
      const writing = write([card], { latest: (changes: readonly StockChange[]) => Promise.resolve(changes.map(({ quantity }) => quantity - sold)) });
      sold = 2;
      assert.deepEqual(await writing, [{ kind: 'written', change: card, sent: 3, shown: 3 }]);
    });

    it('not when the figure of the moment cannot be had', async () => {
      await open(take);
      assert.deepEqual(told(await write([card], { latest: () => Promise.reject(new OperationError('STORE_UNAVAILABLE', 'no disk')) })), [['not-written', 'GC50', 'STORE_UNAVAILABLE']]);
      assert.equal(server.requests.length, 0);
    });

    it('as its request says beforehand, which shows no keys', async () => {
      await open(take);
      const calls = planStockCalls([xl]);
      const shown = shop.stockRequest(calls[0]!);
      assert.doesNotMatch(JSON.stringify(shown), /ck_test|cs_test|oauth_signature=(?!%5Bredacted)/);
      await shop.writeStock(calls);
      const [{ method, path, body }] = server.requests as [ReceivedRequest];
      assert.deepEqual([shown.method, new URL(shown.url).pathname, JSON.stringify(shown.body)], [method, path, body]);
    });

    it('not after it was given up', async () => {
      await open(take);
      const outcomes = await write([card], { signal: AbortSignal.abort(new OperationError('STORE_UNAVAILABLE', 'closing')) });
      assert.deepEqual(told(outcomes), [['not-written', 'GC50', 'STORE_UNAVAILABLE']]);
      assert.equal(server.requests.length, 0);
    });
  });

  it('stops at a product that is not as published', async () => {
    await open(() => ({ headers: { 'X-WP-TotalPages': '1' }, body: [{ id: 50, type: 'simple', sku: 'A', stock_quantity: {} }] }));
    assert.equal((await failureOf(shop.findSellables(['A']))).code, 'REMOTE_RECORD_INVALID');
  });
});
