import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createSigner } from '../../../lib/connectors/woocommerce/sign-request.ts';
import { redactRequest } from '../../../lib/connectors/http/redact-request.ts';

const keys = { consumerKey: 'ck_1234567890', consumerSecret: 'cs_0987654321' };
const now = Date.parse('2026-11-21T09:00:00.700Z');
const sign = createSigner(keys, () => now);
const request = (url: string, method: 'GET' | 'POST' = 'GET') => ({ method, url, headers: { Accept: 'application/json' }, body: null });

/** RFC 5849 section 3.4, written out afresh from WooCommerce's check_oauth_signature. */
function expectedSignature(method: string, address: string, parameters: URLSearchParams): string {
  const encode = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const pairs = [...parameters].filter(([name]) => name !== 'oauth_signature').map(([name, value]) => [encode(name), encode(value)] as const);
  const sorted = pairs.sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1)).map(([name, value]) => `${name}=${value}`).join('&');
  return createHmac('sha256', `${encode(keys.consumerSecret)}&`).update([method, encode(address), encode(sorted)].join('&')).digest('base64');
}

describe('signing WooCommerce requests', () => {
  it('sends the keys as Basic credentials over HTTPS and leaves the address alone', () => {
    const signed = sign(request('https://shop.example/wp-json/wc/v3/orders?page=1'));
    assert.equal(signed.headers['Authorization'], `Basic ${Buffer.from('ck_1234567890:cs_0987654321').toString('base64')}`);
    assert.equal(signed.url, 'https://shop.example/wp-json/wc/v3/orders?page=1');
  });

  it('signs plain HTTP with OAuth 1.0a in the query and sends no key secret', () => {
    const signed = new URL(sign(request('http://shop.example:8080/sub/wp-json/wc/v3/orders?modified_after=2026-11-20T23:43:13&include=1,2&search=a b!*(é)')).url);
    const query = signed.searchParams;
    assert.equal(query.get('oauth_consumer_key'), keys.consumerKey);
    assert.equal(query.get('oauth_signature_method'), 'HMAC-SHA256');
    assert.equal(query.get('oauth_timestamp'), String(Math.floor(now / 1000)));
    assert.equal(query.get('search'), 'a b!*(é)');
    assert.equal(query.get('oauth_signature'), expectedSignature('GET', 'http://shop.example:8080/sub/wp-json/wc/v3/orders', query));
    assert.ok(!signed.href.includes('+'), 'a space must be %20: PHP and the signature read "+" differently');
    assert.ok(!signed.href.includes(keys.consumerSecret));
  });

  it('uses a nonce once', () => {
    const nonces = Array.from({ length: 100 }, () => new URL(sign(request('http://shop.example/')).url).searchParams.get('oauth_nonce'));
    assert.equal(new Set(nonces).size, 100);
  });

  it('shows an operator the request without any credential', () => {
    for (const url of ['https://shop.example/a?page=1&consumer_key=ck_1234567890', 'http://shop.example/a?page=1']) {
      const signed = sign(request(url));
      const shown = JSON.stringify(redactRequest({ ...signed, headers: { ...signed.headers, 'Ocp-Apim-Subscription-Key': 'subscribed', 'X-Api-Key': 'apikey', Cookie: 'c00kie' } }));
      for (const secret of ['ck_1234567890', 'cs_0987654321', signed.headers['Authorization'] ?? 'Basic ', 'subscribed', 'apikey', 'c00kie', new URL(signed.url).searchParams.get('oauth_signature') ?? '?!']) {
        assert.ok(!shown.includes(secret) && !shown.includes(encodeURIComponent(secret)), `${secret} in ${shown}`);
      }
      assert.match(shown, /page=1/);
    }
  });
});
