import { createHmac, randomBytes } from 'node:crypto';
import OAuth from 'oauth-1.0a';
import type { HttpRequest } from '../http/http-call.ts';
import type { WoocommerceAccountConfig } from './account-config.ts';

type Keys = Pick<WoocommerceAccountConfig, 'consumerKey' | 'consumerSecret'>;

/** HTTPS carries the keys themselves; over plain HTTP WooCommerce refuses that and wants a signature in the query. */
export function createSigner(keys: Keys, now: () => number): (request: HttpRequest) => HttpRequest {
  const basic = `Basic ${Buffer.from(`${keys.consumerKey}:${keys.consumerSecret}`).toString('base64')}`;
  return (request) =>
    request.url.startsWith('https:')
      ? { ...request, headers: { ...request.headers, Authorization: basic } }
      : { ...request, url: signedUrl(request, keys, now()) };
}

/** OAuth 1.0a, one-legged: no token. WooCommerce takes a timestamp within 15 minutes of its own and a nonce once. */
function signedUrl(request: HttpRequest, keys: Keys, now: number): string {
  const oauth = new OAuth({
    consumer: { key: keys.consumerKey, secret: keys.consumerSecret },
    signature_method: 'HMAC-SHA256',
    hash_function: (text, key) => createHmac('sha256', key).update(text).digest('base64'),
  });
  const url = new URL(request.url);
  const query = Object.fromEntries(url.searchParams);
  const address = `${url.origin}${url.pathname}`;
  const stamp = { oauth_consumer_key: keys.consumerKey, oauth_nonce: randomBytes(16).toString('hex'), oauth_signature_method: 'HMAC-SHA256', oauth_timestamp: Math.floor(now / 1000), oauth_version: '1.0' };
  const signature = oauth.getSignature({ url: address, method: request.method, data: query }, undefined, stamp);
  const parameters = { ...query, ...stamp, oauth_signature: signature };
  return `${address}?${Object.entries(parameters).map(([name, value]) => `${oauth.percentEncode(name)}=${oauth.percentEncode(String(value))}`).join('&')}`;
}
