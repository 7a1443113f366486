import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { verifyWebhook, type WebhookDelivery } from '../../../lib/connectors/bigcommerce/verify-webhook.ts';
import { failureOf } from '../support/failures.ts';
import { data, nothing, openStore, type OpenStore } from './support/open-store.ts';

const now = 1_795_000_000_000;
const payload = { scope: 'store/order/statusUpdated', store_id: '1025646', data: { type: 'order', id: 250, status: { previous_status_id: 0, new_status_id: 11 } }, hash: '7ee6', created_at: 1_561_479_335, producer: 'stores/abc123' };

describe('a webhook delivery of BigCommerce', () => {
  const delivery = (changes: Partial<WebhookDelivery> = {}, body: unknown = payload): WebhookDelivery => ({
    rawBody: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), headers: { 'x-selvedge-secret': 's3cret' }, storeHash: 'abc123', secretHeader: { name: 'X-Selvedge-Secret', value: 's3cret' }, clientSecret: '', now, ...changes,
  });
  const signed = (changes: { secret?: string; at?: number; body?: string; id?: string } = {}): WebhookDelivery => {
    const body = JSON.stringify(payload);
    const [id, at] = ['msg_1', String(Math.floor((changes.at ?? now) / 1000))];
    // As Standard Webhooks has it: the key is the decoded Base64 of what BigCommerce encodes, the client secret itself.
    const signature = createHmac('sha256', changes.secret ?? 'client-secret').update(`${id}.${at}.${changes.body ?? body}`).digest('base64');
    return delivery({ clientSecret: 'client-secret', headers: { 'x-selvedge-secret': 's3cret', 'webhook-id': changes.id ?? id, 'webhook-timestamp': at, 'webhook-signature': `v1,AAAA v1,${signature}` } });
  };

  it('is told by the header that the hook was created with', () => {
    assert.deepEqual(verifyWebhook(delivery()), { scope: 'store/order/statusUpdated', resource: 'order', resourceId: '250', orderId: '250', hash: '7ee6', createdAt: '2019-06-25T16:15:35Z' });
  });

  it('names the order of a shipment and a refund, and no order for stock', () => {
    const orderOf = (body: unknown): string | null => verifyWebhook(delivery({}, { ...payload, data: body })).orderId;
    assert.deepEqual([orderOf({ type: 'shipment', id: 12, orderId: 251 }), orderOf({ type: 'order', id: 250, refund: { refund_id: 3 } }), orderOf({ type: 'product', id: 9, inventory: { product_id: 9, method: 'absolute', value: 1 } })], ['251', '250', null]);
  });

  it('is told by its signature too where the client secret is known', () => {
    assert.equal(verifyWebhook(signed()).hash, '7ee6');
    assert.equal(verifyWebhook(signed({ at: now - 290_000 })).hash, '7ee6');
  });

  const refused: [string, WebhookDelivery, RegExp][] = [
    ['without the header', delivery({ headers: {} }), /is not ours/],
    ['with another secret', delivery({ headers: { 'x-selvedge-secret': 's3creT' } }), /is not ours/],
    ['where no secret is configured', delivery({ secretHeader: { name: 'X-Selvedge-Secret', value: '' }, headers: { 'x-selvedge-secret': '' } }), /no secret header/],
    ['of another store', delivery({}, { ...payload, producer: 'stores/other' }), /another store/],
    ['that is not JSON', delivery({}, 'x=1'), /not JSON/],
    ['that is not signed', delivery({ clientSecret: 'client-secret' }), /no signature/],
    ['signed with another secret', signed({ secret: 'other' }), /does not fit/],
    ['signed for another body', signed({ body: '{}' }), /does not fit/],
    ['signed for another message', signed({ id: 'msg_2' }), /does not fit/],
    ['that is old', signed({ at: now - 310_000 }), /five minutes/],
    ['from the future', signed({ at: now + 310_000 }), /five minutes/],
  ];
  for (const [title, given, words] of refused) {
    it(`is refused ${title}`, async () => {
      const failure = await failureOf(() => verifyWebhook(given));
      assert.equal(failure.code, 'WEBHOOK_SIGNATURE_INVALID');
      assert.match(failure.message, words);
      assert.ok(!failure.message.includes('s3cret'));
    });
  }
});

describe('the hooks of a BigCommerce store', () => {
  let open: OpenStore;
  afterEach(() => open.close());
  const destination = 'https://hooks.northgate.example/bigcommerce';
  const headers = { 'X-Selvedge-Secret': 's3cret' };
  const hook = (id: number, scope: string, changes: object = {}): object => ({ id, client_id: 'c', store_hash: 'abc123', scope, destination, headers, is_active: true, created_at: 1, updated_at: 1, ...changes });
  const existing = [
    hook(1, 'store/order/created'),
    hook(2, 'store/order/updated', { is_active: false }),
    hook(3, 'store/order/statusUpdated', { headers: { 'x-selvedge-secret': 'old' } }),
    hook(4, 'store/shipment/created', { destination: 'https://elsewhere.example/' }),
    hook(5, 'store/order/archived', { is_active: false }),
    hook(6, 'store/order/archived'),
  ];

  it('are made, switched on again, set right or kept; those of others are left alone', async () => {
    open = await openStore(({ method, path }) => (method === 'GET' ? data(existing) : data(hook(Number(path.split('/').at(-1)) || 77, 'x'))));
    const scopes = ['store/order/created', 'store/order/updated', 'store/order/statusUpdated', 'store/shipment/created', 'store/order/archived', 'store/order/created'];
    const ensured = await open.store.ensureHooks({ destination, headers, scopes });
    assert.deepEqual(ensured.map(({ id, became }) => [id, became]), [['1', 'kept'], ['2', 'reactivated'], ['3', 'changed'], ['77', 'created'], ['6', 'kept']]);
    assert.deepEqual(open.asked(), ['GET /v3/hooks?page=1&limit=250', 'PUT /v3/hooks/2', 'PUT /v3/hooks/3', 'POST /v3/hooks']);
    assert.deepEqual(open.bodies()[1], { scope: 'store/order/updated', destination, is_active: true, headers });
  });

  it('are listed and deleted', async () => {
    open = await openStore(({ method }) => (method === 'GET' ? nothing : data(hook(2, 'x'))));
    assert.deepEqual(await open.store.listHooks(), []);
    await open.store.deleteHook('2');
    assert.equal((await failureOf(open.store.deleteHook('admin'))).code, 'PAYLOAD_INVALID');
    assert.deepEqual(open.asked().slice(1), ['DELETE /v3/hooks/2']);
  });

  it('deliver to HTTPS on port 443 only', async () => {
    open = await openStore(() => nothing);
    for (const wrong of ['http://hooks.example/', 'https://hooks.example:8443/', 'hooks.example']) {
      assert.equal((await failureOf(open.store.ensureHooks({ destination: wrong, headers, scopes: ['store/order/created'] }))).code, 'CONFIGURATION_INVALID');
    }
    assert.equal(open.server.requests.length, 0);
  });
});
