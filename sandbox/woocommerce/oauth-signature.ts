import { createHmac } from 'node:crypto';
import type { QueryParameters } from './query-parameters.ts';

/** RFC 3986 unreserved characters only (RFC 5849 section 3.6). */
const encode = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

const algorithms: Readonly<Record<string, string>> = { 'HMAC-SHA1': 'sha1', 'HMAC-SHA256': 'sha256' };

const byBytes = ([left]: readonly [string, string], [right]: readonly [string, string]): number => (left < right ? -1 : left > right ? 1 : 0);

/** The signature of RFC 5849 section 3.4 for a request without token; null when the method is not one that WooCommerce takes. */
export const oauthSignature = (method: string, url: string, query: QueryParameters, consumerSecret: string): string | null => {
  const algorithm = algorithms[query.text('oauth_signature_method') ?? ''];
  if (algorithm === undefined) return null;
  const parameters = query
    .flattened()
    .filter(([name]) => name !== 'oauth_signature')
    .map(([name, value]): [string, string] => [encode(name), encode(value)])
    .sort(byBytes)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return createHmac(algorithm, `${consumerSecret}&`).update(`${method.toUpperCase()}&${encode(url)}&${encode(parameters)}`).digest('base64');
};
