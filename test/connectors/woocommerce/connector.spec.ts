import assert from 'node:assert/strict';
import { createWoocommerceConnector, type WoocommerceConnector } from '../../../lib/connectors/woocommerce/connector.ts';
import { explainFailure } from '../../../lib/connectors/woocommerce/explain-failure.ts';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import { hastyClock, realClock } from '../support/clocks.ts';
import { failureOf } from '../support/failures.ts';
import { startLocalServer, type LocalAnswer, type LocalServer, type ReceivedRequest } from '../support/local-server.ts';
import { recordedOrders } from '../support/recorded.ts';

const cannotView = { code: 'woocommerce_rest_cannot_view', message: 'Sorry, you cannot list resources.', data: { status: 401 } };

describe('the WooCommerce connector', () => {
  let server: LocalServer;
  let shop: WoocommerceConnector;

  const open = async (answer: (request: ReceivedRequest) => LocalAnswer): Promise<WoocommerceConnector> => {
    server = await startLocalServer(answer);
    shop = createWoocommerceConnector(
      { baseUrl: server.url, account: 'shop', consumerKey: 'ck_test', consumerSecret: 'cs_test', limits: { requestsPerSecond: 2000, concurrency: 4, timeoutMs: 20_000 } },
      { clock: hastyClock(5000) },
    );
    return shop;
  };
  afterEach(async () => {
    await shop.close();
    await server.close();
  });

  it('asks for orders by time of change in GMT, of any status, a hundred at once', async () => {
    await open(() => ({ headers: { 'X-WP-TotalPages': '1' }, body: recordedOrders() }));
    const pages: (readonly unknown[])[] = [];
    for await (const page of shop.sweepOrders({ modifiedAfter: '2026-11-20T23:43:13.000Z' })) pages.push(page);
    assert.deepEqual(pages.map((page) => page.length), [24]);
    const query = Object.fromEntries(server.requests[0]!.query);
    assert.equal(server.requests[0]?.path, '/wp-json/wc/v3/orders');
    assert.deepEqual(
      [query['modified_after'], query['dates_are_gmt'], query['orderby'], query['order'], query['status'], query['per_page'], query['page']],
      ['2026-11-20T23:43:12', 'true', 'modified', 'asc', 'any', '100', '1'],
    );
    assert.ok(query['oauth_signature']);
    assert.equal(server.requests[0].headers.authorization, undefined);
  });

  it('stops reading pages when it is cancelled', async () => {
    const ending = new AbortController();
    await open(() => ({ headers: { 'X-WP-TotalPages': '9' }, body: recordedOrders() }));
    const reading = async (): Promise<void> => {
      for await (const page of shop.sweepOrders({ modifiedAfter: '2026-11-20T00:00:00Z', signal: ending.signal })) {
        assert.equal(page.length, 24);
        ending.abort(new Error('closing'));
      }
    };
    await assert.rejects(reading(), /closing/);
    assert.equal(server.requests.length, 1);
  });

  it('fetches one order, and many by their ids a hundred at a time', async () => {
    await open(({ path, query }) => ({ body: path.endsWith('/53') ? { id: 53 } : query.get('include')!.split(',').map((id) => ({ id: Number(id) })) }));
    assert.deepEqual(await shop.fetchOrder('53'), { id: 53 });
    const ids = Array.from({ length: 230 }, (_, index) => String(index + 1));
    assert.equal((await shop.fetchOrders(ids)).length, 230);
    assert.deepEqual(server.requests.slice(1).map(({ query }) => query.get('include')!.split(',').length), [100, 100, 30]);
  });

  const refused: [string, LocalAnswer, string][] = [
    ['an order that does not exist', { status: 404, body: { code: 'woocommerce_rest_shop_order_invalid_id', message: 'Invalid ID.', data: { status: 404 } } }, 'REMOTE_REFUSED'],
    ['an unknown id answered with 500', { status: 500, body: { code: 'woocommerce_rest_invalid_order_id', message: 'Invalid order ID.', data: 404 } }, 'REMOTE_REFUSED'],
    ['a wrong key', { status: 401, body: cannotView }, 'CREDENTIALS_REFUSED'],
    ['a wrong key answered with 200', { status: 200, body: cannotView }, 'CREDENTIALS_REFUSED'],
    ['a limit answered with 200', { status: 200, body: { code: 'too_many', message: 'Slow down', data: { status: 429 } } }, 'REMOTE_RATE_LIMITED'],
    ['a maintenance page', { status: 200, body: '<html>Briefly unavailable</html>' }, 'REMOTE_ANSWER_INVALID'],
    ['a PHP warning before the order', { status: 200, body: '<br />\n<b>Warning</b>{"id":53}' }, 'REMOTE_ANSWER_INVALID'],
    ['a broken database', { status: 500, body: { code: 'internal_server_error', message: 'critical error', data: { status: 500 } } }, 'REMOTE_UNAVAILABLE'],
  ];
  for (const [title, answer, code] of refused) {
    it(`names ${title}`, async () => {
      await open(() => answer);
      assert.equal((await failureOf(shop.fetchOrder('53'))).code, code);
    });
  }

  it('does not take an object for a list of orders', async () => {
    await open(() => ({ body: {} }));
    assert.equal((await failureOf(shop.fetchOrders(['1']))).code, 'REMOTE_ANSWER_INVALID');
  });

  describe('tests its connection and', () => {
    const status = { environment: { version: '10.0.2', wp_version: '6.9.7' }, settings: { currency: 'GBP' } };
    const list: LocalAnswer = { headers: { 'X-WP-Total': '24' }, body: [] };

    it('shows the versions, the currency and how many orders there are', async () => {
      await open(({ path }) => (path.endsWith('/system_status') ? { body: status } : list));
      const report = await shop.connectionTest();
      assert.equal(report.ok, true);
      assert.deepEqual(report.details.map(({ label, value }) => [label, value]).slice(1), [['WooCommerce', '10.0.2'], ['WordPress', '6.9.7'], ['Currency', 'GBP'], ['Orders in the shop', '24']]);
    });

    it('is content with a key that sees orders only', async () => {
      await open(({ path }) => (path.endsWith('/system_status') ? { status: 403, body: { ...cannotView, data: { status: 403 } } } : list));
      assert.equal((await shop.connectionTest()).ok, true);
    });

    const failures: [string, (request: ReceivedRequest) => LocalAnswer, string, RegExp][] = [
      ['a wrong key', () => ({ status: 401, body: cannotView }), 'CREDENTIALS_REFUSED', /key, secret or signature.*Settings → General/],
      ['WordPress without WooCommerce', () => ({ status: 404, body: { code: 'rest_no_route', message: 'No route', data: { status: 404 } } }), 'REMOTE_REFUSED', /WooCommerce is not active/],
      ['permalinks that are off', ({ query }) => (query.has('rest_route') ? { body: { name: 'Shop', namespaces: [] } } : { status: 404, body: '<html>' }), 'REMOTE_ANSWER_INVALID', /permalinks are off/],
      ['another site', () => ({ status: 404, body: '<html>' }), 'REMOTE_ANSWER_INVALID', /no WooCommerce under this address/],
      ['a page instead of an answer', () => ({ body: '<html>' }), 'REMOTE_ANSWER_INVALID', /maintenance page/],
      ['a redirect', () => ({ status: 301, headers: { Location: 'https://www.shop.example/' } }), 'REMOTE_ANSWER_INVALID', /redirects/],
      ['a limit', () => ({ status: 429 }), 'REMOTE_RATE_LIMITED', /slow down/],
    ];
    for (const [title, answer, code, words] of failures) {
      it(`names ${title} in words`, async () => {
        await open(answer);
        const report = await shop.connectionTest();
        assert.deepEqual([report.ok, report.code], [false, code]);
        assert.match(report.summary, words);
        assert.ok(!JSON.stringify(report).includes('cs_test'));
      });
    }

    it('names a shop that nobody answers for', async () => {
      await open(() => ({}));
      await server.close();
      const report = await shop.connectionTest();
      assert.equal(report.code, 'REMOTE_UNREACHABLE');
      assert.match(report.summary, /Nothing answers/);
    });
  });

  it('explains over HTTPS that a proxy may hide TLS from WordPress', async () => {
    await open(() => ({}));
    const failure = new OperationError('CREDENTIALS_REFUSED', 'x', { details: { status: 401, remoteCode: 'woocommerce_rest_cannot_view' } }).toFailure();
    assert.match(explainFailure(failure, true, false), /TLS ends at a proxy/);
    const wrongSecret = new OperationError('CREDENTIALS_REFUSED', 'x', { details: { status: 401, remoteCode: 'woocommerce_rest_authentication_error' } }).toFailure();
    assert.match(explainFailure(wrongSecret, true, false), /refuses the consumer key or secret/);
  });

  it('refuses to open without keys', async () => {
    await open(() => ({}));
    const config = { baseUrl: server.url, account: 'shop', consumerKey: '', consumerSecret: 'x', limits: { requestsPerSecond: 1, concurrency: 1, timeoutMs: 1000 } };
    assert.equal((await failureOf(() => createWoocommerceConnector(config, { clock: realClock }))).code, 'CONFIGURATION_INVALID');
  });
});
