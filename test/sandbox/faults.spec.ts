import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import type { Fault } from '../../sandbox/faults/fault.ts';
import { erpFetch, orderBody } from './erp-calls.ts';
import { oauthUrl, shopGet } from './oauth-query.ts';

const batch = { method: 'POST', body: { orders: [orderBody('WEB-1')] } };

describe('sandbox faults', () => {
  let sandbox: Sandbox;
  let erp: string;
  let shop: string;
  beforeEach(async () => {
    sandbox = await startSandbox({ seed: 3 });
    erp = sandbox.bluecherry.url;
    shop = sandbox.woocommerce.url;
  });
  afterEach(() => sandbox.stop());

  const eventually = async (holds: () => boolean): Promise<void> => {
    const deadline = Date.now() + 3000;
    while (!holds()) {
      if (Date.now() > deadline) throw new Error('It did not happen within 3 seconds.');
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const rawErp = (path = 'skus'): Promise<Response> => fetch(`${erp}/HTL/v1/${path}`, { headers: { 'x-api-key': 'bc_sandbox_key' } });
  const rawShop = (path = 'orders'): Promise<Response> => fetch(oauthUrl(`${shop}/wp-json/wc/v3/${path}`));

  const refusals: { kind: Fault['kind']; status: number; code: string; retryAfter: string | null }[] = [
    { kind: '429', status: 429, code: 'RATE_LIMITED', retryAfter: '4' },
    { kind: '429-without-headers', status: 429, code: 'RATE_LIMITED', retryAfter: null },
    { kind: '500', status: 500, code: 'UPSTREAM', retryAfter: null },
    { kind: 'error-in-200', status: 200, code: 'UPSTREAM', retryAfter: null },
    { kind: 'batch-window-423', status: 423, code: 'BATCH_WINDOW', retryAfter: '4' },
    { kind: 'batch-window-503', status: 503, code: 'BATCH_WINDOW', retryAfter: '4' },
  ];
  for (const { kind, status, code, retryAfter } of refusals) {
    it(`${kind}: BlueCherry refuses in its own words and does nothing`, async () => {
      sandbox.bluecherry.traffic.addFaults({ kind, times: 1, retryAfterSeconds: 4 });
      const answer = await erpFetch(erp, 'order-batches', batch);
      assert.deepEqual([answer.status, answer.headers.get('retry-after')], [status, retryAfter]);
      assert.equal((answer.body as { error: { code: string } }).error.code, code);
      assert.equal(sandbox.bluecherry.record().batches, 0);
      assert.equal((await erpFetch(erp, 'order-batches', batch)).status, 202);
    });
  }

  for (const [kind, status, retryAfter] of [['429', 429, '1'], ['429-without-headers', 429, null], ['503-html', 503, '1'], ['html-200', 200, null]] as const) {
    it(`${kind}: the shop's host answers in HTML`, async () => {
      sandbox.woocommerce.traffic.addFaults({ kind });
      const response = await rawShop();
      assert.deepEqual([response.status, response.headers.get('retry-after')], [status, retryAfter]);
      assert.match(response.headers.get('content-type') ?? '', /text\/html/);
      assert.match(await response.text(), /<html>/);
    });
  }

  for (const kind of ['500', 'error-in-200'] as const) {
    it(`${kind}: the shop has a critical error`, async () => {
      sandbox.woocommerce.traffic.addFaults({ kind });
      const { status, body } = await shopGet(shop, 'orders');
      assert.equal(status, kind === '500' ? 500 : 200);
      assert.equal((body as { code: string }).code, 'internal_server_error');
    });
  }

  it('html-200 and 503-html: BlueCherry has a page in front of it too', async () => {
    sandbox.bluecherry.traffic.addFaults({ kind: 'html-200', times: 1 }, { kind: '503-html', times: 1 });
    for (const status of [200, 503]) {
      const response = await rawErp();
      assert.equal(response.status, status);
      assert.match(await response.text(), /<html>/);
    }
  });

  it('malformed-json: the request counts, its answer breaks off', async () => {
    sandbox.bluecherry.traffic.addFaults({ kind: 'malformed-json', times: 1 });
    await assert.rejects(erpFetch(erp, 'order-batches', batch), SyntaxError);
    await eventually(() => sandbox.bluecherry.record().salesOrders.length === 1);
    sandbox.woocommerce.traffic.addFaults({ kind: 'malformed-json' });
    const text = await (await rawShop()).text();
    assert.throws(() => void JSON.parse(text), SyntaxError);
  });

  it('empty-page: a list shows nothing and says that there is more', async () => {
    sandbox.woocommerce.traffic.addFaults({ kind: 'empty-page', times: 1 });
    const orders = await shopGet(shop, 'orders');
    assert.deepEqual([orders.body, orders.headers.get('x-wp-total')], [[], '24']);
    sandbox.bluecherry.traffic.addFaults({ kind: 'empty-page', times: 1 });
    const empty = (await erpFetch(erp, 'skus?pageSize=5')).body as { data: unknown[]; page: { nextCursor: string } };
    assert.deepEqual(empty.data, []);
    const resumed = (await erpFetch(erp, `skus?pageSize=500&cursor=${empty.page.nextCursor}`)).body as { data: unknown[] };
    assert.equal(resumed.data.length, 37);
  });

  it('stuck-page: every page is the first and names a next one', async () => {
    sandbox.woocommerce.traffic.addFaults({ kind: 'stuck-page' });
    const first = await shopGet(shop, 'orders?page=1&per_page=20');
    const second = await shopGet(shop, 'orders?page=2&per_page=20');
    assert.deepEqual(second.body, first.body);
    assert.match(second.headers.get('link') ?? '', /page=3[^,]*>; rel="next"/);
    sandbox.bluecherry.traffic.addFaults({ kind: 'stuck-page' });
    const page = async (cursor: string | null) =>
      (await erpFetch(erp, `skus?pageSize=20${cursor === null ? '' : `&cursor=${cursor}`}`)).body as { data: unknown[]; page: { nextCursor: string } };
    const one = await page(null);
    const two = await page(one.page.nextCursor);
    assert.deepEqual(two, one);
  });

  for (const [kind, committed] of [['timeout', false], ['timeout-after-commit', true]] as const) {
    it(`${kind}: no answer comes and the order is ${committed ? '' : 'not '}taken`, async () => {
      sandbox.bluecherry.traffic.addFaults({ kind, match: { method: 'post', pathIncludes: 'order-batches' } });
      const impatience = new AbortController();
      const call = erpFetch(erp, 'order-batches', { ...batch, signal: impatience.signal });
      await eventually(() => sandbox.bluecherry.record().requests.length === 1);
      if (committed) await eventually(() => sandbox.bluecherry.record().salesOrders.length === 1);
      impatience.abort();
      await assert.rejects(call, { name: 'AbortError' });
      assert.equal(sandbox.bluecherry.record().batches, committed ? 1 : 0);
      const { method, status, fault } = sandbox.bluecherry.record().requests[0]!;
      assert.deepEqual([method, status, fault], ['POST', null, kind]);
      assert.equal((await erpFetch(erp, 'skus')).status, 200);
    });
  }

  for (const [kind, committed] of [['close', false], ['close-after-commit', true]] as const) {
    it(`${kind}: the connection is reset and the order is ${committed ? '' : 'not '}taken`, async () => {
      sandbox.bluecherry.traffic.addFaults({ kind, times: 1 });
      await assert.rejects(erpFetch(erp, 'order-batches', batch), (error: Error) => (error.cause as { code: string }).code === 'ECONNRESET');
      assert.equal(sandbox.bluecherry.record().batches, committed ? 1 : 0);
    });
  }

  it('strikes as often and as likely as told, the same way for the same seed', async () => {
    sandbox.bluecherry.traffic.addFaults({ kind: '500', times: 2 });
    const statuses = async (count: number): Promise<number[]> => {
      const seen: number[] = [];
      for (let call = 0; call < count; call += 1) seen.push((await rawErp('locations')).status);
      return seen;
    };
    assert.deepEqual(await statuses(3), [500, 500, 200]);
    sandbox.bluecherry.traffic.addFaults({ kind: '500', probability: 0.5 });
    const struck = await statuses(40);
    assert.ok(struck.includes(500) && struck.includes(200));
    const twin = await startSandbox({ seed: 3 });
    try {
      twin.bluecherry.traffic.addFaults({ kind: '500', probability: 0.5 });
      erp = twin.bluecherry.url;
      assert.deepEqual(await statuses(40), struck);
    } finally {
      await twin.stop();
    }
  });

  it('limits the rate, says when to come again, and lets calls through after that', async () => {
    let now = 1_000_000;
    const limited = await startSandbox({ now: () => now });
    try {
      erp = limited.bluecherry.url;
      limited.bluecherry.traffic.set({ callsPerSecond: 2 });
      const statuses = [(await rawErp()).status, (await rawErp()).status];
      const refused = await rawErp();
      assert.deepEqual([...statuses, refused.status, refused.headers.get('retry-after')], [200, 200, 429, '1']);
      now += 1000;
      assert.equal((await rawErp()).status, 200);
    } finally {
      await limited.stop();
    }
  });

  it('answers later when it has latency', async () => {
    sandbox.bluecherry.traffic.set({ latencyMs: 60 });
    const started = performance.now();
    await rawErp('locations');
    assert.ok(performance.now() - started >= 59);
  });

  it('is controlled over HTTP as from within, and names a mistake', async () => {
    const control = async (site: string, method: string, path: string, body?: unknown): Promise<[number, unknown]> => {
      const response = await fetch(`${site}/__control/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      return [response.status, await response.json()];
    };
    const fault = { kind: '500', match: { pathIncludes: 'skus' }, times: 1 };
    assert.deepEqual(await control(erp, 'POST', 'faults', fault), [200, [fault]]);
    assert.equal((await rawErp()).status, 500);
    assert.deepEqual(await control(erp, 'GET', 'faults'), [200, []]);
    assert.equal((await control(erp, 'POST', 'faults', { kind: 'fire' }))[0], 400);
    assert.equal((await control(shop, 'POST', 'faults', { kind: 'batch-window-423' }))[0], 400);
    assert.equal((await control(erp, 'PATCH', 'settings', { latncyMs: 1 }))[0], 400);
    assert.equal((await control(erp, 'PATCH', 'settings', { callsPerSecond: 5 }))[0], 200);
    assert.equal(sandbox.bluecherry.traffic.settings.callsPerSecond, 5);
    assert.equal((await control(erp, 'POST', 'skus', { skuCode: 'SC1', division: '03', style: 'SC1' }))[0], 200);
    assert.equal((await control(erp, 'PATCH', 'skus/SC1', { active: false }))[0], 200);
    assert.equal((await control(erp, 'DELETE', 'codes/terms/CARD'))[0], 200);
    assert.equal((await control(erp, 'DELETE', 'codes/terms/CARD'))[0], 400);
    assert.equal((await control(shop, 'PATCH', 'orders/66', { status: 'processing' }))[0], 200);
    assert.equal((await control(shop, 'PATCH', 'products/51', { sku: 'X' }))[0], 200);
    const [, clones] = await control(shop, 'POST', 'orders/clone', { count: 2 });
    assert.equal((clones as { ids: number[] }).ids.length, 2);
    assert.deepEqual(await control(shop, 'POST', 'webhooks/deliver', { orderIds: [53], times: 2 }), [200, { scheduled: 0 }]);
    const [, record] = await control(erp, 'GET', 'record');
    assert.deepEqual((record as { requests: { path: string; status: number }[] }).requests.map(({ path, status }) => [path, status]), [['/HTL/v1/skus', 500]]);
    assert.equal((await control(erp, 'GET', 'nothing'))[0], 404);
  });

  it('keeps signatures out of its record', async () => {
    await shopGet(shop, 'orders?page=2&status=processing');
    assert.equal(sandbox.woocommerce.record().requests[0]!.path, '/wp-json/wc/v3/orders?page=2&status=processing');
  });
});
