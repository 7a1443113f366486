import { randomUUID } from 'node:crypto';
import { OperationError } from '../../errors/operation-error.ts';
import type { ErpOrder } from '../../model/erp-order.ts';
import type { Sku } from '../../model/identity.ts';
import type { SalesOrder } from '../../model/sales-order.ts';
import type { CallPriority, ConnectionReport, ConnectorParts } from '../contract.ts';
import { createHttpAccount } from '../http/create-http-account.ts';
import type { HttpCall, HttpRequest } from '../http/http-call.ts';
import { inChunks } from '../http/in-chunks.ts';
import { redactRequest } from '../http/redact-request.ts';
import { type BluecherryAccountConfig, withDefaults } from './account-config.ts';
import { testConnection } from './connection-test.ts';
import { bluecherryRules } from './error-rules.ts';
import type { ImportOrder } from './import-order.ts';
import type { ImportOutcomes } from './import-outcome.ts';
import { importOrders } from './import-orders.ts';
import { createHttpInventory } from './inventory-over-http.ts';
import type { InventorySource } from './inventory-source.ts';
import { readBluecherryError } from './read-error.ts';
import { readPages } from './read-pages.ts';
import { toErpOrder } from './to-erp-order.ts';
import { toImportOrder } from './to-import-order.ts';
import { toSku } from './to-sku.ts';

export interface ListOptions {
  /** ISO 8601 UTC, inclusive. Left out: everything. */
  readonly modifiedSince?: string;
  readonly signal?: AbortSignal;
  readonly priority?: CallPriority;
}

export interface ImportOptions {
  readonly signal?: AbortSignal;
  /** Called right before a batch leaves, with its orders; what it throws means that this batch was not sent. */
  readonly guard?: (orders: readonly SalesOrder[]) => void;
}

/** An order import as it would be sent, credentials hidden; `body` is the exact content. */
export interface ImportRequest extends Omit<HttpRequest, 'body'> {
  readonly body: { readonly orders: readonly ImportOrder[] };
}

/**
 * A model of a BlueCherry-style API, configurable to the client's own installation. CGS publishes no public reference;
 * paths, names, codes and limits here are defaults to be mapped, not BlueCherry facts. See BEHAVIOUR.md.
 */
export interface BluecherryConnector {
  listSkus(options?: ListOptions): AsyncGenerator<readonly Sku[]>;
  /** Per code asked for: none, one, or several where a code is not unique. */
  findSkus(codes: readonly string[], options?: Pick<ListOptions, 'signal'>): Promise<ReadonlyMap<string, readonly Sku[]>>;
  listOrders(options?: ListOptions): AsyncGenerator<readonly ErpOrder[]>;
  /** By external reference: one, or several where the ERP has it more than once; references it does not have are absent. */
  findOrdersByExternalRef(refs: readonly string[], options?: Pick<ListOptions, 'signal' | 'priority'>): Promise<ReadonlyMap<string, readonly ErpOrder[]>>;
  readonly inventory: InventorySource;
  toImportOrder(order: SalesOrder): ImportOrder;
  importRequest(orders: readonly SalesOrder[]): ImportRequest;
  /** What became of each order, by external reference; see {@link importOrders}. At most 100. */
  importOrders(orders: readonly SalesOrder[], options?: ImportOptions): Promise<ImportOutcomes>;
  connectionTest(): Promise<ConnectionReport>;
  close(): Promise<void>;
}

const skuCodesPerCall = 100;
const referencesPerCall = 50;

export function createBluecherryConnector(config: BluecherryAccountConfig, parts: ConnectorParts): BluecherryConnector {
  const settings = withDefaults(config);
  if (settings.apiKey === '') throw new OperationError('CONFIGURATION_INVALID', 'The BlueCherry account has no API key.');
  const account = createHttpAccount(
    {
      account: `bluecherry:${settings.company}`,
      baseUrl: settings.baseUrl,
      limits: settings.limits,
      sign: (request) => ({ ...request, headers: { ...request.headers, [settings.apiKeyHeader]: settings.apiKey, 'X-Request-Id': randomUUID() } }),
      dialect: { system: 'BlueCherry', rules: bluecherryRules, readError: readBluecherryError, secrets: [settings.apiKey] },
    },
    parts,
  );
  const pathOf = (template: string, batchId = ''): string =>
    template.replaceAll('{company}', encodeURIComponent(settings.company)).replaceAll('{batchId}', encodeURIComponent(batchId));
  const skus = { path: pathOf(settings.pathMap.skus), route: '/skus' };
  const orders = { path: pathOf(settings.pathMap.orders), route: '/orders' };
  const stock = { cycles: { path: pathOf(settings.pathMap.cycles), route: '/cycles' }, inventory: { path: pathOf(settings.pathMap.inventory), route: '/inventory' } };
  const sinceOf = (modifiedSince: string | undefined): Record<string, string> => (modifiedSince === undefined ? {} : { modifiedSince });
  const importCall = (bodies: readonly ImportOrder[], how: Pick<HttpCall, 'signal' | 'guard'> = {}): HttpCall & { body: { orders: readonly ImportOrder[] } } => ({
    method: 'POST', path: pathOf(settings.pathMap.orderBatches), route: '/order-batches', body: { orders: bodies }, priority: 'orders', ...how,
  });
  const map = (order: SalesOrder): ImportOrder => toImportOrder(order, settings);

  /** Who waits for the results of a batch need not wait when the account closes: the orders are looked up later. */
  const closing = new AbortController();
  const untilClosed = (signal: AbortSignal | undefined): AbortSignal => (signal ? AbortSignal.any([signal, closing.signal]) : closing.signal);

  const connector: BluecherryConnector = {
    async *listSkus({ modifiedSince, signal, priority = 'catalogue' } = {}) {
      for await (const page of readPages(account, { ...skus, query: sinceOf(modifiedSince), priority, signal }, settings.paging)) yield page.map(toSku);
    },
    async findSkus(codes, { signal } = {}) {
      const found = new Map<string, Sku[]>([...new Set(codes)].map((code) => [code, []]));
      for (const chunk of inChunks([...found.keys()], skuCodesPerCall)) {
        const call = { ...skus, query: { skuCode: chunk.join(',') }, priority: 'orders' as const, signal };
        for await (const page of readPages(account, call, settings.paging)) for (const sku of page.map(toSku)) found.get(sku.skuCode)?.push(sku);
      }
      return found;
    },
    async *listOrders({ modifiedSince, signal, priority = 'orders' } = {}) {
      for await (const page of readPages(account, { ...orders, query: sinceOf(modifiedSince), priority, signal }, settings.paging)) yield page.map(toErpOrder);
    },
    async findOrdersByExternalRef(refs, { signal, priority = 'orders' } = {}) {
      const wanted = new Set(refs);
      const found = new Map<string, ErpOrder[]>();
      for (const chunk of inChunks([...wanted], referencesPerCall)) {
        const call = { ...orders, query: { externalRef: chunk.join(',') }, priority, signal };
        for await (const page of readPages(account, call, settings.paging)) {
          for (const order of page.map(toErpOrder)) {
            if (wanted.has(order.externalRef)) found.set(order.externalRef, [...(found.get(order.externalRef) ?? []), order]);
          }
        }
      }
      return found;
    },
    inventory: createHttpInventory(account, stock, settings, parts.clock),
    toImportOrder: map,
    importRequest(list) {
      const call = importCall(list.map(map));
      return { ...redactRequest(account.request(call), [settings.apiKey]), body: call.body };
    },
    importOrders: (list, { signal, guard = () => undefined } = {}) =>
      importOrders(list, {
        clock: parts.clock,
        deadlineMs: settings.batchDeadlineMs,
        map,
        guard,
        post: async (bodies, guarded) => (await account.call(importCall(bodies, { signal, guard: guarded }))).body,
        readBatch: async (batchId) =>
          (await account.call({ method: 'GET', path: pathOf(settings.pathMap.orderBatch, batchId), route: '/order-batches/{batchId}', priority: 'orders', signal })).body,
        lookUp: (refs) => connector.findOrdersByExternalRef(refs, { signal: untilClosed(signal) }),
        signal: untilClosed(signal),
      }),
    connectionTest: () => testConnection(account, skus, settings),
    close() {
      closing.abort(new OperationError('REMOTE_UNREACHABLE', 'The BlueCherry account was closed.'));
      return account.close();
    },
  };
  return connector;
}
