import { OperationError } from '../../errors/operation-error.ts';
import type { Sellable } from '../../model/sellable.ts';
import type { ConnectionReport, ConnectorParts } from '../contract.ts';
import { createHttpAccount } from '../http/create-http-account.ts';
import type { HttpRequest } from '../http/http-call.ts';
import { inChunks } from '../http/in-chunks.ts';
import { redactRequest } from '../http/redact-request.ts';
import { publicApi, type BigcommerceAccountConfig } from './account-config.ts';
import { createBulkTurns } from './bulk-turns.ts';
import { createCatalogue, type Catalogue } from './catalogue.ts';
import { completeOrders, type CompleteOptions } from './complete-orders.ts';
import { testConnection } from './connection-test.ts';
import { bigcommerceRules } from './error-rules.ts';
import { listSellables } from './list-sellables.ts';
import { deleteHook, ensureHooks, listHooks, type EnsuredHook, type Hook, type WantedHooks } from './manage-hooks.ts';
import type { StockCall } from './plan-stock-calls.ts';
import { readBigcommerceError } from './read-error.ts';
import { readAllowance, readWaitTime } from './read-rate-limit.ts';
import { findSellables, listStock } from './read-stock.ts';
import type { Refund, RefundQuote } from './refund-shape.ts';
import { createRefund, listRefunds, quoteRefund, type RefundRequest } from './refunds.ts';
import type { Shipment, ShipmentContent } from './shipment-content.ts';
import { createShipment, deleteShipment, listShipments, setOrderStatus, updateShipment, type WriteOptions } from './shipments.ts';
import type { ShopStock } from './shop-stock.ts';
import type { StockOutcome } from './stock-outcome.ts';
import { sweepOrders, type OrderSweepOptions } from './sweep-orders.ts';
import { listTransactions, type Transaction } from './transactions.ts';
import { takeTurnsPerKey } from './turns-per-key.ts';
import { ordersPerPage, v2Page } from './v2-list.ts';
import type { ListOptions } from './v3-pages.ts';
import { stockHttpCall, writeStock, type WriteStockOptions } from './write-stock.ts';

/** A BigCommerce store over its APIs v2 (orders) and v3. What surprises about it stands in BEHAVIOUR.md. */
export interface BigcommerceConnector {
  /** Pages of raw orders that were changed at or after a time, each order once per change, with lines, addresses and fees inline; see {@link sweepOrders}. */
  sweepOrders(options: OrderSweepOptions): AsyncGenerator<readonly unknown[]>;
  /** One raw order, complete but for what {@link completeOrders} adds: one call. @throws REMOTE_REFUSED when the store has none under this id */
  fetchOrder(id: string, options?: ListOptions): Promise<unknown>;
  /** Raw orders of these ids, a call each; ids the store does not have are absent. */
  fetchOrders(ids: readonly string[], options?: ListOptions): Promise<readonly unknown[]>;
  /** Adds taxes by rate and refunds, as far as they are needed. */
  completeOrders(raws: readonly unknown[], options?: CompleteOptions): Promise<readonly unknown[]>;
  setOrderStatus(orderId: string, statusId: number, options?: WriteOptions): Promise<void>;
  listShipments(orderId: string, options?: ListOptions): Promise<readonly Shipment[]>;
  createShipment(orderId: string, content: ShipmentContent, options?: WriteOptions): Promise<Shipment>;
  updateShipment(shipment: Shipment, options?: WriteOptions): Promise<Shipment>;
  deleteShipment(orderId: string, id: string, options?: WriteOptions): Promise<void>;
  quoteRefund(orderId: string, request: Omit<RefundRequest, 'payments'>, options?: ListOptions): Promise<RefundQuote>;
  /** One refund of an order at a time. */
  createRefund(orderId: string, request: RefundRequest, options?: WriteOptions): Promise<Refund>;
  /** @param orders ids with their currency */
  listRefunds(orders: ReadonlyMap<string, string>, options?: ListOptions): Promise<readonly Refund[]>;
  listTransactions(orderId: string, options?: ListOptions): Promise<readonly Transaction[]>;
  /** Everything that can be sold, published or not. */
  listSellables(options?: ListOptions): AsyncGenerator<readonly Sellable[]>;
  /** Stock at a location, page by page: references and drift. */
  listStock(locationId: number, options?: ListOptions): AsyncGenerator<readonly ShopStock[]>;
  /** By SKU, with their stock at a location. */
  findSellables(locationId: number, skuCodes: readonly string[], options?: ListOptions): Promise<ReadonlyMap<string, readonly ShopStock[]>>;
  /** The request of one call as it would be sent, without secrets. */
  stockRequest(call: StockCall): Omit<HttpRequest, 'body'> & { readonly body: unknown };
  /** What became of each change; calls as made by planStockCalls. See {@link writeStock}. */
  writeStock(calls: readonly StockCall[], options?: WriteStockOptions): Promise<readonly StockOutcome[]>;
  readonly catalogue: Catalogue;
  listHooks(options?: ListOptions): Promise<readonly Hook[]>;
  ensureHooks(wanted: WantedHooks, options?: ListOptions): Promise<readonly EnsuredHook[]>;
  deleteHook(id: string, options?: ListOptions): Promise<void>;
  connectionTest(): Promise<ConnectionReport>;
  close(): Promise<void>;
}

/** Lines, shipping addresses and fees come with the order; without `consignment_structure` consignments are a list of another shape. */
const inline = { include: 'consignments.line_items,fees', consignment_structure: 'object' } as const;

export function createBigcommerceConnector(config: BigcommerceAccountConfig, parts: ConnectorParts): BigcommerceConnector {
  if (!/^[a-z0-9]+$/i.test(config.storeHash) || config.accessToken === '') {
    throw new OperationError('CONFIGURATION_INVALID', 'The BigCommerce account has no store hash (letters and digits) or no access token.');
  }
  const account = createHttpAccount(
    {
      account: config.account,
      baseUrl: `${(config.baseUrl ?? publicApi).replace(/\/+$/, '')}/stores/${config.storeHash}`,
      limits: config.limits,
      sign: (request) => ({ ...request, headers: { ...request.headers, 'X-Auth-Token': config.accessToken } }),
      dialect: { system: 'BigCommerce', rules: bigcommerceRules, readError: readBigcommerceError, secrets: [config.accessToken], noContent: true, readRetryAfter: readWaitTime },
      readAllowance,
    },
    parts,
  );
  const bulk = createBulkTurns();
  const refundTurn = takeTurnsPerKey();

  const fetchOrder: BigcommerceConnector['fetchOrder'] = async (id, { signal, priority = 'orders' } = {}) => {
    const answer = await account.call({ method: 'GET', path: `/v2/orders/${encodeURIComponent(id)}`, route: '/orders/{id}', query: inline, priority, signal });
    if (answer.status === 204) throw new OperationError('REMOTE_REFUSED', `BigCommerce has no order ${id.slice(0, 20)}.`, { details: { order: id.slice(0, 20), status: 404 } });
    return answer.body;
  };

  return {
    sweepOrders: ({ modifiedAfter, ...options }) =>
      sweepOrders(
        ({ from, page }) => v2Page(account, { path: '/orders', route: '/orders' }, { min_date_modified: from, sort: 'date_modified:asc', page: String(page), limit: String(ordersPerPage), ...inline }, options),
        modifiedAfter,
        ordersPerPage,
      ),
    fetchOrder,
    async fetchOrders(ids, options = {}) {
      const found: unknown[] = [];
      for (const chunk of inChunks([...new Set(ids)], config.limits.concurrency)) {
        const answers = await Promise.all(chunk.map((id) => fetchOrder(id, options).catch((error: unknown) => {
          if (error instanceof OperationError && error.code === 'REMOTE_REFUSED' && error.details['status'] === 404) return undefined;
          throw error;
        })));
        found.push(...answers.filter((order) => order !== undefined));
      }
      return found;
    },
    completeOrders: (raws, options) => completeOrders(account, raws, options),
    setOrderStatus: (orderId, statusId, options) => setOrderStatus(account, orderId, statusId, options),
    listShipments: (orderId, options) => listShipments(account, orderId, options),
    createShipment: (orderId, content, options) => createShipment(account, orderId, content, options),
    updateShipment: (shipment, options) => updateShipment(account, shipment, options),
    deleteShipment: (orderId, id, options) => deleteShipment(account, orderId, id, options),
    quoteRefund: (orderId, request, options) => quoteRefund(account, orderId, request, options),
    createRefund: (orderId, request, options) => refundTurn(orderId, () => createRefund(account, orderId, request, options)),
    listRefunds: (orders, options) => listRefunds(account, orders, options),
    listTransactions: (orderId, options) => listTransactions(account, orderId, options),
    listSellables: (options = {}) => listSellables(account, options),
    listStock: (locationId, options = {}) => listStock(account, locationId, options),
    findSellables: (locationId, skuCodes, options = {}) => findSellables(account, locationId, skuCodes, options),
    stockRequest(call) {
      const stockCall = stockHttpCall(call, () => call.changes.map(({ quantity }) => quantity));
      return { ...redactRequest(account.request(stockCall), [config.accessToken]), body: stockCall.body };
    },
    writeStock: (calls, options) => writeStock(account, bulk, calls, options),
    catalogue: createCatalogue(account, bulk),
    listHooks: (options) => listHooks(account, options),
    ensureHooks: (wanted, options) => ensureHooks(account, wanted, options),
    deleteHook: (id, options) => deleteHook(account, id, options),
    connectionTest: () => testConnection(account),
    close: () => account.close(),
  };
}
