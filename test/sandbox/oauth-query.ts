import { createHmac } from 'node:crypto';
import OAuth from 'oauth-1.0a';

export interface OAuthChoices {
  readonly key?: string;
  readonly secret?: string;
  readonly method?: 'HMAC-SHA1' | 'HMAC-SHA256';
  /** Seconds. */
  readonly timestamp?: number;
  readonly nonce?: string;
}

/** A URL signed by an independent OAuth library, parameters in the query. */
export const oauthUrl = (url: string, { key = 'ck_sandbox', secret = 'cs_sandbox', method = 'HMAC-SHA256', timestamp, nonce }: OAuthChoices = {}, verb = 'GET'): string => {
  const oauth = new OAuth({
    consumer: { key, secret },
    signature_method: method,
    hash_function: (base, signingKey) => createHmac(method === 'HMAC-SHA1' ? 'sha1' : 'sha256', signingKey).update(base).digest('base64'),
  });
  if (timestamp !== undefined) oauth.getTimeStamp = () => timestamp;
  if (nonce !== undefined) oauth.getNonce = () => nonce;
  const signed = oauth.authorize({ url, method: verb });
  const target = new URL(url);
  for (const [name, value] of Object.entries(signed)) target.searchParams.set(name, String(value));
  return target.toString();
};

/** GET of a path below wc/v3, signed. */
export const shopGet = async (siteUrl: string, path: string, choices?: OAuthChoices): Promise<{ status: number; headers: Headers; body: unknown }> => {
  const response = await fetch(oauthUrl(`${siteUrl}/wp-json/wc/v3/${path}`, choices));
  return { status: response.status, headers: response.headers, body: await response.json() };
};
