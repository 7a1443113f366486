import assert from 'node:assert/strict';
import type { ConnectorClock } from '../../../lib/connectors/contract.ts';
import { createHttpAccount, type HttpAccount } from '../../../lib/connectors/http/create-http-account.ts';
import type { HttpCall } from '../../../lib/connectors/http/http-call.ts';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import { hastyClock, realClock } from '../support/clocks.ts';
import { failureOf } from '../support/failures.ts';
import { startLocalServer, type LocalAnswer, type LocalServer } from '../support/local-server.ts';

describe('the guard of a write', () => {
  let server: LocalServer;
  let account: HttpAccount;
  const good = { body: { fine: true } };
  const open = async (answer: (count: number) => LocalAnswer = () => good, clock: ConnectorClock = hastyClock(5000)): Promise<void> => {
    server = await startLocalServer(() => answer(server.requests.length));
    account = createHttpAccount(
      {
        account: 'main', baseUrl: server.url, limits: { requestsPerSecond: 1000, concurrency: 1, timeoutMs: 20_000 }, sign: (request) => request,
        dialect: { system: 'Remote', rules: [], readError: () => undefined, secrets: [] },
      },
      { clock },
    );
  };
  afterEach(async () => {
    await account.close();
    await server.close();
  });
  const get: HttpCall = { method: 'GET', path: '/things', route: '/things', priority: 'orders' };
  const post: HttpCall = { method: 'POST', path: '/things', route: '/things', body: { a: 1 }, priority: 'orders' };
  const lost = new OperationError('LEASE_LOST', 'another worker goes on');
  const refuse = (): never => {
    throw lost;
  };

  it('keeps a write from leaving, over a new connection and over one that is kept', async () => {
    await open();
    assert.equal(await failureOf(account.call({ ...post, guard: refuse })), lost);
    await account.call(get);
    assert.equal(await failureOf(account.call({ ...post, guard: refuse })), lost);
    assert.deepEqual(server.requests.map(({ method }) => method), ['GET']);
  });

  it('lets a write go when it has nothing against it, and is asked once', async () => {
    await open();
    let asked = 0;
    assert.deepEqual((await account.call({ ...post, guard: () => void (asked += 1) })).body, { fine: true });
    assert.deepEqual([asked, server.requests.length], [1, 1]);
  });

  it('is asked only when the turn of the call has come, after a pause that the remote side asked for', async () => {
    await open((count) => (count === 1 ? { status: 429, headers: { 'Retry-After': '1' } } : good), realClock);
    const asked: number[] = [];
    await Promise.all([failureOf(account.call(post)), account.call({ ...post, guard: () => void asked.push(performance.now()) })]);
    const [first, second] = server.requests;
    assert.ok(asked[0]! - first!.at >= 990, `asked ${asked[0]! - first!.at} ms after the 429`);
    assert.ok(second!.at >= asked[0]!);
  });

  it('is not asked when there is nobody to connect to', async () => {
    await open();
    await server.close();
    assert.equal((await failureOf(account.call({ ...post, guard: refuse }))).code, 'REMOTE_UNREACHABLE');
  });

  it('is asked after a write has been prepared, which happens when its turn has come and before its body is made', async () => {
    await open();
    const happened: string[] = [];
    const body = { get figure() { happened.push('body'); return 3; } };
    const first = account.call({ ...post, prepare: () => new Promise((resolve) => setTimeout(() => { happened.push('first'); resolve(); }, 30)) });
    const second = account.call({ ...post, body, prepare: () => Promise.resolve(void happened.push('second')), guard: () => void happened.push('guard') });
    await Promise.all([first, second]);
    assert.deepEqual(happened, ['first', 'second', 'body', 'guard']);
    assert.deepEqual(server.requests.map((request) => request.body), ['{"a":1}', '{"figure":3}']);
  });

  it('is not asked of a write that could not be prepared, or was given up meanwhile: nothing leaves', async () => {
    await open();
    const ending = new AbortController();
    const given = account.call({ ...post, signal: ending.signal, prepare: () => { ending.abort(lost); return Promise.resolve(); }, guard: refuse });
    assert.equal(await failureOf(given), lost);
    const away = new OperationError('STORE_UNAVAILABLE', 'no disk');
    assert.equal(await failureOf(account.call({ ...post, prepare: () => Promise.reject(away), guard: refuse })), away);
    assert.equal(server.requests.length, 0);
  });

  it('leaves the account usable for others', async () => {
    await open();
    const ended = await Promise.allSettled([account.call({ ...post, guard: refuse }), account.call(post), account.call({ ...post, guard: refuse }), account.call(get)]);
    assert.deepEqual(ended.map(({ status }) => status), ['rejected', 'fulfilled', 'rejected', 'fulfilled']);
    assert.equal(server.requests.length, 2);
  });
});
