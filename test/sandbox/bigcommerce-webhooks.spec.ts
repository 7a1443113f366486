import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { BigCommerceSandbox } from '../../sandbox/bigcommerce/start-bigcommerce.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { callStore, type Reply, type StoreCall } from './bigcommerce-calls.ts';
import { receiveWebhooks } from './webhook-receiver.ts';

interface Told {
  readonly scope: string;
  readonly store_id: string;
  readonly producer: string;
  readonly hash: string;
  readonly created_at: number;
  readonly data: { type: string; id: number; orderId?: number; status?: object; inventory?: object; refund?: object };
}

describe('BigCommerce sandbox: webhooks', () => {
  let sandbox: Sandbox;
  let store: BigCommerceSandbox;
  let call: StoreCall;
  let receiver: Awaited<ReturnType<typeof receiveWebhooks>>;
  let answer = 200;
  let now = 0;
  const hook = (scope: string, more: object = {}): Promise<Reply> => call('POST', '/v3/hooks', { scope, destination: receiver.url, ...more });
  const idOf = ({ body }: Reply): number => (body as { data: { id: number } }).data.id;
  const told = async (): Promise<Told[]> => {
    await store.webhooks.settled();
    return receiver.received.map(({ rawBody }) => JSON.parse(rawBody) as Told);
  };
  const isActive = async (id: number): Promise<boolean> => ((await call('GET', `/v3/hooks/${id}`)).body as { data: { is_active: boolean } }).data.is_active;

  beforeEach(async () => {
    answer = 200;
    now = Date.parse('2026-11-21T10:00:00Z');
    receiver = await receiveWebhooks(() => answer);
    sandbox = await startSandbox({ bigcommerce: { sampleOrders: false, settings: { quota: 10_000 } }, now: () => now });
    store = sandbox.bigcommerce!;
    call = callStore(store.url);
  });
  afterEach(async () => {
    await sandbox.stop();
    await receiver.stop();
  });

  it('tells thinly, signed by the Standard Webhooks rules, with the headers of the hook', async () => {
    await hook('store/order/created', { headers: { 'X-Secret': 'pass' } });
    const id = store.store.buy('NG1001-OLV-XS')!;
    const [event] = await told();
    assert.deepEqual([event!.scope, event!.producer, event!.store_id, event!.data, event!.created_at], ['store/order/created', 'stores/northgate1', '1025646', { type: 'order', id }, now / 1000]);
    const { headers, rawBody } = receiver.received[0]!;
    assert.equal(headers['x-secret'], 'pass');
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${rawBody}`;
    assert.equal(headers['webhook-signature'], `v1,${createHmac('sha256', 'bigc_sandbox_secret').update(signed).digest('base64')}`);
    store.traffic.set({ webhookSigned: false });
    store.store.buy('NG1001-OLV-XS');
    await told();
    assert.equal(receiver.received[1]!.headers['webhook-signature'], undefined);
  });

  it('tells of orders, shipments, refunds, products and stock in their own shapes', async () => {
    for (const scope of ['store/order/*', 'store/shipment/*', 'store/product/*', 'store/sku/*']) await hook(scope);
    const id = store.store.buy('NG1001-OLV-XS')!;
    const [line] = (await call('GET', `/v2/orders/${id}/products`)).body as { id: number; order_address_id: number }[];
    await call('POST', `/v2/orders/${id}/shipments`, { order_address_id: line!.order_address_id, items: [{ order_product_id: line!.id, quantity: 1 }] });
    store.store.refund(id);
    store.store.archive(id);
    await call('PUT', '/v3/inventory/adjustments/absolute', { items: [{ location_id: 1, sku: 'NG1001-OLV-XS', quantity: 4 }] });
    await call('PUT', '/v3/catalog/products/111/variants/3001', { price: 9 });
    const events = await told();
    const by = (scope: string): Told['data'] | undefined => events.find((event) => event.scope === scope)?.data;
    assert.deepEqual(by('store/order/statusUpdated')!.status, { previous_status_id: 11, new_status_id: 2 });
    assert.deepEqual(by('store/shipment/created'), { type: 'shipment', id: 11, orderId: id });
    assert.deepEqual(by('store/order/refund/created')!.refund, { refund_id: 31 });
    assert.deepEqual(by('store/sku/inventory/updated')!.inventory, { product_id: 111, method: 'absolute', value: 4, variant_id: 3001 });
    for (const scope of ['store/order/created', 'store/order/updated', 'store/order/archived', 'store/order/transaction/created', 'store/product/updated', 'store/product/inventory/order/updated', 'store/sku/inventory/order/updated', 'store/sku/updated']) {
      assert.ok(by(scope), scope);
    }
  });

  it('is made, listed, changed and deleted', async () => {
    const id = idOf(await hook('store/order/updated', { is_active: false }));
    store.store.setStatus(store.store.buy('NG1001-OLV-XS')!, 9);
    assert.deepEqual(await told(), []);
    assert.equal((await call('PUT', `/v3/hooks/${id}`, { is_active: true })).status, 200);
    store.store.setStatus(store.store.buy('NG1001-OLV-XS')!, 9);
    assert.equal((await told()).length, 1);
    assert.equal(((await call('GET', '/v3/hooks?scope=store/order/updated&is_active=true')).body as { data: unknown[] }).data.length, 1);
    assert.equal(((await call('GET', '/v3/hooks?is_active=false')).body as { data: unknown[] }).data.length, 0);
    assert.equal((await call('DELETE', `/v3/hooks/${id}`)).status, 200);
    assert.equal((await call('GET', `/v3/hooks/${id}`)).status, 404);
  });

  it('refuses unknown scopes, doubles, an eleventh of a scope, and plain destinations where the store is strict', async () => {
    assert.equal((await hook('store/order/eaten')).status, 422);
    assert.equal((await hook('store/order/created', { destination: 'nowhere' })).status, 422);
    await hook('store/order/created');
    assert.equal((await hook('store/order/created')).status, 422);
    for (let index = 1; index < 10; index += 1) assert.equal((await hook('store/order/created', { destination: `${receiver.url}/${index}` })).status, 200);
    assert.equal((await hook('store/order/created', { destination: `${receiver.url}/10` })).status, 422);
    store.traffic.set({ webhookPlainDestinations: false });
    assert.equal((await hook('store/order/updated')).status, 422);
    assert.equal((await hook('store/order/updated', { destination: 'https://example.com/hooks' })).status, 200);
  });

  it('sends a double with the same hash, loses, delays and reorders as it is told', async () => {
    await hook('store/order/created');
    store.traffic.set({ webhookDuplicated: 1 });
    const id = store.store.buy('NG1001-OLV-XS')!;
    const doubled = await told();
    assert.deepEqual([doubled.map(({ data }) => data.id), new Set(doubled.map(({ hash }) => hash)).size], [[id, id], 1]);
    store.traffic.set({ webhookDuplicated: 0, webhookLost: 1 });
    store.store.buy('NG1001-OLV-XS');
    assert.equal((await told()).length, 2);
    assert.equal(store.record().webhookDeliveries.at(-1)!.status, 'lost');
    store.traffic.set({ webhookLost: 0, webhookReorderWithinMs: 60_000 });
    const placed = Array.from({ length: 12 }, () => store.store.placeOrder({ lines: [{ sku: 'NG1001-OLV-XS', quantity: 1 }] }));
    assert.equal((await told()).length, 2, 'they are late');
    now += 60_000;
    const came = (await told()).slice(2).map(({ data }) => data.id);
    assert.notDeepEqual(came, placed);
    assert.deepEqual([...came].sort(), [...placed].sort());
  });

  it('gives two events of one resource in one second the same hash, whatever their scope', async () => {
    await hook('store/order/*');
    store.store.buy('NG1001-OLV-XS');
    now += 1000;
    const id = store.store.buy('NG1001-OLV-XS')!;
    store.store.setStatus(id, 9);
    const events = await told();
    const own = events.filter(({ data }) => data.id === id);
    assert.deepEqual([new Set(own.map(({ scope }) => scope)).size, new Set(own.map(({ hash }) => hash)).size, new Set(events.map(({ hash }) => hash)).size], [3, 1, 2]);
  });

  it('tries again for 48 hours, then switches the hook off and says so; the rest is silence', async () => {
    const id = idOf(await hook('store/order/created'));
    answer = 500;
    store.store.buy('NG1001-OLV-XS');
    await told();
    for (const seconds of [60, 180, 300, 600, 900, 1800, 3600, 7200, 21_600, 50_400, 86_400]) {
      assert.deepEqual([await isActive(id), store.webhooks.waiting().map(({ dueAt }) => dueAt - now)], [true, [seconds * 1000]]);
      now += seconds * 1000;
      await store.webhooks.runDue();
    }
    assert.deepEqual([await isActive(id), receiver.received.length, store.webhooks.waiting().length], [false, 12, 0]);
    assert.deepEqual(store.record().mails.map(({ kind }) => kind), ['webhook-deactivated']);
    answer = 200;
    store.store.buy('NG1001-OLV-XS');
    assert.equal((await told()).length, 12);
    await call('PUT', `/v3/hooks/${id}`, { is_active: true });
    store.store.buy('NG1001-OLV-XS');
    assert.equal((await told()).length, 13);
  });

  it('delivers what failed once the receiver is well again', async () => {
    await hook('store/order/created');
    answer = 503;
    store.store.buy('NG1001-OLV-XS');
    await told();
    answer = 204;
    now += 60_000;
    await store.webhooks.runDue();
    assert.deepEqual(store.record().webhookDeliveries.map(({ attempt, status }) => [attempt, status]), [[0, 503], [1, 204]]);
    assert.equal(store.webhooks.waiting().length, 0);
  });

  it('blocks a domain for three minutes when a tenth of a hundred deliveries fail', async () => {
    await hook('store/order/created');
    const place = (count: number): void => void Array.from({ length: count }, () => store.store.placeOrder({ lines: [{ sku: 'NG1001-OLV-XS', quantity: 1 }] }));
    place(89);
    await told();
    answer = 500;
    place(11);
    await told();
    answer = 200;
    place(1);
    await told();
    assert.equal(store.record().webhookDeliveries.at(-1)!.status, 'blocked');
    const { data } = (await call('GET', '/v3/hooks/admin')).body as { data: { blocked_domains: { time_left: number }[]; hooks_list: { status: string }[] } };
    assert.deepEqual([data.blocked_domains.map(({ time_left: left }) => left), data.hooks_list.map(({ status }) => status)], [[180], ['active']]);
    now += 180_000;
    place(1);
    await told();
    assert.equal(store.record().webhookDeliveries.filter(({ status, attempt }) => status === 200 && attempt === 0).length, 90);
    assert.equal(store.webhooks.waiting().length, 0, 'all retries came through');
  });

  it('hears nothing while it is new or after 90 idle days', async () => {
    store.traffic.set({ webhookReadyMs: 60_000 });
    await hook('store/order/created');
    store.store.buy('NG1001-OLV-XS');
    assert.deepEqual(await told(), []);
    now += 60_000;
    store.store.buy('NG1001-OLV-XS');
    assert.equal((await told()).length, 1);
    now += 91 * 24 * 3_600_000;
    store.store.buy('NG1001-OLV-XS');
    assert.equal((await told()).length, 1);
    const { data } = (await call('GET', '/v3/hooks/admin')).body as { data: { hooks_list: { status: string }[] } };
    assert.deepEqual(data.hooks_list.map(({ status }) => status), ['deactivated']);
  });
});
