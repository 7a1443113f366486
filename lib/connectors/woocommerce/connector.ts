import { OperationError } from '../../errors/operation-error.ts';
import type { CallPriority, ConnectionReport, ConnectorParts } from '../contract.ts';
import { createHttpAccount } from '../http/create-http-account.ts';
import type { WoocommerceAccountConfig } from './account-config.ts';
import { testConnection } from './connection-test.ts';
import type { Sellable } from '../../model/sellable.ts';
import { woocommerceRules } from './error-rules.ts';
import { listSellables } from './list-sellables.ts';
import { readWoocommerceError } from './read-error.ts';
import { createSigner } from './sign-request.ts';
import { sweepOrders, type OrderSweepOptions } from './sweep-orders.ts';

/** A WooCommerce shop over its REST API, version wc/v3. What surprises about it stands in BEHAVIOUR.md. */
export interface WoocommerceConnector {
  /** Pages of raw orders that were changed at or after a time, each order once per change; see {@link sweepOrders}. */
  sweepOrders(options: OrderSweepOptions): AsyncGenerator<readonly unknown[]>;
  /** One raw order. @throws REMOTE_REFUSED when the shop has none under this id */
  fetchOrder(id: string, options?: FetchOptions): Promise<unknown>;
  /** Raw orders of these ids; ids the shop does not have are absent. */
  fetchOrders(ids: readonly string[], options?: FetchOptions): Promise<readonly unknown[]>;
  /** Simple products and variations, in any status; see {@link listSellables}. */
  listSellables(options?: FetchOptions): AsyncGenerator<readonly Sellable[]>;
  connectionTest(): Promise<ConnectionReport>;
  close(): Promise<void>;
}

export interface FetchOptions {
  readonly signal?: AbortSignal;
  readonly priority?: CallPriority;
}

/** WooCommerce's own maximum. */
const pageSize = 100;

export function createWoocommerceConnector(config: WoocommerceAccountConfig, parts: ConnectorParts): WoocommerceConnector {
  if (config.consumerKey === '' || config.consumerSecret === '') {
    throw new OperationError('CONFIGURATION_INVALID', 'The WooCommerce account has no consumer key or no consumer secret.');
  }
  const account = createHttpAccount(
    {
      account: config.account,
      baseUrl: config.baseUrl,
      limits: config.limits,
      sign: createSigner(config, () => parts.clock.now()),
      dialect: { system: 'WooCommerce', rules: woocommerceRules, readError: readWoocommerceError, secrets: [config.consumerKey, config.consumerSecret] },
    },
    parts,
  );

  const readList = async (
    { path, route }: { readonly path: string; readonly route: string },
    query: Record<string, string>,
    { signal, priority }: { readonly signal?: AbortSignal | undefined; readonly priority: CallPriority },
  ): Promise<{ rows: readonly unknown[]; totalPages: number | undefined }> => {
    const answer = await account.call({ method: 'GET', path: `/wp-json/wc/v3${path}`, route, query: { ...query, per_page: String(pageSize) }, priority, signal });
    if (!Array.isArray(answer.body)) {
      throw new OperationError('REMOTE_ANSWER_INVALID', `WooCommerce answered the list ${route} with something else.`, { details: { route } });
    }
    const totalPages = answer.headers['x-wp-totalpages'] ?? '';
    return { rows: answer.body as unknown[], totalPages: /^\d+$/.test(totalPages) ? Number(totalPages) : undefined };
  };
  const list = async (query: Record<string, string>, { signal, priority = 'orders' }: FetchOptions): Promise<{ orders: readonly unknown[]; totalPages: number | undefined }> => {
    const { rows, totalPages } = await readList({ path: '/orders', route: '/orders' }, { ...query, status: 'any' }, { signal, priority });
    return { orders: rows, totalPages };
  };

  return {
    sweepOrders: ({ modifiedAfter, ...options }) =>
      sweepOrders(
        ({ after, page }) => list({ modified_after: after, dates_are_gmt: 'true', orderby: 'modified', order: 'asc', page: String(page) }, options),
        modifiedAfter,
        pageSize,
      ),
    async fetchOrder(id, { signal, priority = 'orders' } = {}) {
      const answer = await account.call({ method: 'GET', path: `/wp-json/wc/v3/orders/${encodeURIComponent(id)}`, route: '/orders/{id}', priority, signal });
      return answer.body;
    },
    async fetchOrders(ids, options = {}) {
      const found: unknown[] = [];
      for (let from = 0; from < ids.length; from += pageSize) {
        const { orders } = await list({ include: ids.slice(from, from + pageSize).join(',') }, options);
        found.push(...orders);
      }
      return found;
    },
    listSellables: ({ signal, priority = 'catalogue' } = {}) => listSellables((path, route, page) => readList({ path, route }, { status: 'any', page: String(page) }, { signal, priority })),
    connectionTest: () => testConnection(account),
    close: () => account.close(),
  };
}
