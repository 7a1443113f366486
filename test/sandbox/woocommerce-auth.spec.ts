import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { oauthUrl, shopGet } from './oauth-query.ts';

const basic = (secret: string): { headers: Record<string, string> } => ({ headers: { authorization: `Basic ${Buffer.from(`ck_sandbox:${secret}`).toString('base64')}` } });
const cannotList = { code: 'woocommerce_rest_cannot_view', message: 'Sorry, you cannot list resources.', data: { status: 401 } };
const refusal = (message: string) => ({ code: 'woocommerce_rest_authentication_error', message, data: { status: 401 } });

describe('WooCommerce sandbox: who may ask', () => {
  let sandbox: Sandbox;
  let url: string;
  before(async () => {
    sandbox = await startSandbox();
    url = sandbox.woocommerce.url;
  });
  after(() => sandbox.stop());

  it('ignores Basic on plain HTTP, as it ignores a visitor', async () => {
    for (const init of [basic('cs_sandbox'), {}]) {
      const response = await fetch(`${url}/wp-json/wc/v3/orders`, init);
      assert.equal(response.status, 401);
      assert.deepEqual(await response.json(), cannotList);
    }
  });

  for (const method of ['HMAC-SHA1', 'HMAC-SHA256'] as const) {
    it(`takes a ${method} signature made by another implementation`, async () => {
      const { status, body } = await shopGet(url, "orders?status=processing,on-hold&_fields=id&search_label=%C3%A9%20%27(!)*", { method });
      assert.equal(status, 200);
      assert.equal((body as unknown[]).length, 10);
    });
  }

  it('refuses a signature over anything but what was sent', async () => {
    const signed = oauthUrl(`${url}/wp-json/wc/v3/orders?page=1`);
    const response = await fetch(signed.replace('page=1', 'page=2'));
    assert.deepEqual(await response.json(), refusal('Invalid signature - provided signature does not match.'));
    const { body } = await shopGet(url, 'orders', { secret: 'cs_other' });
    assert.deepEqual(body, refusal('Invalid signature - provided signature does not match.'));
  });

  it('refuses an unknown key, a nonce that was used and a time 16 minutes off', async () => {
    assert.deepEqual((await shopGet(url, 'orders', { key: 'ck_other' })).body, refusal('Consumer key is invalid.'));
    assert.equal((await shopGet(url, 'orders', { nonce: 'once' })).status, 200);
    assert.deepEqual((await shopGet(url, 'orders', { nonce: 'once' })).body, refusal('Invalid nonce - nonce has already been used.'));
    const late = Math.floor(Date.now() / 1000) - 16 * 60;
    assert.deepEqual((await shopGet(url, 'orders', { timestamp: late })).body, refusal('Invalid timestamp.'));
  });

  it('names the OAuth parameter that is missing', async () => {
    const signed = new URL(oauthUrl(`${url}/wp-json/wc/v3/orders`));
    signed.searchParams.delete('oauth_nonce');
    const response = await fetch(signed);
    assert.equal(((await response.json()) as { code: string }).code, 'woocommerce_rest_authentication_missing_parameter');
  });

  it('takes Basic once it believes the line to be HTTPS, and refuses a wrong secret there', async () => {
    const tls = await startSandbox({ treatAsTls: true });
    try {
      const taken = await fetch(`${tls.woocommerce.url}/wp-json/wc/v3/orders`, basic('cs_sandbox'));
      assert.equal(taken.status, 200);
      const refused = await fetch(`${tls.woocommerce.url}/wp-json/wc/v3/orders`, basic('cs_other'));
      assert.deepEqual(await refused.json(), refusal('Consumer secret is invalid.'));
      const inQuery = await fetch(`${tls.woocommerce.url}/wp-json/wc/v3/system_status?consumer_key=ck_sandbox&consumer_secret=cs_sandbox`);
      const status = (await inQuery.json()) as { environment: { version: string }; settings: { currency: string } };
      assert.deepEqual([status.environment.version, status.settings.currency], ['10.0.2', 'GBP']);
    } finally {
      await tls.stop();
    }
  });
});
