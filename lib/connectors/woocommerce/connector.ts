import { OperationError } from '../../errors/operation-error.ts';
import type { CallPriority, ConnectionReport, ConnectorParts } from '../contract.ts';
import { createHttpAccount } from '../http/create-http-account.ts';
import type { HttpRequest } from '../http/http-call.ts';
import { redactRequest } from '../http/redact-request.ts';
import type { WoocommerceAccountConfig } from './account-config.ts';
import { testConnection } from './connection-test.ts';
import type { Sellable } from '../../model/sellable.ts';
import { woocommerceRules } from './error-rules.ts';
import { listSellables } from './list-sellables.ts';
import { readWoocommerceError } from './read-error.ts';
import type { StockCall } from './plan-stock-calls.ts';
import { findSellables, listStock, readStock, type StockPageReader, type StockTarget } from './read-stock.ts';
import type { ShopStock } from './shop-stock.ts';
import { createSigner } from './sign-request.ts';
import type { StockOutcome } from './stock-outcome.ts';
import { sweepOrders, type OrderSweepOptions } from './sweep-orders.ts';
import { stockHttpCall, writeStock, type WriteStockOptions } from './write-stock.ts';

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
  /** Stock of everything that can be sold, page by page: references and drift. */
  listStock(options?: FetchOptions): AsyncGenerator<readonly ShopStock[]>;
  /** By SKU, with their stock; variations of any parents 100 a call. See {@link findSellables}. */
  findSellables(skuCodes: readonly string[], options?: FetchOptions): Promise<ReadonlyMap<string, readonly ShopStock[]>>;
  /** By id. Where the SKUs are known, findSellables takes fewer calls. */
  readStock(targets: readonly StockTarget[], options?: FetchOptions): Promise<readonly ShopStock[]>;
  /** The request of one call as it would be sent, without secrets. */
  stockRequest(call: StockCall): StockRequest;
  /** What became of each change; calls as made by planStockCalls. See {@link writeStock}. */
  writeStock(calls: readonly StockCall[], options?: WriteStockOptions): Promise<readonly StockOutcome[]>;
  connectionTest(): Promise<ConnectionReport>;
  close(): Promise<void>;
}

export interface StockRequest extends Omit<HttpRequest, 'body'> {
  readonly body: unknown;
}

export interface FetchOptions {
  readonly signal?: AbortSignal;
  readonly priority?: CallPriority;
}

/** WooCommerce's own maximum. */
const pageSize = 100;
/** A page of 100 variations has some 400 kB otherwise. */
const stockFields = 'id,parent_id,type,sku,status,manage_stock,stock_quantity,stock_status';

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

  const stockPages = ({ signal, priority = 'stock' }: FetchOptions): StockPageReader => (path, route, page, query) =>
    readList({ path, route }, { ...query, status: 'any', page: String(page), _fields: stockFields }, { signal, priority });

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
    listStock: (options = {}) => listStock(stockPages(options)),
    findSellables: (skuCodes, options = {}) => findSellables(stockPages(options), skuCodes),
    readStock: (targets, options = {}) => readStock(stockPages(options), targets),
    stockRequest(call) {
      const stockCall = stockHttpCall(call, () => call.changes.map(({ quantity }) => quantity));
      return { ...redactRequest(account.request(stockCall), [config.consumerKey, config.consumerSecret]), body: stockCall.body };
    },
    writeStock: (calls, options) => writeStock(account, calls, options),
    connectionTest: () => testConnection(account),
    close: () => account.close(),
  };
}
