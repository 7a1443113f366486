import type { Answer, Incoming } from '../http/exchange.ts';
import { oauthSignature } from './oauth-signature.ts';
import type { QueryParameters } from './query-parameters.ts';
import { wordpressError } from './wordpress-answer.ts';

export interface ApiKey {
  readonly consumerKey: string;
  readonly consumerSecret: string;
}

/** `nobody` is a visitor without rights: WordPress refuses him per resource, not for his credentials. */
export type Identity = { readonly kind: 'owner' } | { readonly kind: 'nobody' } | { readonly kind: 'refused'; readonly answer: Answer };

const signatureWindowSeconds = 15 * 60;
const rememberedNonces = 50_000;
const oauthNames = ['oauth_consumer_key', 'oauth_timestamp', 'oauth_nonce', 'oauth_signature', 'oauth_signature_method'];

const refused = (message: string, code = 'woocommerce_rest_authentication_error'): Identity => ({ kind: 'refused', answer: wordpressError(401, code, message) });

/** WC_REST_Authentication: Basic or key parameters on HTTPS, OAuth 1.0a everywhere, Basic on plain HTTP ignored. */
export class Authenticator {
  readonly #key: ApiKey;
  readonly #now: () => number;
  readonly #nonces = new Set<string>();

  constructor(key: ApiKey, now: () => number) {
    this.#key = key;
    this.#now = now;
  }

  identify(request: Incoming, query: QueryParameters, tls: boolean): Identity {
    return (tls ? this.#byKey(request, query) : null) ?? this.#bySignature(request, query, tls);
  }

  #byKey(request: Incoming, query: QueryParameters): Identity | null {
    const basic = /^Basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const [user = '', ...password] = basic === undefined ? [] : Buffer.from(basic, 'base64').toString('utf8').split(':');
    const key = query.text('consumer_key') ?? user;
    const secret = query.text('consumer_secret') ?? password.join(':');
    if (key !== this.#key.consumerKey) return null;
    return secret === this.#key.consumerSecret ? { kind: 'owner' } : refused('Consumer secret is invalid.');
  }

  #bySignature(request: Incoming, query: QueryParameters, tls: boolean): Identity {
    const missing = oauthNames.filter((name) => (query.text(name) ?? '') === '');
    if (missing.length === oauthNames.length) return { kind: 'nobody' };
    if (missing.length > 0) {
      return refused(`Missing OAuth ${missing.length === 1 ? 'parameter' : 'parameters'} ${missing.join(', ')}`, 'woocommerce_rest_authentication_missing_parameter');
    }
    if (query.text('oauth_consumer_key') !== this.#key.consumerKey) return refused('Consumer key is invalid.');
    const expected = oauthSignature(request.method, `${tls ? 'https' : 'http'}://${request.headers.host ?? ''}${request.path}`, query, this.#key.consumerSecret);
    if (expected === null) return refused('Invalid signature - signature method is invalid.');
    if (expected !== query.text('oauth_signature')) return refused('Invalid signature - provided signature does not match.');
    if (!(Math.abs(this.#now() / 1000 - Number(query.text('oauth_timestamp'))) <= signatureWindowSeconds)) return refused('Invalid timestamp.');
    return this.#takeNonce(query.text('oauth_nonce') ?? '') ? { kind: 'owner' } : refused('Invalid nonce - nonce has already been used.');
  }

  #takeNonce(nonce: string): boolean {
    if (this.#nonces.has(nonce)) return false;
    this.#nonces.add(nonce);
    if (this.#nonces.size > rememberedNonces) for (const oldest of this.#nonces) return this.#nonces.delete(oldest);
    return true;
  }
}
