import assert from 'node:assert/strict';
import { createBigcommerceConnector } from '../../../lib/connectors/bigcommerce/connector.ts';
import { readBigcommerceError } from '../../../lib/connectors/bigcommerce/read-error.ts';
import { realClock } from '../support/clocks.ts';
import { failureOf } from '../support/failures.ts';
import type { LocalAnswer } from '../support/local-server.ts';
import { contractOperations } from './support/contract-check.ts';
import { madeOrder, orderWith, plainPlan } from './support/made-order.ts';
import { data, good, nothing, openStore, type OpenStore } from './support/open-store.ts';

const inline = 'include=consignments.line_items,fees&consignment_structure=object';
const v3Error = (status: number, title: string, headers: Record<string, string> = {}): LocalAnswer => ({ status, headers, body: { status, title, type: 'https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes', errors: {} } });

describe('orders of a BigCommerce store', () => {
  let open: OpenStore;
  afterEach(() => open.close());

  const sweep = async (): Promise<number[]> => {
    const sizes: number[] = [];
    for await (const page of open.store.sweepOrders({ modifiedAfter: '2026-11-20T23:43:13.000Z' })) sizes.push(page.length);
    return sizes;
  };

  it('are listed with their lines, addresses and fees in the same call', async () => {
    open = await openStore(() => good([madeOrder(plainPlan), madeOrder(plainPlan, 219)]));
    assert.deepEqual(await sweep(), [2]);
    assert.deepEqual(open.asked(), [`GET /v2/orders?min_date_modified=Fri, 20 Nov 2026 23:43:12 +0000&sort=date_modified:asc&page=1&limit=250&${inline}`]);
  });

  it('are none where the store answers 204', async () => {
    open = await openStore(() => nothing);
    assert.deepEqual(await sweep(), []);
    assert.ok(contractOperations > 30);
  });

  it('are fetched with one call each, those that are gone left out', async () => {
    open = await openStore(({ path }) => (path.endsWith('/9') ? { status: 404, body: [{ status: 404, message: 'The requested resource was not found.' }] } : good(madeOrder(plainPlan, Number(path.split('/').at(-1))))));
    assert.deepEqual((await open.store.fetchOrders(['218', '9', '219', '218'])).map((order) => (order as { id: number }).id), [218, 219]);
    assert.deepEqual(open.asked().toSorted(), ['218', '219', '9'].map((id) => `GET /v2/orders/${id}?${inline}`));
    assert.equal((await failureOf(open.store.fetchOrder('9'))).code, 'REMOTE_REFUSED');
  });

  describe('are completed', () => {
    const rows = [{ id: 1, line_amount: '1.0000', line_item_type: 'item', order_product_id: '65' }];
    const answer = ({ path }: { path: string }): LocalAnswer => (path.endsWith('/taxes') ? good(rows) : data([{ id: 9, order_id: 219, total_amount: 5, items: [], payments: [] }]));

    it('without a call when nothing is missing', async () => {
      open = await openStore(answer);
      const order = madeOrder(plainPlan);
      assert.deepEqual(await open.store.completeOrders([order, 'no order', madeOrder({ ...plainPlan, rate: 0 })]), [order, 'no order', madeOrder({ ...plainPlan, rate: 0 })]);
      assert.deepEqual(open.asked(), []);
    });

    it('with taxes by rate where the lines\' own taxes do not tie, or always', async () => {
      open = await openStore(answer);
      const untied = orderWith({}, { ...plainPlan, taxInclusive: true });
      for (const line of untied.consignments.shipping[0]!.line_items) line['total_tax'] = '9.0000';
      const [completed] = await open.store.completeOrders([untied]);
      assert.deepEqual((completed as { taxes: unknown }).taxes, rows);
      await open.store.completeOrders([madeOrder(plainPlan, 300), madeOrder({ ...plainPlan, rate: 0 }, 301)], { taxes: 'always' });
      assert.deepEqual(open.asked(), ['GET /v2/orders/218/taxes?details=true&page=1&limit=250', 'GET /v2/orders/300/taxes?details=true&page=1&limit=250']);
    });

    it('with the refunds of all refunded ones in one call', async () => {
      open = await openStore(answer);
      const completed = await open.store.completeOrders([orderWith({ id: 219, refunded_amount: '5.0000' }), orderWith({ id: 220, refunded_amount: '1.0000' }), madeOrder(plainPlan)]);
      assert.deepEqual(completed.map((order) => (order as { refunds?: { id: number }[] }).refunds?.map(({ id }) => id)), [[9], [], undefined]);
      assert.deepEqual(open.asked(), ['GET /v3/orders/payment_actions/refunds?order_id:in=219,220&page=1&limit=250']);
    });
  });

  const named: [string, LocalAnswer, string][] = [
    ['an unknown order of v2', { status: 404, body: [{ status: 404, message: 'Not found' }] }, 'REMOTE_REFUSED'],
    ['an order that v2 does not answer', nothing, 'REMOTE_REFUSED'],
    ['a wrong token', v3Error(401, 'Unauthorized'), 'CREDENTIALS_REFUSED'],
    ['a token without the scope', { status: 403, body: [{ status: 403, message: 'You don\'t have a required scope to access the endpoint' }] }, 'CREDENTIALS_REFUSED'],
    ['a 204 where v2 states an error in a 200', { body: [{ status: 409, message: 'Conflict' }] }, 'REMOTE_REFUSED'],
    ['maintenance', v3Error(503, 'Store is in maintenance'), 'REMOTE_UNAVAILABLE'],
    ['a broken gateway', { status: 502, body: '<html>' }, 'REMOTE_UNAVAILABLE'],
    ['a time-out of the gateway', v3Error(504, 'Gateway Timeout'), 'REMOTE_TIMEOUT'],
    ['a locked record', v3Error(423, 'Locked'), 'REMOTE_UNAVAILABLE'],
    ['a full store', v3Error(507, 'Store limit reached'), 'REMOTE_REFUSED'],
    ['what is not there', v3Error(501, 'Not Implemented'), 'REMOTE_REFUSED'],
    ['a web page', { body: '<html>hello</html>' }, 'REMOTE_ANSWER_INVALID'],
  ];
  for (const [title, answer, code] of named) {
    it(`names ${title}`, async () => {
      open = await openStore(() => answer);
      assert.equal((await failureOf(open.store.fetchOrder('53'))).code, code);
    });
  }

  it('waits as long as the longer word of a 429, for the whole account', async () => {
    const limits = { 'X-Rate-Limit-Requests-Left': '0', 'X-Rate-Limit-Requests-Quota': '150', 'X-Rate-Limit-Time-Window-Ms': '30000', 'X-Rate-Limit-Time-Reset-Ms': '12000', 'X-Retry-After': '5' };
    open = await openStore((_, count) => (count === 1 ? v3Error(429, 'Too Many Requests', limits) : good(madeOrder(plainPlan))));
    const from = open.clock.now();
    await open.store.fetchOrder('218');
    assert.ok(open.clock.now() - from >= 12_000, `${open.clock.now() - from} ms`);
    assert.equal(open.server.requests.length, 2);
  });

  it('keeps what is not urgent for the next window when few calls are left', async () => {
    const limits = { 'X-Rate-Limit-Requests-Left': '20', 'X-Rate-Limit-Requests-Quota': '150', 'X-Rate-Limit-Time-Window-Ms': '30000', 'X-Rate-Limit-Time-Reset-Ms': '9000' };
    open = await openStore((request) => (request.path.includes('/orders/') ? { ...good(madeOrder(plainPlan)), headers: open.server.requests.length === 1 ? limits : {} } : data([])));
    await open.store.fetchOrder('218');
    const from = open.clock.now();
    await open.store.fetchOrder('218');
    assert.ok(open.clock.now() - from < 9000);
    await open.store.listSellables().next();
    assert.ok(open.clock.now() - from >= 9000);
  });

  describe('the connection test', () => {
    const store = { name: 'Northgate', plan_name: 'Plus', currency: 'USD' };
    it('says what it sees', async () => {
      open = await openStore(({ path }) => (path.endsWith('/store') ? good(store) : { ...good({ count: 133, statuses: [] }), headers: { 'X-Rate-Limit-Requests-Left': '148', 'X-Rate-Limit-Requests-Quota': '150', 'X-Rate-Limit-Time-Reset-Ms': '15000' } }));
      const { ok, details } = await open.store.connectionTest();
      assert.deepEqual([ok, details.slice(1).map(({ value }) => value)], [true, ['Northgate', 'Plus', 'USD', '133', '148 of 150 left for 15 s']]);
    });

    const failures: [string, LocalAnswer, RegExp][] = [
      ['a wrong token', v3Error(401, 'Unauthorized'), /access token: it is wrong/],
      ['too little scope', v3Error(403, 'Forbidden'), /may not do this/],
      ['a wrong store hash', v3Error(404, 'Not Found'), /no store under this store hash/],
      ['another server', { body: '<html>' }, /not with BigCommerce's API/],
    ];
    for (const [title, answer, words] of failures) {
      it(`explains ${title}`, async () => {
        open = await openStore(() => answer);
        const report = await open.store.connectionTest();
        assert.equal(report.ok, false);
        assert.match(report.summary, words);
        assert.ok(!JSON.stringify(report).includes('token-of-the-test'));
      });
    }
  });
});

describe('a BigCommerce account', () => {
  it('needs a store hash and a token', async () => {
    const limits = { requestsPerSecond: 5, concurrency: 2, timeoutMs: 1000 };
    for (const wrong of [{ storeHash: '', accessToken: 'x' }, { storeHash: 'a/b', accessToken: 'x' }, { storeHash: 'abc', accessToken: '' }]) {
      assert.equal((await failureOf(() => createBigcommerceConnector({ ...wrong, account: 'shop', limits }, { clock: realClock }))).code, 'CONFIGURATION_INVALID');
    }
    const store = createBigcommerceConnector({ storeHash: 'abc', accessToken: 'secret-token', account: 'shop', limits }, { clock: realClock });
    const request = store.stockRequest({ changes: [] });
    assert.equal(request.url, 'https://api.bigcommerce.com/stores/abc/v3/inventory/adjustments/absolute');
    assert.ok(!JSON.stringify(request).includes('secret-token'));
    await store.close();
  });
});

describe('errors of BigCommerce', () => {
  const shapes: [string, unknown, string | undefined][] = [
    ['of v3', { status: 422, title: 'Missing Required Fields', type: 't', errors: { name: 'Please provide a name.' } }, 'Missing Required Fields; name: Please provide a name.'],
    ['of v2', [{ status: 400, message: 'Invalid', details: { invalid_reason: 'too long' } }], 'Invalid; invalid_reason: too long'],
    ['of a batch', { batch_errors: [{ status: 422, title: 'SKU is not unique', errors: { sku: 'taken' } }, { title: 'no' }] }, 'SKU is not unique; sku: taken; no'],
    ['of a refund', { data: [{ order_id: 5, status: 503, error: 'quote failed' }], meta: {} }, 'quote failed'],
    ['none in an order', { id: 5, status: 'Shipped', title: 'x' }, undefined],
    ['none in a list', [{ id: 1, status: 'ok' }], undefined],
    ['none in transactions', { data: [{ id: 1, status: 'ok' }] }, undefined],
  ];
  for (const [title, body, message] of shapes) {
    it(title, () => assert.equal(readBigcommerceError(body)?.message, message));
  }
});
