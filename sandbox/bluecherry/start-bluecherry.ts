import { batchWindows, breaks, refusals, twists } from '../faults/fault.ts';
import { FaultPlan } from '../faults/fault-plan.ts';
import { controlRouter, objectBody, objectsBody, type ControlRoute } from '../http/control-router.ts';
import { RequestRing, type RequestEntry } from '../http/request-ring.ts';
import { serveHttp } from '../http/serve-http.ts';
import { calmTraffic, type TrafficSettings } from '../http/traffic-settings.ts';
import { textOf } from '../json-value.ts';
import { seededRandom } from '../seeded-random.ts';
import type { StartContext } from '../start-context.ts';
import { Timers } from '../timers.ts';
import { TrafficControl } from '../traffic-control.ts';
import { BlueCherryRouter, type Access } from './bluecherry-router.ts';
import { ErpControl } from './erp-control.ts';
import { MasterData, type CodeList } from './master-data.ts';
import { OrderBatches, type ProcessingSettings } from './order-batches.ts';
import { OrderBook, type ImportEntry, type ImportResult, type SalesOrder } from './order-book.ts';
import type { OrderBody } from './order-schema.ts';
import { readNewSku, readSku } from './read-sku.ts';
import type { SkuRecord } from './sku-record.ts';
import { ErpStock, type StockOptions } from './stock/erp-stock.ts';
import { stockRoutes } from './stock/stock-routes.ts';
import type { StockSettings } from './stock/stock-settings.ts';
import type { StockMove } from './stock/warehouse.ts';

export interface BlueCherrySettings extends TrafficSettings, ProcessingSettings, StockSettings {
  /** A naive ERP: the same reference twice makes two orders, so that a double write of a client shows. */
  allowDuplicateExternalRef: boolean;
}

export interface BlueCherryRecord {
  readonly requests: RequestEntry[];
  readonly salesOrders: readonly SalesOrder[];
  /** Every order of every batch that was taken, refused ones too, in sequence. */
  readonly imports: readonly ImportEntry[];
  readonly batches: number;
  /** What the warehouse did, the last 100,000. */
  readonly stockMoves: readonly StockMove[];
}

export interface BlueCherrySandbox {
  /** Without company and version. */
  readonly url: string;
  readonly traffic: TrafficControl<BlueCherrySettings>;
  readonly erp: ErpControl;
  readonly stock: ErpStock;
  /** An order entered in the ERP itself, by telephone or for wholesale. */
  enterOrder(body: OrderBody): ImportResult;
  record(): BlueCherryRecord;
  stop(): Promise<void>;
}

export interface BlueCherryOptions {
  readonly access: Access;
  readonly skus: readonly SkuRecord[];
  readonly settings: ProcessingSettings & StockSettings & Pick<BlueCherrySettings, 'allowDuplicateExternalRef'>;
  readonly stock: StockOptions;
  /** How often what is due by the clock happens without anybody asking, and files are dropped; 0: only when somebody asks. */
  readonly tickMs: number;
}

export const startBlueCherry = async (context: StartContext, options: BlueCherryOptions): Promise<BlueCherrySandbox> => {
  const { host, port, seed, now } = context;
  const random = seededRandom(seed);
  const timers = new Timers();
  const settings: BlueCherrySettings = { ...calmTraffic(), ...options.settings };
  const faults = new FaultPlan([...refusals, ...batchWindows, ...twists, ...breaks], random);
  const requests = new RequestRing();
  const traffic = new TrafficControl(settings, faults, requests);
  const masterData = new MasterData(options.skus);
  const stock = new ErpStock(options.stock, masterData, settings, now);
  const book = new OrderBook(masterData, settings, now, (order) => stock.take(order));
  const batches = new OrderBatches(book, settings, timers, now);
  const erp = new ErpControl(masterData, now);
  const record = (): BlueCherryRecord => ({
    // A long list, made for whoever looks at it.
    get requests() {
      return requests.list();
    },
    salesOrders: book.orders(),
    imports: book.imports(),
    batches: batches.count,
    stockMoves: stock.moves(),
  });
  const routes: ControlRoute[] = [
    ...traffic.routes(),
    ...stockRoutes(stock),
    { method: 'GET', pattern: /^\/record$/, run: record },
    { method: 'GET', pattern: /^\/record\/sales-orders$/, run: () => book.orders() },
    { method: 'GET', pattern: /^\/record\/imports$/, run: () => book.imports() },
    { method: 'POST', pattern: /^\/skus$/, run: ({ body }) => objectsBody(body).map((sku) => erp.addSku(readNewSku(sku))) },
    { method: 'PATCH', pattern: /^\/skus\/([^/]+)$/, run: ({ parts: [code = ''], body }) => erp.patchSku(code, readSku(objectBody(body))) },
    { method: 'DELETE', pattern: /^\/skus\/([^/]+)$/, run: ({ parts: [code = ''] }) => erp.removeSku(code) },
    {
      method: 'POST',
      pattern: /^\/codes\/([^/]+)$/,
      run: ({ parts: [list = ''], body }) => objectsBody(body).forEach((code) => erp.addCode(list as CodeList, { code: textOf(code, 'code'), name: textOf(code, 'name') })),
    },
    { method: 'DELETE', pattern: /^\/codes\/([^/]+)\/([^/]+)$/, run: ({ parts: [list = '', code = ''] }) => erp.removeCode(list as CodeList, code) },
  ];
  const standIn = new BlueCherryRouter(options.access, masterData, book, batches, stock);
  const served = await serveHttp({ host, port, standIn, control: controlRouter(routes), traffic: settings, faults, requests, random, timers, now });
  const tick = (): void => {
    stock.dropFiles();
    timers.after(options.tickMs, tick);
  };
  if (options.tickMs > 0) tick();
  const enterOrder = (body: OrderBody): ImportResult => book.commit(body, now());
  return { url: served.url, traffic, erp, stock, enterOrder, record, stop: () => served.stop() };
};
