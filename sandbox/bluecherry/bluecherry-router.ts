import type { Refusal, Twist } from '../faults/fault.ts';
import type { Answer, Incoming, StandIn } from '../http/exchange.ts';
import { challengePage, htmlHeaders, maintenancePage } from '../http/html-pages.ts';
import { bluecherryAnswer, bluecherryError } from './bluecherry-answer.ts';
import { comparePlaces } from './cursor.ts';
import type { CodeList, MasterData } from './master-data.ts';
import type { OrderBatches } from './order-batches.ts';
import type { OrderBook } from './order-book.ts';
import { pageOf, type PagedRow } from './page-of.ts';
import { presentOrder } from './present-order.ts';
import { presentSku } from './present-sku.ts';
import { readOrderBatch } from './read-order-batch.ts';
import { identityKey } from './sku-record.ts';
import type { ErpStock } from './stock/erp-stock.ts';
import { cycleAnswer, cycleList, inventoryPage } from './stock/inventory-answers.ts';
import { orderStatus, type OrderUnits } from './stock/order-units.ts';

export interface Access {
  readonly company: string;
  readonly apiKeyHeader: string;
  readonly apiKey: string;
}

const maxSkuCodes = 100;
const maxReferences = 50;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

const listOf = (query: URLSearchParams, name: string): string[] | null =>
  query.get(name)?.split(',').map((entry) => entry.trim()).filter((entry) => entry !== '') ?? null;

const rowOf = (units: OrderUnits): PagedRow => ({ place: { at: new Date(units.modifiedAt).toISOString(), key: units.order.ordNum }, render: () => presentOrder(units) });

/** BlueCherry's half of a request, after the model in this folder's README. */
export class BlueCherryRouter implements StandIn {
  readonly #access: Access;
  readonly #masterData: MasterData;
  readonly #book: OrderBook;
  readonly #batches: OrderBatches;
  readonly #stock: ErpStock;

  constructor(access: Access, masterData: MasterData, book: OrderBook, batches: OrderBatches, stock: ErpStock) {
    this.#access = access;
    this.#masterData = masterData;
    this.#book = book;
    this.#batches = batches;
    this.#stock = stock;
  }

  handle(request: Incoming, twist: Twist | null): Answer {
    const { company, apiKey, apiKeyHeader } = this.#access;
    if (request.headers[apiKeyHeader.toLowerCase()] !== apiKey) return bluecherryError(request, 401, 'UNAUTHENTICATED', 'The API key is missing or not valid.');
    const base = `/${company}/v1/`;
    const [resource = '', key, action, ...more] = request.path.startsWith(base) ? request.path.slice(base.length).split('/') : [];
    const query = new URLSearchParams(request.query);
    const route = more.length > 0 ? '' : `${request.method} ${resource}${key === undefined ? '' : '/:key'}${action === undefined ? '' : `/${action}`}`;
    switch (route) {
      case 'GET skus':
        return this.#skus(request, query, twist);
      case 'GET customers':
      case 'GET divisions':
      case 'GET locations':
        return this.#codes(request, resource as CodeList);
      case 'POST order-batches':
        return this.#receiveBatch(request);
      case 'GET order-batches/:key':
        return this.#batch(request, decodeURIComponent(key ?? ''));
      case 'GET orders':
        return this.#orders(request, query, twist);
      case 'GET orders/:key': {
        const order = this.#book.orders().find(({ ordNum }) => ordNum === key);
        this.#stock.catchUp();
        return order ? bluecherryAnswer(request, 200, presentOrder(this.#stock.unitsOf(order))) : bluecherryError(request, 404, 'NOT_FOUND', 'There is no such order.');
      }
      case 'POST orders/:key/cancel':
        return this.#cancel(request, key ?? '');
      case 'GET cycles':
        return cycleList(this.#stock, request, query, twist);
      case 'GET cycles/:key':
        return cycleAnswer(this.#stock, request, decodeURIComponent(key ?? ''));
      case 'GET inventory':
        return inventoryPage(this.#stock, request, query, twist);
      default:
        return bluecherryError(request, 404, 'NOT_FOUND', `There is no ${request.method} ${request.path} here.`);
    }
  }

  refuse(refusal: Refusal, retryAfterSeconds: number, request: Incoming): Answer {
    const retryAfter = (answer: Answer): Answer => ({ ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfterSeconds) } });
    const limited = bluecherryError(request, 429, 'RATE_LIMITED', 'Too many calls.');
    const upstream = bluecherryError(request, 500, 'UPSTREAM', 'The ERP did not answer.');
    switch (refusal) {
      case '429':
        return retryAfter(limited);
      case '429-without-headers':
        return limited;
      case '500':
        return upstream;
      case 'error-in-200':
        return { ...upstream, status: 200 };
      case '503-html':
        return { status: 503, headers: htmlHeaders, body: maintenancePage };
      case 'html-200':
        return { status: 200, headers: htmlHeaders, body: challengePage };
      case 'batch-window-423':
      case 'batch-window-503':
        return retryAfter(bluecherryError(request, refusal === 'batch-window-423' ? 423 : 503, 'BATCH_WINDOW', 'The nightly batch is running.'));
    }
  }

  #skus(request: Incoming, query: URLSearchParams, twist: Twist | null): Answer {
    const codes = listOf(query, 'skuCode');
    const since = query.get('modifiedSince');
    if (codes && codes.length > maxSkuCodes) return bluecherryError(request, 400, 'MALFORMED', `At most ${maxSkuCodes} SKU codes at once.`);
    if (since !== null && !instant.test(since)) return bluecherryError(request, 400, 'BAD_DATE', `"${since}" is not an instant.`);
    const rows = this.#masterData
      .skus()
      .filter((sku) => (codes?.includes(sku.skuCode) ?? true) && (since === null || Date.parse(sku.modifiedAt) >= Date.parse(since)))
      .map((sku): PagedRow => ({ place: { at: sku.modifiedAt, key: identityKey(sku) }, render: () => presentSku(sku) }))
      .sort((left, right) => comparePlaces(left.place, right.place));
    return pageOf(request, query, rows, twist);
  }

  #codes(request: Incoming, list: CodeList): Answer {
    return bluecherryAnswer(request, 200, { data: this.#masterData.codes(list), page: { nextCursor: null } });
  }

  #receiveBatch(request: Incoming): Answer {
    const read = readOrderBatch(request.body);
    if ('malformed' in read) return bluecherryError(request, 400, 'MALFORMED', 'The order batch does not have the shape of one.', read.malformed);
    const { batchId, status } = this.#batches.receive(read.orders);
    return bluecherryAnswer(request, 202, { batchId, status, received: read.orders.length });
  }

  #batch(request: Incoming, batchId: string): Answer {
    const batch = this.#batches.get(batchId);
    return batch ? bluecherryAnswer(request, 200, batch) : bluecherryError(request, 404, 'NOT_FOUND', 'There is no such batch.');
  }

  #orders(request: Incoming, query: URLSearchParams, twist: Twist | null): Answer {
    const references = listOf(query, 'externalRef');
    const since = query.get('modifiedSince');
    const status = query.get('status');
    if (references && references.length > maxReferences) return bluecherryError(request, 400, 'MALFORMED', `At most ${maxReferences} references at once.`);
    if (since !== null && !instant.test(since)) return bluecherryError(request, 400, 'BAD_DATE', `"${since}" is not an instant.`);
    const candidates = references ? [...new Set(references)].flatMap((reference) => this.#book.byReference(reference)) : this.#book.orders();
    this.#stock.catchUp();
    const rows = candidates
      .map((order) => this.#stock.unitsOf(order))
      .filter((units) => (since === null || units.modifiedAt >= Date.parse(since)) && (status === null || status === orderStatus(units)))
      .map(rowOf)
      .sort((left, right) => comparePlaces(left.place, right.place));
    return pageOf(request, query, rows, twist);
  }

  /** The customer's cancellation; refused as a whole once anything of the order was picked. */
  #cancel(request: Incoming, ordNum: string): Answer {
    this.#stock.catchUp();
    const order = this.#book.orders().find((candidate) => candidate.ordNum === ordNum);
    if (!order) return bluecherryError(request, 404, 'NOT_FOUND', 'There is no such order.');
    if (this.#stock.unitsOf(order).lines.some(({ picked, invoiced }) => picked + invoiced > 0)) return bluecherryError(request, 409, 'ORDER_ALREADY_PICKED', `Order ${ordNum} was picked.`);
    this.#stock.cancel({ ordNum });
    return bluecherryAnswer(request, 200, presentOrder(this.#stock.unitsOf(order)));
  }
}
