import assert from 'node:assert/strict';
import { createBluecherryConnector, type BluecherryConnector } from '../../../lib/connectors/bluecherry/connector.ts';
import type { ImportOrder } from '../../../lib/connectors/bluecherry/import-order.ts';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { SalesOrder } from '../../../lib/model/sales-order.ts';
import { hastyClock } from '../support/clocks.ts';
import { failureOf } from '../support/failures.ts';
import { startLocalServer, type LocalAnswer, type LocalServer, type ReceivedRequest } from '../support/local-server.ts';
import { recordedOrder } from '../support/recorded.ts';
import { translated } from '../support/translated-order.ts';

type Hook = (request: ReceivedRequest) => LocalAnswer | undefined;
const orderOf = (id: number): SalesOrder => translated({ ...recordedOrder(55), id, number: String(id) });
const refused = (status: number, code: string, headers: Record<string, string> = {}): LocalAnswer => ({ status, headers, body: { error: { code, message: `it says ${code}`, retryable: false, requestId: 'r', details: [] } } });

describe('importing orders into BlueCherry', () => {
  let server: LocalServer;
  let erp: BluecherryConnector;
  let clock: ReturnType<typeof hastyClock>;
  /** What the ERP has: order numbers by external reference, also those whose batch is not complete. */
  let committed: Map<string, string>;
  let batches: Map<string, { polls: number; orders: ImportOrder[] }>;

  /** A small ERP; hooks may answer in its stead. */
  const open = async ({ before = () => undefined, after = () => undefined, pollsNeeded = 2, judge = () => undefined, limits = {} }: {
    before?: Hook; after?: Hook; pollsNeeded?: number; judge?: (order: ImportOrder) => object | undefined; limits?: { concurrency?: number };
  } = {}): Promise<void> => {
    committed = new Map();
    batches = new Map();
    clock = hastyClock(5000);
    const answer = (request: ReceivedRequest): LocalAnswer => {
      if (request.method === 'POST') {
        const { orders } = JSON.parse(request.body) as { orders: ImportOrder[] };
        const batchId = `B${batches.size + 1}`;
        batches.set(batchId, { polls: 0, orders });
        for (const order of orders) if (!judge(order) && !committed.has(order.externalRef)) committed.set(order.externalRef, `10${committed.size + 1}`);
        return { status: 202, body: { batchId, status: 'queued', received: orders.length } };
      }
      const batch = batches.get(request.path.split('/').at(-1) ?? '');
      if (batch) {
        batch.polls += 1;
        const results = batch.orders.map((order) => judge(order) ?? { externalRef: order.externalRef, result: 'accepted', ordNum: ` ${committed.get(order.externalRef) ?? ''} `, errors: [] });
        return { body: batch.polls < pollsNeeded ? { batchId: 'B', status: 'processing', results: [] } : { batchId: 'B', status: 'complete', results } };
      }
      const refs = request.query.get('externalRef')?.split(',') ?? [];
      const data = refs.flatMap((externalRef) => (committed.has(externalRef) ? [{ ordNum: committed.get(externalRef), externalRef, currency: 'GBP', status: 'open', lines: [], totals: { total: '1.00' }, modifiedAt: '2026-11-21T09:00:00Z' }] : []));
      return { body: { data, page: { nextCursor: null } } };
    };
    server = await startLocalServer((request) => before(request) ?? ((normal) => after(request) ?? normal)(answer(request)));
    erp = createBluecherryConnector(
      { baseUrl: server.url, company: 'HTL', apiKey: 'bc_secret', limits: { requestsPerSecond: 2000, concurrency: 4, timeoutMs: 20_000, ...limits } },
      { clock },
    );
  };
  afterEach(async () => {
    await erp.close();
    await server.close();
  });
  const posts = (): ReceivedRequest[] => server.requests.filter(({ method }) => method === 'POST');

  it('posts one batch, waits at growing intervals, and tells each order\'s number', async () => {
    await open({ pollsNeeded: 4 });
    const outcomes = await erp.importOrders([orderOf(1), orderOf(2)]);
    assert.deepEqual([...outcomes], [['WEB-1', { kind: 'accepted', ordNum: '101' }], ['WEB-2', { kind: 'accepted', ordNum: '102' }]]);
    assert.equal(posts().length, 1);
    assert.deepEqual(clock.waits, [25, 50, 100, 200]);
    const [post] = posts();
    assert.equal(post?.path, '/HTL/v1/order-batches');
    assert.equal(post.headers['x-api-key'], 'bc_secret');
    assert.equal(new Set(server.requests.map(({ headers }) => headers['x-request-id'])).size, server.requests.length);
  });

  it('posts exactly what a dry run shows, where the key is hidden', async () => {
    await open();
    const request = erp.importRequest([orderOf(1), orderOf(2)]);
    assert.equal(posts().length, 0);
    await erp.importOrders([orderOf(1), orderOf(2)]);
    assert.equal(posts()[0]?.body, JSON.stringify(request.body));
    assert.equal(`${server.url}${posts()[0]?.url ?? ''}`, request.url);
    assert.equal(request.method, 'POST');
    assert.equal(request.headers['X-Api-Key'], '[redacted]');
    assert.ok(!JSON.stringify(request).includes('bc_secret'));
  });

  it('tells accepted, duplicate and rejected orders of one batch apart', async () => {
    await open({
      judge: ({ externalRef }) =>
        externalRef === 'WEB-1' ? { externalRef, result: 'rejected', ordNum: null, errors: [{ path: 'lines[1].sku', code: 'INACTIVE_STYLE', message: 'The style is inactive.' }, { path: 'shipVia', code: 'UNKNOWN_CODE', message: 'No such ship-via.' }] }
        : externalRef === 'WEB-2' ? { externalRef, result: 'duplicate', ordNum: '77', errors: [] } : undefined,
    });
    const outcomes = await erp.importOrders([orderOf(1), orderOf(2), orderOf(3)]);
    assert.deepEqual(outcomes.get('WEB-2'), { kind: 'duplicate', ordNum: '77' });
    assert.equal(outcomes.get('WEB-3')?.kind, 'accepted');
    const rejected = outcomes.get('WEB-1');
    assert.ok(rejected?.kind === 'rejected');
    assert.equal(rejected.failure.code, 'BLUECHERRY_SKU_REFUSED');
    assert.match(rejected.failure.message, /line 2, SKU MC100-BLA-M: The style is inactive/);
    const { line, path, sku, remoteCode, problems } = rejected.failure.details;
    assert.deepEqual([line, path, sku, remoteCode], [2, 'lines[1].sku', 'MC100-BLA-M', 'INACTIVE_STYLE']);
    assert.equal((problems as string[]).length, 2);
  });

  const rejections: [string, string][] = [
    ['UNKNOWN_SKU', 'BLUECHERRY_SKU_REFUSED'], ['SIZE_NOT_IN_RANGE', 'BLUECHERRY_SKU_REFUSED'], ['UNKNOWN_CUSTOMER', 'BLUECHERRY_CODE_UNKNOWN'], ['UNKNOWN_CODE', 'BLUECHERRY_CODE_UNKNOWN'],
    ['UNKNOWN_STORE', 'BLUECHERRY_CODE_UNKNOWN'], ['DUPLICATE_EXTERNAL_REF', 'BLUECHERRY_DUPLICATE_REFERENCE'], ['TOTALS_MISMATCH', 'BLUECHERRY_ORDER_REFUSED'], ['', 'BLUECHERRY_ORDER_REFUSED'],
  ];
  for (const [remote, code] of rejections) {
    it(`turns ${remote || 'a rejection without a reason'} into ${code}`, async () => {
      await open({ judge: ({ externalRef }) => ({ externalRef, result: 'rejected', ordNum: null, errors: remote === '' ? [] : [{ path: 'x', code: remote, message: 'm' }] }) });
      const outcome = (await erp.importOrders([orderOf(1)])).get('WEB-1');
      assert.ok(outcome?.kind === 'rejected');
      assert.equal(outcome.failure.code, code);
      assert.equal(outcome.failure.disposition, 'park');
    });
  }

  it('knows nothing after a time-out that came after the commit, and finds the order when it looks', async () => {
    await open({ after: ({ method }) => {
      if (method !== 'POST') return undefined;
      setImmediate(() => clock.fireLong());
      return { instead: 'silence' };
    } });
    const outcomes = await erp.importOrders([orderOf(1), orderOf(2)]);
    assert.deepEqual([...outcomes.values()].map(({ kind }) => kind), ['unknown', 'unknown']);
    for (const outcome of outcomes.values()) assert.deepEqual(outcome, { kind: 'unknown', why: 'BlueCherry did not answer within 20 s.', reason: 'REMOTE_TIMEOUT' });
    assert.equal(posts().length, 1, 'never posted again here');
    const found = await erp.findOrdersByExternalRef(['WEB-1', 'WEB-2', 'WEB-9']);
    assert.deepEqual([...found].map(([ref, orders]) => [ref, orders[0]?.ordNum]), [['WEB-1', '101'], ['WEB-2', '102']]);
  });

  for (const [title, answer] of [['breaks off', { instead: 'cut' }], ['answers a web page', { body: '<html>' }], ['answers 500', refused(500, 'UPSTREAM')], ['answers an upstream error in a 200', { body: refused(500, 'UPSTREAM').body }], ['answers 503 without a word', { status: 503, body: '<html>' }]] as const) {
    it(`knows nothing when the post ${title}`, async () => {
      await open({ after: ({ method }) => (method === 'POST' ? answer : undefined) });
      assert.deepEqual([...(await erp.importOrders([orderOf(1)])).values()].map(({ kind }) => kind), ['unknown']);
      assert.equal(posts().length, 1);
    });
  }

  const busy: [string, LocalAnswer, string, number | undefined][] = [
    ['429', refused(429, 'RATE_LIMITED', { 'Retry-After': '2' }), 'REMOTE_RATE_LIMITED', 2000],
    ['423', refused(423, 'BATCH_WINDOW', { 'Retry-After': '900' }), 'BLUECHERRY_BATCH_WINDOW', 900_000],
    ['503 BATCH_WINDOW', refused(503, 'BATCH_WINDOW', { 'Retry-After': '60' }), 'BLUECHERRY_BATCH_WINDOW', 60_000],
    ['423 without a body', { status: 423 }, 'BLUECHERRY_BATCH_WINDOW', undefined],
    ['401', refused(401, 'UNAUTHENTICATED'), 'CREDENTIALS_REFUSED', undefined],
    ['404', refused(404, 'NOT_FOUND'), 'REMOTE_REFUSED', undefined],
  ];
  for (const [title, answer, code, retryAfterMs] of busy) {
    it(`throws ${code} after ${title}: nothing was written`, async () => {
      await open({ before: ({ method }) => (method === 'POST' ? answer : undefined) });
      const failure = await failureOf(erp.importOrders([orderOf(1), orderOf(2)]));
      assert.equal(failure.code, code);
      assert.equal(failure.retryAfterMs, retryAfterMs);
      assert.equal(posts().length, 1);
    });
  }

  it('sends nothing that its guard holds back, and asks the guard about exactly the orders of each batch', async () => {
    await open({ before: ({ method, body }) => (method === 'POST' && body.includes('"WEB-1"') && body.includes('"WEB-3"') ? refused(400, 'MALFORMED') : undefined) });
    const asked: string[][] = [];
    const lost = new OperationError('LEASE_LOST', 'another worker goes on');
    const guard = (orders: readonly SalesOrder[]): void => {
      asked.push(orders.map(({ externalRef }) => externalRef));
      if (orders[0]?.externalRef === 'WEB-3') throw lost;
    };
    const outcomes = await erp.importOrders([1, 2, 3, 4].map(orderOf), { guard });
    assert.deepEqual(asked, [['WEB-1', 'WEB-2', 'WEB-3', 'WEB-4'], ['WEB-1', 'WEB-2'], ['WEB-3', 'WEB-4']]);
    assert.deepEqual([...committed.keys()], ['WEB-1', 'WEB-2']);
    assert.deepEqual(outcomes.get('WEB-4'), { kind: 'rejected', failure: lost.toFailure() });
    assert.equal(await failureOf(erp.importOrders([orderOf(3)], { guard })), lost);
    assert.equal(posts().length, 2);
  });

  it('finds the one malformed order for which the whole batch is refused, and sends the others', async () => {
    await open({ before: ({ method, body }) => (method === 'POST' && body.includes('"WEB-5"') ? refused(400, 'MALFORMED') : undefined) });
    const outcomes = await erp.importOrders([1, 2, 3, 4, 5, 6, 7].map(orderOf));
    assert.deepEqual([...outcomes].map(([ref, { kind }]) => [ref, kind]).sort(), [1, 2, 3, 4, 5, 6, 7].map((id) => [`WEB-${id}`, id === 5 ? 'rejected' : 'accepted']));
    assert.equal(committed.size, 6);
  });

  it('looks the orders up when the batch is unknown afterwards', async () => {
    await open({ before: ({ path }) => (/order-batches\/B/.test(path) ? refused(404, 'NOT_FOUND') : undefined) });
    assert.deepEqual([...(await erp.importOrders([orderOf(1), orderOf(2)])).values()], [{ kind: 'accepted', ordNum: '101' }, { kind: 'accepted', ordNum: '102' }]);
  });

  it('looks the orders up when the answer to the post has no batch id', async () => {
    await open({ after: ({ method }) => (method === 'POST' ? { status: 202, body: { status: 'queued' } } : undefined) });
    assert.deepEqual((await erp.importOrders([orderOf(1)])).get('WEB-1'), { kind: 'accepted', ordNum: '101' });
  });

  it('waits through troubles of a minute while a batch is being worked on', async () => {
    let count = 0;
    await open({ before: ({ path }) => (/order-batches\/B/.test(path) && (count += 1) <= 5 ? { status: 502, body: '<html>' } : undefined) });
    assert.deepEqual((await erp.importOrders([orderOf(1)])).get('WEB-1'), { kind: 'accepted', ordNum: '101' });
  });

  it('stops waiting at the deadline, and then tells found orders from unknown ones', async () => {
    await open({ pollsNeeded: Infinity, judge: ({ externalRef }) => (externalRef === 'WEB-2' ? { externalRef } : undefined) });
    const from = clock.now();
    const outcomes = await erp.importOrders([orderOf(1), orderOf(2)]);
    assert.deepEqual(outcomes.get('WEB-1'), { kind: 'accepted', ordNum: '101' });
    assert.equal(outcomes.get('WEB-2')?.kind, 'unknown');
    assert.ok(clock.now() - from <= 62_000, `${clock.now() - from} ms`);
  });

  it('takes an accepted order without a number, or without a result, for one to look up', async () => {
    await open({ judge: ({ externalRef }) => (externalRef === 'WEB-1' ? { externalRef, result: 'accepted', ordNum: null } : externalRef === 'WEB-2' ? { externalRef: 'WEB-99', result: 'accepted', ordNum: '5' } : undefined) });
    const outcomes = await erp.importOrders([orderOf(1), orderOf(2), orderOf(3)]);
    assert.deepEqual([1, 2, 3].map((id) => outcomes.get(`WEB-${id}`)?.kind), ['unknown', 'unknown', 'accepted']);
    assert.equal(outcomes.size, 3);
  });

  it('leaves the outcome open when it is cancelled while waiting', async () => {
    const ending = new AbortController();
    await open({ pollsNeeded: Infinity, after: ({ path }) => {
      if (/order-batches\/B/.test(path)) ending.abort(new Error('closing'));
      return undefined;
    } });
    const outcomes = await erp.importOrders([orderOf(1)], { signal: ending.signal });
    assert.equal(outcomes.get('WEB-1')?.kind, 'unknown');
  });

  it('rejects an order it cannot state, without holding up the others', async () => {
    await open();
    const { codes, ...bare } = orderOf(1);
    assert.ok(codes);
    const outcomes = await erp.importOrders([bare, orderOf(2)]);
    const rejected = outcomes.get('WEB-1');
    assert.ok(rejected?.kind === 'rejected' && rejected.failure.code === 'CONFIGURATION_INVALID');
    assert.equal(outcomes.get('WEB-2')?.kind, 'accepted');
  });

  it('sends nothing for no orders, and refuses more than BlueCherry takes at once', async () => {
    await open();
    assert.equal((await erp.importOrders([])).size, 0);
    assert.equal((await failureOf(erp.importOrders(Array.from({ length: 101 }, (_, index) => orderOf(index + 1))))).code, 'CONFIGURATION_INVALID');
    assert.equal(server.requests.length, 0);
  });
});
