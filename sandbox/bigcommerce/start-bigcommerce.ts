import { breaks, refusals, twists } from '../faults/fault.ts';
import { FaultPlan } from '../faults/fault-plan.ts';
import { controlRouter, type ControlRoute } from '../http/control-router.ts';
import { RequestRing, type RequestEntry } from '../http/request-ring.ts';
import { serveHttp } from '../http/serve-http.ts';
import { calmTraffic, type TrafficSettings } from '../http/traffic-settings.ts';
import { seededRandom } from '../seeded-random.ts';
import type { StartContext } from '../start-context.ts';
import { Timers } from '../timers.ts';
import { TrafficControl } from '../traffic-control.ts';
import { BigCommerceRouter } from './bigcommerce-router.ts';
import { Catalogue } from './catalogue/catalogue.ts';
import { optionRoutes } from './catalogue/option-routes.ts';
import { productRoutes } from './catalogue/product-routes.ts';
import { variantRoutes } from './catalogue/variant-routes.ts';
import { Contract } from './contract.ts';
import { controlRoutes } from './control-routes.ts';
import { HookDeliveries, promptHooks, type HookDelivery, type HookSettings } from './hooks/hook-deliveries.ts';
import { hookRoutes } from './hooks/hook-routes.ts';
import { Ids } from './ids.ts';
import { OrderBook } from './orders/order-book.ts';
import { orderRoutes } from './orders/order-routes.ts';
import type { ShopFace } from './orders/present-order.ts';
import { refundRoutes } from './orders/refund-routes.ts';
import { Refunds, type RefundSettings } from './orders/refunds.ts';
import { shipmentRoutes, type Mail } from './orders/shipment-routes.ts';
import { Quota, standardQuota, type QuotaSettings } from './quota.ts';
import { contactMaker, fillCatalogue, northgateStyles, sampleDrafts, type ShopStyle } from './sample-shop.ts';
import type { Emit } from './shop-event.ts';
import { StoreControl } from './store-control.ts';
import { storeRoutes } from './store-routes.ts';
import { BulkWork, type BulkSettings, type Overlap } from './stock/bulk-work.ts';
import { stockRoutes } from './stock/stock-routes.ts';
import { Warehouse, type Location, type StockWrite } from './stock/warehouse.ts';

export interface BigCommerceSettings extends TrafficSettings, QuotaSettings, HookSettings, BulkSettings, RefundSettings {}

export interface BigCommerceOptions {
  readonly storeHash?: string;
  readonly accessToken?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly currency?: string;
  /** The shop enters prices with tax; without unless said. */
  readonly taxIncluded?: boolean;
  /** 0.0825 unless said. */
  readonly taxRate?: number;
  /** What the shop sells; Northgate Outfitters' goods unless said. */
  readonly styles?: readonly ShopStyle[];
  /** The shop opens with an order of each kind; true unless said. */
  readonly sampleOrders?: boolean;
  /** Names that the merchant gave to statuses. */
  readonly statusLabels?: ReadonlyMap<number, string>;
  readonly locations?: readonly Location[];
  readonly settings?: Partial<BigCommerceSettings>;
}

export interface BigCommerceRecord {
  readonly requests: RequestEntry[];
  readonly webhookDeliveries: readonly HookDelivery[];
  /** Every change of a stock figure, the last 200,000. */
  readonly stockWrites: readonly StockWrite[];
  /** What the shop wrote to its customers and its owner. */
  readonly mails: readonly Mail[];
  /** Inventory adjustments beside bulk work on the catalogue. */
  readonly overlaps: readonly Overlap[];
}

export interface BigCommerceSandbox {
  /** Of the server; the APIs are below `/stores/{storeHash}/v2` and `/v3`. */
  readonly url: string;
  readonly traffic: TrafficControl<BigCommerceSettings>;
  readonly store: StoreControl;
  readonly quota: { useByOthers(calls: number): number; left(): number };
  readonly webhooks: { settled(): Promise<void>; runDue(): Promise<void>; waiting(): ReturnType<HookDeliveries['waiting']> };
  record(): BigCommerceRecord;
  stop(): Promise<void>;
}

/** Compiling the contract takes the better part of a second: once a process. */
let compiled: Contract | null = null;

const twoLocations: readonly Location[] = [
  { id: 1, code: 'BC-LOCATION-1', label: 'Default location', enabled: true, isDefault: true },
  { id: 2, code: 'OUTLET', label: 'Outlet', enabled: true, isDefault: false },
];

export const startBigCommerce = async (context: StartContext, options: BigCommerceOptions): Promise<BigCommerceSandbox> => {
  const { host, port, seed, now } = context;
  const { storeHash = 'northgate1', accessToken = 'bigc_sandbox_token', clientId = 'bigc_sandbox_client', clientSecret = 'bigc_sandbox_secret', currency = 'USD', taxIncluded = false } = options;
  const storeId = '1025646';
  const contract = (compiled ??= new Contract());
  const random = seededRandom(seed);
  const timers = new Timers();
  const settings: BigCommerceSettings = { ...calmTraffic(), ...standardQuota(), ...promptHooks(), adjustmentMs: 0, inventoryDelayMs: 0, refundMs: 0, ...options.settings };
  const faults = new FaultPlan([...refusals, 'batch-window-423', ...twists, ...breaks], random);
  const requests = new RequestRing();
  const traffic = new TrafficControl(settings, faults, requests);
  const mails: Mail[] = [];
  const ids = new Ids();
  const deliveries = new HookDeliveries({ settings, timers, random, now, producer: `stores/${storeHash}`, storeId, clientSecret, mails });
  const emit: Emit = (event) => deliveries.emit(event);
  const catalogue = new Catalogue({ ids, now, emit });
  const warehouse = new Warehouse(options.locations ?? twoLocations, catalogue, now, emit);
  const face: ShopFace = { base: () => `https://api.bigcommerce.com/stores/${storeHash}/v2`, currency, taxIncluded, statusLabels: options.statusLabels ?? new Map() };
  const book = new OrderBook({ catalogue, warehouse, ids, now, emit, taxIncluded, taxRate: options.taxRate ?? 0.0825, contact: contactMaker(random) });
  const refunds = new Refunds(book, mails, settings);
  const store = new StoreControl(book, catalogue, warehouse, refunds, face);
  const quota = new Quota(settings, now);
  const bulk = new BulkWork(settings, now);

  fillCatalogue(catalogue, warehouse, options.styles ?? northgateStyles, random);
  const skus = store.shelf().map(({ sku }) => sku);
  if (options.sampleOrders ?? true) sampleDrafts(skus).forEach((draft, index, all) => store.placeOrder({ ...draft, placedAt: now() - (all.length - index) * 3_600_000 }));

  const routes = [
    ...storeRoutes({ name: 'Northgate Outfitters', storeHash, storeId, currency, taxIncluded }, now),
    ...orderRoutes(book, face),
    ...shipmentRoutes(book, mails),
    ...refundRoutes(book, refunds, currency),
    ...productRoutes(catalogue, warehouse, bulk),
    ...variantRoutes(catalogue, warehouse, bulk),
    ...optionRoutes(catalogue),
    ...stockRoutes(catalogue, warehouse, bulk, settings, ids),
    ...hookRoutes(deliveries, { clientId, storeHash }, ids, settings, now),
  ];
  const record = (): BigCommerceRecord => ({ requests: requests.list(), webhookDeliveries: deliveries.log, stockWrites: warehouse.writes, mails, overlaps: bulk.overlaps });
  const control: ControlRoute[] = [...traffic.routes(), { method: 'GET', pattern: /^\/record$/, run: record }, ...controlRoutes(store, quota, deliveries)];
  const standIn = new BigCommerceRouter({ storeHash, accessToken }, contract, quota, routes, () => warehouse.catchUp());
  const served = await serveHttp({ host, port, standIn, control: controlRouter(control), traffic: settings, faults, requests, random, timers, now });
  return {
    url: served.url,
    traffic,
    store,
    quota,
    webhooks: deliveries,
    record,
    stop: () => {
      deliveries.stop();
      return served.stop();
    },
  };
};
