import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { verifyWebhook } from '../../../lib/connectors/woocommerce/verify-webhook.ts';
import { failureOf } from '../support/failures.ts';
import { recordedDeliveries } from '../support/recorded.ts';

const secret = 'whsec-example';
const deliveries = recordedDeliveries();
const signed = deliveries.filter(({ headers }) => headers['x-wc-webhook-signature'] !== undefined);
const pings = deliveries.filter(({ headers }) => headers['x-wc-webhook-signature'] === undefined);
const sign = (body: Buffer): string => createHmac('sha256', secret).update(body).digest('base64');

describe('a WooCommerce webhook', () => {
  it('verifies all recorded deliveries', () => {
    assert.deepEqual(
      signed.map(({ headers, rawBody }) => verifyWebhook({ rawBody: Buffer.from(rawBody), headers, secret })),
      [
        { kind: 'delivery', topic: 'order.created', resource: 'order', event: 'created', resourceId: '80', webhookId: '1' },
        { kind: 'delivery', topic: 'order.updated', resource: 'order', event: 'updated', resourceId: '80', webhookId: '2' },
        { kind: 'delivery', topic: 'product.updated', resource: 'product', event: 'updated', resourceId: '13', webhookId: '3' },
      ],
    );
  });

  it('recognises the recorded creation pings', () => {
    assert.deepEqual(pings.map(({ headers, rawBody }) => verifyWebhook({ rawBody: Buffer.from(rawBody), headers, secret })), [
      { kind: 'ping', webhookId: '1' },
      { kind: 'ping', webhookId: '2' },
      { kind: 'ping', webhookId: '3' },
    ]);
  });

  it('refuses every recorded delivery with one byte changed, wherever it is', async () => {
    for (const { headers, rawBody } of signed) {
      const body = Buffer.from(rawBody);
      for (const at of [0, 1, Math.floor(body.length / 2), body.length - 1]) {
        const changed = Buffer.from(body);
        changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
        assert.equal((await failureOf(() => verifyWebhook({ rawBody: changed, headers, secret }))).code, 'WEBHOOK_SIGNATURE_INVALID');
      }
    }
  });

  it('computes over the bytes, not over what they parse to', async () => {
    const { headers, rawBody } = signed[0]!;
    const reprinted = Buffer.from(JSON.stringify(JSON.parse(rawBody)));
    assert.equal((await failureOf(() => verifyWebhook({ rawBody: reprinted, headers, secret }))).code, 'WEBHOOK_SIGNATURE_INVALID');
  });

  it('refuses a wrong secret, no secret, and signatures of any other form', async () => {
    const { headers, rawBody } = signed[0]!;
    const body = Buffer.from(rawBody);
    const given = headers['x-wc-webhook-signature']!;
    const attempts: [string, string][] = [
      ['wrong', given], ['', given], ['', createHmac('sha256', '').update(body).digest('base64')], [secret, ''], [secret, 'x'], [secret, `${given} `], [secret, given.slice(0, -1)],
      [secret, given.toLowerCase()], [secret, given.replace('+', '-')], [secret, createHmac('sha256', secret).update(body).digest('hex')], [secret, '🔑'.repeat(11)],
    ];
    for (const [used, signature] of attempts) {
      const failure = await failureOf(() => verifyWebhook({ rawBody: body, headers: { ...headers, 'x-wc-webhook-signature': signature }, secret: used }));
      assert.equal(failure.code, 'WEBHOOK_SIGNATURE_INVALID', signature);
      assert.ok(!failure.message.includes(secret));
    }
  });

  it('takes nothing but webhook_id=<n> for a ping, and no ping that claims a signature', async () => {
    for (const text of ['webhook_id=1&x=2', 'webhook_id=', 'webhook_id=1\n', ' webhook_id=1', 'webhook_id=1e3', `webhook_id=1${' '.repeat(60)}`, '', '{"webhook_id":1}']) {
      assert.equal((await failureOf(() => verifyWebhook({ rawBody: Buffer.from(text), headers: {}, secret }))).code, 'WEBHOOK_SIGNATURE_INVALID', text);
    }
    const failure = await failureOf(() => verifyWebhook({ rawBody: Buffer.from('webhook_id=1'), headers: { 'x-wc-webhook-signature': 'AAAA' }, secret }));
    assert.equal(failure.code, 'WEBHOOK_SIGNATURE_INVALID');
  });

  it('takes a signed deletion, which is the id alone, and a signed body that is not JSON', () => {
    const deletion = Buffer.from('{"id":53}');
    const headers = { 'x-wc-webhook-topic': 'order.deleted', 'x-wc-webhook-id': '4' };
    assert.deepEqual(verifyWebhook({ rawBody: deletion, headers: { ...headers, 'x-wc-webhook-signature': sign(deletion) }, secret }), {
      kind: 'delivery', topic: 'order.deleted', resource: 'order', event: 'deleted', resourceId: '53', webhookId: '4',
    });
    const odd = Buffer.from('<br />');
    const verified = verifyWebhook({ rawBody: odd, headers: { 'x-wc-webhook-signature': sign(odd) }, secret });
    assert.equal(verified.kind === 'delivery' && verified.resourceId, null);
  });
});
