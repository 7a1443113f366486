import type { StartContext } from '../start-context.ts';
import { breaks, refusals, twists } from '../faults/fault.ts';
import { FaultPlan } from '../faults/fault-plan.ts';
import { controlRouter, objectBody, objectsBody, type ControlRoute } from '../http/control-router.ts';
import { textOf } from '../json-value.ts';
import { RequestRing, type RequestEntry } from '../http/request-ring.ts';
import { serveHttp } from '../http/serve-http.ts';
import { calmTraffic, type TrafficSettings } from '../http/traffic-settings.ts';
import { seededRandom } from '../seeded-random.ts';
import { Timers } from '../timers.ts';
import { TrafficControl } from '../traffic-control.ts';
import { Authenticator, type ApiKey } from './authenticate.ts';
import { readCloneRequest, readDeliverRequest } from './read-control-request.ts';
import type { RecordedShop } from './recorded-shop.ts';
import { OrderNotes } from './order-notes.ts';
import { ProductWrites } from './product-writes.ts';
import { Shop } from './shop.ts';
import { ShopStock, type StockWrite } from './shop-stock.ts';
import { ShopControl } from './shop-control.ts';
import { promptWebhooks, WebhookDeliveries, type DeliveryEntry, type WebhookSettings } from './webhook-deliveries.ts';
import { WebhookResource } from './webhook-resource.ts';
import { WooCommerceRouter } from './woocommerce-router.ts';
import { wordpressJson } from './wordpress-json.ts';

export interface WooCommerceSettings extends TrafficSettings, WebhookSettings {
  /** Accept Basic as on HTTPS, though the line is plain. */
  treatAsTls: boolean;
}

export interface WooCommerceRecord {
  readonly requests: RequestEntry[];
  readonly webhookDeliveries: readonly DeliveryEntry[];
  /** Every change of a stock figure, the last 200,000. */
  readonly stockWrites: readonly StockWrite[];
}

export interface WooCommerceSandbox {
  readonly url: string;
  readonly traffic: TrafficControl<WooCommerceSettings>;
  readonly shop: ShopControl;
  readonly webhooks: { settled(): Promise<void>; activate(): void };
  record(): WooCommerceRecord;
  stop(): Promise<void>;
}

export interface WooCommerceOptions {
  readonly recorded: RecordedShop;
  readonly key: ApiKey;
  readonly treatAsTls: boolean;
  /** The site's zone: minutes ahead of UTC. */
  readonly siteOffsetMinutes: number;
}

export const startWooCommerce = async (context: StartContext, options: WooCommerceOptions): Promise<WooCommerceSandbox> => {
  const { host, port, seed, now } = context;
  const random = seededRandom(seed);
  const timers = new Timers();
  const settings: WooCommerceSettings = { ...calmTraffic(), ...promptWebhooks(), treatAsTls: options.treatAsTls };
  const faults = new FaultPlan([...refusals, ...twists, ...breaks], random);
  const requests = new RequestRing();
  const traffic = new TrafficControl(settings, faults, requests);
  const shop = new Shop(options.recorded, options.siteOffsetMinutes, now);
  let url = '';
  const bodyOf = (topic: string, id: number): string | null => {
    if (!topic.startsWith('product.')) return shop.orderText(id) ?? null;
    const product = shop.catalogue.asProduct(id);
    return product ? wordpressJson(product) : null;
  };
  const deliveries = new WebhookDeliveries({ settings, timers, random, now, siteUrl: () => url, bodyOf });
  const notes = new OrderNotes(() => shop.modifiedNow());
  const stock = new ShopStock({
    catalogue: shop.catalogue,
    now,
    modifiedNow: () => shop.modifiedNow(),
    emit: (topic, id) => deliveries.emit(topic, id),
    addNote: (orderId, note) => notes.add(orderId, note),
  });
  const control = new ShopControl(shop, deliveries, stock, timers, random);
  const record = (): WooCommerceRecord => ({ requests: requests.list(), webhookDeliveries: deliveries.log, stockWrites: stock.writes });
  const routes: ControlRoute[] = [
    ...traffic.routes(),
    { method: 'GET', pattern: /^\/record$/, run: record },
    { method: 'POST', pattern: /^\/orders$/, run: ({ body }) => objectsBody(body).forEach((order) => control.upsertOrder(order)) },
    { method: 'PATCH', pattern: /^\/orders\/(\d+)$/, run: ({ parts: [id], body }) => control.patchOrder(Number(id), objectBody(body)) },
    { method: 'POST', pattern: /^\/orders\/clone$/, run: ({ body }) => ({ ids: control.cloneOrders(readCloneRequest(objectBody(body))) }) },
    { method: 'POST', pattern: /^\/orders\/buy$/, run: ({ body }) => ({ id: control.buy(textOf(objectBody(body), 'sku'), textOf(objectBody(body), 'status') || 'processing') }) },
    { method: 'GET', pattern: /^\/record\/stock-writes$/, run: () => stock.writes },
    { method: 'PATCH', pattern: /^\/products\/(\d+)$/, run: ({ parts: [id], body }) => control.patchProduct(Number(id), objectBody(body)) },
    { method: 'POST', pattern: /^\/webhooks\/deliver$/, run: ({ body }) => ({ scheduled: control.deliverWebhooks(readDeliverRequest(objectBody(body))) }) },
    { method: 'POST', pattern: /^\/webhooks\/activate$/, run: () => deliveries.activate() },
  ];
  const standIn = new WooCommerceRouter(shop, new Authenticator(options.key, now), { webhooks: new WebhookResource(shop, deliveries, random), writes: new ProductWrites(shop.catalogue, stock), notes }, settings);
  const served = await serveHttp({ host, port, standIn, control: controlRouter(routes), traffic: settings, faults, requests, random, timers, now });
  url = served.url;
  return {
    url,
    traffic,
    shop: control,
    webhooks: deliveries,
    record,
    stop: () => {
      deliveries.stop();
      return served.stop();
    },
  };
};
