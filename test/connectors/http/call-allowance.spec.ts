import assert from 'node:assert/strict';
import type { CallPriority } from '../../../lib/connectors/contract.ts';
import { createAllowanceBook } from '../../../lib/connectors/http/call-allowance.ts';
import { createHttpAccount, type HttpAccount } from '../../../lib/connectors/http/create-http-account.ts';
import type { HttpCall } from '../../../lib/connectors/http/http-call.ts';
import { hastyClock, realClock } from '../support/clocks.ts';
import { failureOf } from '../support/failures.ts';
import { startLocalServer, type LocalAnswer, type LocalServer } from '../support/local-server.ts';

const priorities: readonly CallPriority[] = ['orders', 'stock', 'catalogue', 'marketing'];

describe('what a remote system says of the calls that are left', () => {
  const at = { time: 1_000_000 };
  const book = (): ReturnType<typeof createAllowanceBook> => createAllowanceBook({ now: () => at.time });
  const waiting = (allowances: ReturnType<typeof createAllowanceBook>): string => priorities.filter((priority) => allowances.waitMs(priority) > 0).join();

  for (const [left, who] of [[150, ''], [61, ''], [60, 'marketing'], [37, 'catalogue,marketing'], [15, 'stock,catalogue,marketing'], [1, 'stock,catalogue,marketing'], [0, 'orders,stock,catalogue,marketing']] as const) {
    it(`${left} of 150: ${who === '' ? 'nobody' : who} waits`, () => {
      const allowances = book();
      allowances.heed({ left, quota: 150, resetMs: 30_000 }, 0);
      assert.equal(waiting(allowances), who);
      assert.ok(priorities.every((priority) => [0, 30_000].includes(allowances.waitMs(priority))));
    });
  }

  it('nobody waits when nothing is said, and when the window is over', () => {
    const allowances = book();
    assert.equal(waiting(allowances), '');
    allowances.heed({ left: 0, quota: 150, resetMs: 30_000 }, 0);
    at.time += 30_000;
    assert.equal(waiting(allowances), '');
  });

  it('calls that started since, and those under way, are taken off', () => {
    const allowances = book();
    allowances.heed({ left: 4, quota: 10, resetMs: 30_000 }, 1);
    assert.equal(waiting(allowances), 'marketing');
    for (let call = 0; call < 3; call += 1) allowances.spend();
    assert.equal(waiting(allowances), 'orders,stock,catalogue,marketing');
  });

  it('an older answer of the same window does not raise the figure; the next window does', () => {
    const allowances = book();
    allowances.heed({ left: 0, quota: 10, resetMs: 20_000 }, 0);
    allowances.heed({ left: 5, quota: 10, resetMs: 20_100 }, 0);
    assert.ok(allowances.waitMs('orders') > 0);
    at.time += 19_900;
    allowances.heed({ left: 9, quota: 10, resetMs: 30_000 }, 0);
    assert.equal(waiting(allowances), '');
  });
});

describe('an HTTP account whose system says how many calls are left', () => {
  let server: LocalServer;
  let account: HttpAccount;
  const open = async (answer: (count: number) => LocalAnswer, clock = hastyClock(60_000) as Parameters<typeof createHttpAccount>[1]['clock']): Promise<void> => {
    server = await startLocalServer(() => answer(server.requests.length));
    account = createHttpAccount(
      {
        account: 'main', baseUrl: server.url, limits: { requestsPerSecond: 1000, concurrency: 4, timeoutMs: 100_000 }, sign: (request) => request,
        dialect: { system: 'Remote', rules: [], readError: () => undefined, secrets: [], noContent: true },
        readAllowance: (headers) => (headers['x-left'] === undefined ? undefined : { left: Number(headers['x-left']), quota: 10, resetMs: Number(headers['x-reset']) }),
      },
      { clock },
    );
  };
  const call = (priority: CallPriority, signal?: AbortSignal): HttpCall => ({ method: 'GET', path: `/${priority}`, route: '/', priority, signal });
  afterEach(async () => {
    await account.close();
    await server.close();
  });

  it('lets orders through and keeps the rest for the next window', async () => {
    await open((count) => ({ headers: count === 1 ? { 'X-Left': '1', 'X-Reset': '200' } : {}, body: {} }), realClock);
    await account.call(call('orders'));
    const from = performance.now();
    await Promise.all([account.call(call('catalogue')), account.call(call('stock')), account.call(call('orders'))]);
    const [, order, stock] = server.requests;
    assert.deepEqual([order?.path, stock?.path, server.requests.length], ['/orders', '/stock', 4]);
    assert.ok(order!.at - from < 150 && stock!.at - from >= 150, `${order!.at - from} ms, ${stock!.at - from} ms`);
  });

  it('a call that waits for the window can be cancelled, and is refused when the account closes', async () => {
    await open(() => ({ headers: { 'X-Left': '0', 'X-Reset': '600000' }, body: {} }));
    await account.call(call('orders'));
    const ending = new AbortController();
    const cancelled = assert.rejects(account.call(call('stock', ending.signal)), /enough/);
    const refused = failureOf(account.call(call('orders')));
    ending.abort(new Error('enough'));
    await cancelled;
    await account.close();
    assert.equal((await refused).code, 'REMOTE_UNREACHABLE');
    assert.equal(server.requests.length, 1);
  });

  it('takes an empty 204 for a good answer, and only that', async () => {
    await open((count) => ({ status: count === 1 ? 204 : 200 }));
    assert.deepEqual((({ status, body }) => ({ status, body }))(await account.call(call('orders'))), { status: 204, body: undefined });
    assert.equal((await failureOf(account.call({ ...call('orders'), method: 'POST' }))).code, 'OUTCOME_UNKNOWN');
  });
});
