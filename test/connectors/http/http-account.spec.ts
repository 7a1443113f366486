import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { AccountLimits, ConnectorClock, ExchangeObserver } from '../../../lib/connectors/contract.ts';
import { createHttpAccount, type HttpAccount } from '../../../lib/connectors/http/create-http-account.ts';
import type { HttpCall } from '../../../lib/connectors/http/http-call.ts';
import { readBluecherryError } from '../../../lib/connectors/bluecherry/read-error.ts';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import { hastyClock, realClock } from '../support/clocks.ts';
import { failureOf } from '../support/failures.ts';
import { startLocalServer, type LocalAnswer, type LocalServer, type ReceivedRequest } from '../support/local-server.ts';

const secret = 's3cret/key+value';

describe('an HTTP account', () => {
  let server: LocalServer;
  let account: HttpAccount | undefined;

  const open = async (
    answer: (request: ReceivedRequest, count: number) => LocalAnswer | Promise<LocalAnswer>,
    { clock = hastyClock(5000), limits = {}, observe }: { clock?: ConnectorClock; limits?: Partial<AccountLimits>; observe?: ExchangeObserver } = {},
  ): Promise<HttpAccount> => {
    server = await startLocalServer((request) => answer(request, server.requests.length));
    account = createHttpAccount(
      {
        account: 'main', baseUrl: `${server.url}/`, limits: { requestsPerSecond: 1000, concurrency: 4, timeoutMs: 20_000, ...limits },
        sign: (request) => ({ ...request, headers: { ...request.headers, Authorization: `Basic ${secret}`, 'X-Api-Key': secret } }),
        dialect: { system: 'Remote', rules: [], readError: readBluecherryError, secrets: [secret] },
      },
      { clock, ...(observe ? { observe } : {}) },
    );
    return account;
  };
  const get: HttpCall = { method: 'GET', path: '/things', route: '/things', priority: 'orders' };
  const post: HttpCall = { method: 'POST', path: '/things', route: '/things', body: { a: '✂' }, priority: 'orders' };

  afterEach(async () => {
    await account?.close();
    account = undefined;
    await server.close();
  });

  it('sends JSON in UTF-8 and gives back the parsed answer with its headers', async () => {
    const { call } = await open(() => ({ status: 202, headers: { 'X-Total': '7' }, body: { ok: 'é' } }));
    const answer = await call({ ...post, query: { since: '2026-11-20T23:43:13', list: 'a,b c' } });
    assert.deepEqual(answer.body, { ok: 'é' });
    assert.equal(answer.status, 202);
    assert.equal(answer.headers['x-total'], '7');
    const [request] = server.requests;
    assert.equal(request?.body, '{"a":"✂"}');
    assert.equal(request.query.get('list'), 'a,b c');
    assert.equal(request.headers['content-type'], 'application/json');
  });

  const good = { body: { fine: true } };
  for (const [title, bad] of [['500', { status: 500 }], ['502 page', { status: 502, body: '<html>' }], ['429', { status: 429 }], ['a cut connection', { instead: 'cut' as const }]] as const) {
    it(`tries a read again after ${title}`, async () => {
      const { call } = await open((_, count) => (count <= 2 ? bad : good));
      assert.deepEqual((await call(get)).body, { fine: true });
      assert.equal(server.requests.length, 3);
    });
  }

  it('gives a read up after three attempts', async () => {
    const { call } = await open(() => ({ status: 503, body: '<html>down</html>' }));
    assert.equal((await failureOf(call(get))).code, 'REMOTE_UNAVAILABLE');
    assert.equal(server.requests.length, 3);
  });

  it('waits as long as Retry-After says before it reads again, in seconds or as a date', async () => {
    const clock = hastyClock(5000);
    const { call } = await open((_, count) => {
      if (count === 1) return { status: 503, headers: { 'Retry-After': '3' }, body: {} };
      return count === 2 ? { status: 503, headers: { 'X-Retry-After': new Date(Math.ceil(clock.now() / 1000) * 1000 + 2000).toUTCString() } } : good;
    }, { clock });
    await call(get);
    assert.equal(clock.waits[0], 3000);
    assert.ok(clock.waits[1]! >= 2000 && clock.waits[1]! <= 3000, `${clock.waits[1]}`);
  });

  it('does not sit out a Retry-After of hours but hands it to the caller', async () => {
    const { call } = await open(() => ({ status: 503, headers: { 'Retry-After': '1800' } }));
    const failure = await failureOf(call(get));
    assert.equal(failure.retryAfterMs, 1_800_000);
    assert.equal(server.requests.length, 1);
  });

  it('pauses the whole account on 429, also for calls that were waiting', async () => {
    const pausedAt: number[] = [];
    const { call } = await open((_, count) => {
      if (count > 1) return good;
      pausedAt.push(performance.now());
      return { status: 429, headers: { 'Retry-After': '1' } };
    }, { clock: realClock, limits: { concurrency: 1 } });
    await Promise.all([call(get), call({ ...get, path: '/others' }), call({ ...get, path: '/more' })]);
    assert.equal(server.requests.length, 4);
    for (const { at } of server.requests.slice(1)) assert.ok(at - pausedAt[0]! >= 990, `${at - pausedAt[0]!} ms after the 429`);
  });

  it('holds back also what had its turn already when the 429 came', async () => {
    const { call } = await open((_, count) => (count === 1 ? { status: 429, headers: { 'Retry-After': '1' } } : good), { clock: realClock, limits: { requestsPerSecond: 20, concurrency: 4 } });
    await Promise.all([call(get), call(get), call(get)]);
    for (const { at } of server.requests.slice(1)) assert.ok(at - server.requests[0]!.at >= 990, `${at - server.requests[0]!.at} ms after the 429`);
  });

  it('uses the whole rate and never exceeds it in any window of a second', async () => {
    const { call } = await open(() => good, { clock: realClock, limits: { requestsPerSecond: 40, concurrency: 10 } });
    await Promise.all(Array.from({ length: 70 }, () => call(get)));
    const times = server.requests.map(({ at }) => at);
    const worst = Math.max(...times.map((start) => times.filter((at) => at >= start && at < start + 950).length));
    assert.ok(worst <= 40, `${worst} calls within a second`);
    const took = times.at(-1)! - times[0]!;
    assert.ok(took < 2100, `70 calls at 40 a second took ${took} ms`);
  });

  it('never has more calls under way than the account bears', async () => {
    let underWay = 0;
    let most = 0;
    const { call } = await open(async () => {
      most = Math.max(most, (underWay += 1));
      await new Promise((resolve) => setTimeout(resolve, 15));
      underWay -= 1;
      return good;
    }, { clock: realClock, limits: { concurrency: 3 } });
    await Promise.all(Array.from({ length: 12 }, () => call(get)));
    assert.equal(most, 3);
  });

  it('lets orders go before stock and catalogue', async () => {
    // The first call is held until the others are waiting.
    const { call } = await open(({ path }) => (path === '/first' ? new Promise((resolve) => setTimeout(() => resolve(good), 60)) : good), { limits: { concurrency: 1 } });
    await Promise.all([call({ ...get, path: '/first' }), call({ ...get, path: '/catalogue', priority: 'catalogue' }), call({ ...get, path: '/stock', priority: 'stock' }), call({ ...get, path: '/orders' })]);
    assert.deepEqual(server.requests.map(({ path }) => path), ['/first', '/orders', '/stock', '/catalogue']);
  });

  describe('a write', () => {
    const unsure: [string, LocalAnswer][] = [
      ['a cut connection', { instead: 'cut' }],
      ['500', { status: 500, body: { error: { code: 'UPSTREAM', message: 'x' } } }],
      ['504', { status: 504, body: '<html>' }],
      ['503 from nobody knows whom', { status: 503, body: '<html>' }],
      ['a web page in a 200', { body: '<html>hello</html>' }],
      ['half an answer in a 200', { body: '{"batchId":"B1","sta' }],
      ['an empty 200', {}],
    ];
    for (const [title, answer] of unsure) {
      it(`is of unknown outcome after ${title}, and is made once`, async () => {
        const { call } = await open(() => answer);
        const failure = await failureOf(call(post));
        assert.equal(failure.code, 'OUTCOME_UNKNOWN');
        assert.ok(failure.cause instanceof OperationError);
        assert.equal(server.requests.length, 1);
      });
    }

    it('is of unknown outcome after a time-out', async () => {
      const clock = hastyClock(5000);
      const { call } = await open(() => {
        setImmediate(() => clock.fireLong());
        return { instead: 'silence' };
      }, { clock });
      const failure = await failureOf(call(post));
      assert.equal(failure.code, 'OUTCOME_UNKNOWN');
      assert.equal((failure.cause as OperationError).code, 'REMOTE_TIMEOUT');
      assert.equal(server.requests.length, 1);
    });

    it('is of unknown outcome when it is cancelled under way', async () => {
      const ending = new AbortController();
      const { call } = await open(() => {
        setImmediate(() => ending.abort());
        return { instead: 'silence' };
      });
      assert.equal((await failureOf(call({ ...post, signal: ending.signal }))).code, 'OUTCOME_UNKNOWN');
    });

    const certain: [string, LocalAnswer, string][] = [
      ['400', { status: 400, body: {} }, 'REMOTE_REFUSED'],
      ['401', { status: 401, body: '<html>' }, 'CREDENTIALS_REFUSED'],
      ['403 in JSON', { status: 403, body: {} }, 'CREDENTIALS_REFUSED'],
      ['a firewall page', { status: 403, body: '<html>' }, 'REMOTE_UNAVAILABLE'],
      ['404 page', { status: 404, body: '<html>' }, 'REMOTE_ANSWER_INVALID'],
      ['429', { status: 429, headers: { 'Retry-After': '2' }, body: '<html>' }, 'REMOTE_RATE_LIMITED'],
      ['503 with a time', { status: 503, headers: { 'Retry-After': '2' }, body: '<html>' }, 'REMOTE_UNAVAILABLE'],
      ['a redirect', { status: 301, headers: { Location: '/elsewhere' } }, 'REMOTE_ANSWER_INVALID'],
    ];
    for (const [title, answer, code] of certain) {
      it(`certainly did not happen after ${title}`, async () => {
        const { call } = await open(() => answer);
        assert.equal((await failureOf(call(post))).code, code);
        assert.equal(server.requests.length, 1);
      });
    }

    it('certainly did not happen when nothing listens', async () => {
      const { call } = await open(() => good);
      await server.close();
      assert.equal((await failureOf(call(post))).code, 'REMOTE_UNREACHABLE');
    });
  });

  it('classifies an error inside a 200 as the error it is', async () => {
    const { call } = await open(() => ({ body: { error: { code: 'SOMETHING', message: 'went wrong' } } }));
    const failure = await failureOf(call(get));
    assert.equal(failure.code, 'REMOTE_ANSWER_INVALID');
    assert.equal(failure.details['remoteCode'], 'SOMETHING');
  });

  for (const [title, body, kind] of [['HTML', '<!doctype html><title>hi</title>', 'html'], ['cut JSON', '[{"id":1', 'malformed'], ['a PHP notice before JSON', 'Notice: undefined index\n[]', 'malformed'], ['nothing', '', 'empty']] as const) {
    it(`does not take ${title} in a 200 for an answer`, async () => {
      const { call } = await open(() => ({ body }));
      const failure = await failureOf(call(get));
      assert.equal(failure.code, 'REMOTE_ANSWER_INVALID');
      assert.equal(failure.details['answer'], kind);
    });
  }

  it('reads JSON behind a byte order mark', async () => {
    const { call } = await open(() => ({ body: '\uFEFF{"a":1}' }));
    assert.deepEqual((await call(get)).body, { a: 1 });
  });

  it('cancels a read under way, and one that is still waiting for its turn', async () => {
    const ending = new AbortController();
    const { call } = await open(() => {
      setImmediate(() => ending.abort(new Error('stopping')));
      return { instead: 'silence' };
    }, { limits: { concurrency: 1 } });
    const calls = await Promise.allSettled([call({ ...get, signal: ending.signal }), call({ ...get, signal: ending.signal })]);
    for (const ended of calls) assert.match(ended.status === 'rejected' ? String(ended.reason) : 'fulfilled', /stopping/);
    assert.equal(server.requests.length, 1);
  });

  it('refuses waiting and new calls once it is closed', async () => {
    const held: (() => void)[] = [];
    const opened = await open(() => new Promise<LocalAnswer>((resolve) => held.push(() => resolve(good))), { limits: { concurrency: 1 } });
    const first = opened.call(get);
    const second = failureOf(opened.call(get));
    while (held.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const closed = opened.close();
    held[0]?.();
    assert.deepEqual((await first).body, { fine: true });
    assert.equal((await second).code, 'REMOTE_UNREACHABLE');
    await closed;
    assert.equal((await failureOf(opened.call(get))).code, 'REMOTE_UNREACHABLE');
    assert.equal(server.requests.length, 1);
  });

  it('tells the observer each exchange without identifiers', async () => {
    const seen: unknown[] = [];
    const { call } = await open((_, count) => (count === 1 ? { instead: 'cut' } : good), { observe: ({ account: name, method, route, status }) => seen.push([name, method, route, status]) });
    await call({ ...get, path: '/things/4711', route: '/things/{id}' });
    assert.deepEqual(seen, [['main', 'GET', '/things/{id}', null], ['main', 'GET', '/things/{id}', 200]]);
  });

  it('lets no secret into an error, its cause or its details', async () => {
    const answers: LocalAnswer[] = [
      { status: 401, body: { error: { code: 'NO', message: `the key ${secret} (${encodeURIComponent(secret)}) is wrong` } } },
      { instead: 'cut' }, { status: 500, body: 'x' }, { status: 302, headers: { Location: `http://x/?consumer_key=${encodeURIComponent(secret)}` } },
    ];
    const { call } = await open((_, count) => answers[(count - 1) % answers.length]!);
    for (const answer of answers) {
      const shown = inspect(await failureOf(call(post)), { depth: 20, showHidden: true });
      assert.ok(!shown.includes(secret) && !shown.includes(encodeURIComponent(secret)), `${JSON.stringify(answer)}: ${shown}`);
    }
  });

  it('refuses an address that is none, or that carries credentials, without repeating them', async () => {
    for (const baseUrl of ['', 'shop.example', 'ftp://shop.example', 'https://user:s3cret@shop.example', 'https://shop.example/?key=s3cret']) {
      const failure = await failureOf(() =>
        createHttpAccount(
          { account: 'a', baseUrl, limits: { requestsPerSecond: 1, concurrency: 1, timeoutMs: 1 }, sign: (request) => request, dialect: { system: 'Remote', rules: [], readError: () => undefined, secrets: [] } },
          { clock: realClock },
        ),
      );
      assert.equal(failure.code, 'CONFIGURATION_INVALID');
      assert.ok(!failure.message.includes('s3cret'));
    }
    await open(() => good);
  });
});
