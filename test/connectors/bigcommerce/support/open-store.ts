import assert from 'node:assert/strict';
import { createBigcommerceConnector, type BigcommerceConnector } from '../../../../lib/connectors/bigcommerce/connector.ts';
import { hastyClock } from '../../support/clocks.ts';
import { startLocalServer, type LocalAnswer, type LocalServer, type ReceivedRequest } from '../../support/local-server.ts';
import { faultsOf } from './contract-check.ts';

export interface OpenStore {
  readonly store: BigcommerceConnector;
  readonly server: LocalServer;
  readonly clock: ReturnType<typeof hastyClock>;
  /** Method, path below the store and query of each request. */
  readonly asked: () => readonly string[];
  readonly bodies: () => readonly unknown[];
  close(): Promise<void>;
}

export const good = (body: unknown, status = 200): LocalAnswer => ({ status, body });
export const data = (rows: unknown): LocalAnswer => ({ body: { data: rows, meta: {} } });
export const nothing: LocalAnswer = { status: 204 };

/** A connector before a server that answers as the test says, once each request has been held against the contracts. */
export async function openStore(answer: (request: ReceivedRequest, count: number) => LocalAnswer | Promise<LocalAnswer>): Promise<OpenStore> {
  const faults: string[] = [];
  const server = await startLocalServer((request) => {
    faults.push(...faultsOf(request));
    return answer(request, server.requests.length);
  });
  const clock = hastyClock(40_000);
  const store = createBigcommerceConnector(
    { storeHash: 'abc123', accessToken: 'token-of-the-test', baseUrl: server.url, account: 'shop', limits: { requestsPerSecond: 2000, concurrency: 4, timeoutMs: 60_000 } },
    { clock },
  );
  return {
    store, server, clock,
    asked: () => server.requests.map(({ method, url }) => `${method} ${decodeURIComponent(url.replaceAll('+', ' ')).replace('/stores/abc123', '')}`),
    bodies: () => server.requests.map(({ body }) => (body === '' ? null : (JSON.parse(body) as unknown))),
    async close() {
      await store.close();
      await server.close();
      assert.deepEqual(faults, [], 'requests that the contracts do not allow');
    },
  };
}
