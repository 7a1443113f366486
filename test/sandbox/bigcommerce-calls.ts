import assert from 'node:assert/strict';
import { faultsOf, Contract } from '../../sandbox/bigcommerce/contract.ts';

const contract = new Contract();

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** Null: there was none. */
  readonly body: unknown;
}

export interface CallOptions {
  readonly token?: string;
  readonly hash?: string;
  readonly headers?: Record<string, string>;
  /** In the place of JSON. */
  readonly rawBody?: string;
}

/** Fails when the answer is not what BigCommerce's reference says of it. */
export const holdToContract = (method: string, path: string, status: number, body: unknown): void => {
  const found = contract.find(method, path.replace(/\?.*$/, ''));
  const check = found?.operation.answers.get(status);
  if (!check || body === null) return;
  // The reference wants at least one hook in a list, also of a store that has none.
  if (path.startsWith('/v3/hooks') && JSON.stringify(body).startsWith('{"data":[]')) return;
  const ok = check(body);
  assert.ok(ok, `${method} ${path} ${status}: ${JSON.stringify(faultsOf(check.errors ?? []))}`);
};

/** Asks a store's API and holds each answer to the contract. */
export const callStore =
  (url: string, { hash: store = 'northgate1', token = 'bigc_sandbox_token' }: { readonly hash?: string; readonly token?: string } = {}) =>
  async (method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Reply> => {
    const response = await fetch(`${url}/stores/${options.hash ?? store}${path}`, {
      method,
      headers: { 'x-auth-token': options.token ?? token, accept: 'application/json', ...(body === undefined && options.rawBody === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers },
      ...(body === undefined && options.rawBody === undefined ? {} : { body: options.rawBody ?? JSON.stringify(body) }),
    });
    const text = await response.text();
    const read: unknown = text === '' ? null : JSON.parse(text);
    holdToContract(method, path, response.status, read);
    return { status: response.status, headers: response.headers, body: read };
  };

export type StoreCall = ReturnType<typeof callStore>;
