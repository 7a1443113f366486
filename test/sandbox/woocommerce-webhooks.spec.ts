import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { parseJson } from '../../sandbox/json-value.ts';
import { signWebhookBody } from '../../sandbox/woocommerce/webhook-headers.ts';
import { wordpressJson } from '../../sandbox/woocommerce/wordpress-json.ts';
import { oauthUrl, shopGet } from './oauth-query.ts';
import { receiveWebhooks, type ReceivedHook } from './webhook-receiver.ts';

interface Recorded {
  readonly headers: Record<string, string>;
  readonly rawBody: string;
}
const recorded = JSON.parse(readFileSync(new URL('../fixtures/woocommerce/webhook-deliveries.json', import.meta.url), 'utf8')) as Recorded[];
const signedRecorded = recorded.filter(({ headers }) => headers['x-wc-webhook-signature'] !== undefined);

describe('WooCommerce sandbox: webhooks', () => {
  let sandbox: Sandbox;
  let receiver: Awaited<ReturnType<typeof receiveWebhooks>>;
  let answer = 200;
  let now = Date.parse('2026-11-21T10:00:00Z');

  const createHook = async (topic = 'order.updated'): Promise<{ id: number; status: string }> => {
    const response = await fetch(oauthUrl(`${sandbox.woocommerce.url}/wp-json/wc/v3/webhooks`, {}, 'POST'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Orders', topic, delivery_url: receiver.url, secret: 'whsec-example' }),
    });
    assert.equal(response.status, 201);
    const hook = (await response.json()) as { id: number; status: string };
    await sandbox.woocommerce.webhooks.settled();
    return hook;
  };
  const deliveries = (): ReceivedHook[] => receiver.received.filter(({ headers }) => headers['x-wc-webhook-topic'] !== undefined);
  const orderIds = (): number[] => deliveries().map(({ rawBody }) => (JSON.parse(rawBody) as { id: number }).id);

  beforeEach(async () => {
    answer = 200;
    now = Date.now();
    sandbox = await startSandbox({ seed: 5, now: () => now });
    receiver = await receiveWebhooks(() => answer);
  });
  afterEach(async () => {
    await sandbox.stop();
    await receiver.stop();
  });

  it('signs and writes a body as the recorded server did', () => {
    assert.equal(signedRecorded.length, 3);
    for (const { headers, rawBody } of signedRecorded) {
      assert.equal(signWebhookBody(rawBody, 'whsec-example'), headers['x-wc-webhook-signature']);
      assert.equal(wordpressJson(parseJson(rawBody)), rawBody);
    }
  });

  it('greets a new hook with an unsigned form body, and delivers with the recorded headers', async () => {
    await createHook();
    sandbox.woocommerce.shop.patchOrder(66, { status: 'processing' });
    await sandbox.woocommerce.webhooks.settled();
    const [ping, delivery] = receiver.received;
    const names = (headers: object): string[] => Object.keys(headers).sort();
    assert.deepEqual(names(ping!.headers), names(recorded[0]!.headers));
    assert.equal(ping!.rawBody, 'webhook_id=1');
    assert.deepEqual(names(delivery!.headers), names(signedRecorded[0]!.headers));
    assert.equal(delivery!.headers['x-wc-webhook-signature'], createHmac('sha256', 'whsec-example').update(delivery!.rawBody).digest('base64'));
    assert.equal(delivery!.headers['x-wc-webhook-source'], `${sandbox.woocommerce.url}/`);
    assert.equal((JSON.parse(delivery!.rawBody) as { status: string }).status, 'processing');
  });

  it('never shows the secret', async () => {
    await createHook();
    const { body } = await shopGet(sandbox.woocommerce.url, 'webhooks');
    assert.equal((body as unknown[]).length, 1);
    assert.ok(!JSON.stringify(body).includes('whsec'));
  });

  it('repeats the delivery id within one second and changes it in the next', async () => {
    await createHook();
    const send = async (): Promise<void> => {
      sandbox.woocommerce.shop.deliverWebhooks({ orderIds: [53] });
      await sandbox.woocommerce.webhooks.settled();
    };
    await send();
    await send();
    now += 1000;
    await send();
    const ids = deliveries().map(({ headers }) => headers['x-wc-webhook-delivery-id']);
    assert.equal(ids[0], ids[1]);
    assert.notEqual(ids[1], ids[2]);
  });

  it('makes one delivery, with the newest content, of changes that wait together', async () => {
    await createHook();
    sandbox.woocommerce.traffic.set({ webhookDelayMs: 20 });
    sandbox.woocommerce.shop.patchOrder(66, { status: 'processing' });
    sandbox.woocommerce.shop.patchOrder(66, { status: 'completed' });
    await sandbox.woocommerce.webhooks.settled();
    assert.deepEqual(deliveries().map(({ rawBody }) => (JSON.parse(rawBody) as { status: string }).status), ['completed']);
  });

  it('does not retry, and disables a hook at the seventh failure in a row', async () => {
    const { id } = await createHook();
    answer = 500;
    const statusAfter = async (failures: number): Promise<string> => {
      for (let sent = 0; sent < failures; sent += 1) {
        sandbox.woocommerce.shop.deliverWebhooks({ orderIds: [53] });
        await sandbox.woocommerce.webhooks.settled();
      }
      return ((await shopGet(sandbox.woocommerce.url, `webhooks/${id}`)).body as { status: string }).status;
    };
    assert.equal(await statusAfter(6), 'active');
    answer = 302;
    assert.equal(await statusAfter(1), 'active');
    answer = 500;
    assert.equal(await statusAfter(6), 'active');
    assert.equal(await statusAfter(1), 'disabled');
    assert.equal(deliveries().length, 14);
    sandbox.woocommerce.shop.patchOrder(53, { status: 'completed' });
    await sandbox.woocommerce.webhooks.settled();
    assert.equal(deliveries().length, 14);
    await fetch(oauthUrl(`${sandbox.woocommerce.url}/wp-json/wc/v3/webhooks/${id}`, {}, 'PUT'), { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"status":"active"}' });
    assert.equal(await statusAfter(1), 'active');
    assert.equal(await statusAfter(7), 'disabled');
    sandbox.woocommerce.webhooks.activate();
    assert.equal(await statusAfter(6), 'active');
  });

  it('tells of new orders as created and updated, and of a variation under its product topic', async () => {
    await createHook('order.created');
    await createHook('order.updated');
    await createHook('product.updated');
    sandbox.woocommerce.shop.cloneOrders({ count: 1 });
    sandbox.woocommerce.shop.patchProduct(13, { stock_quantity: 3 });
    await sandbox.woocommerce.webhooks.settled();
    const topics = deliveries().map(({ headers }) => headers['x-wc-webhook-topic']);
    // One for the unit that the order took off, one for the change in the shop.
    assert.deepEqual(topics.sort(), ['order.created', 'order.updated', 'product.updated', 'product.updated']);
    const product = deliveries().find(({ headers }) => headers['x-wc-webhook-topic'] === 'product.updated')!;
    assert.deepEqual(Object.keys(JSON.parse(product.rawBody) as object).sort(), Object.keys(JSON.parse(signedRecorded[2]!.rawBody) as object).sort());
  });

  it('loses, doubles and reorders deliveries when told to', async () => {
    await createHook();
    sandbox.woocommerce.traffic.set({ webhookLost: 1 });
    sandbox.woocommerce.shop.patchOrder(53, {});
    await sandbox.woocommerce.webhooks.settled();
    assert.deepEqual(orderIds(), []);
    assert.equal(sandbox.woocommerce.record().webhookDeliveries.at(-1)?.status, 'lost');
    sandbox.woocommerce.traffic.set({ webhookLost: 0, webhookDuplicated: 1 });
    sandbox.woocommerce.shop.patchOrder(53, {});
    await sandbox.woocommerce.webhooks.settled();
    assert.deepEqual(orderIds(), [53, 53]);
    sandbox.woocommerce.traffic.set({ webhookDuplicated: 0, webhookReorderWithinMs: 100 });
    const changed = [54, 55, 56, 57, 58, 59];
    for (const id of changed) sandbox.woocommerce.shop.patchOrder(id, {});
    await sandbox.woocommerce.webhooks.settled();
    const arrived = orderIds().slice(2);
    assert.deepEqual(arrived.toSorted(), changed);
    assert.notDeepEqual(arrived, changed);
  });

  it('keeps a late delivery back behind later ones', async () => {
    await createHook();
    sandbox.woocommerce.traffic.set({ webhookLate: 1, webhookLateMs: 150 });
    sandbox.woocommerce.shop.patchOrder(53, {});
    sandbox.woocommerce.traffic.set({ webhookLate: 0 });
    sandbox.woocommerce.shop.patchOrder(54, {});
    await sandbox.woocommerce.webhooks.settled();
    assert.deepEqual(orderIds(), [54, 53]);
  });
});
