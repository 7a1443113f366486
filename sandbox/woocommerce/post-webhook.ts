import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';

const timeoutMs = 60_000;

/** One POST as WordPress sends it: a fresh connection, no redirects followed. Resolves with the status, or null when none came. */
export const postWebhook = (url: string, headers: OutgoingHttpHeaders, body: string, signal: AbortSignal): Promise<number | null> =>
  new Promise((resolve) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const request = send(url, {
      method: 'POST',
      agent: false,
      timeout: timeoutMs,
      signal,
      headers: {
        'user-agent': 'WooCommerce/10.0.2 Hookshot (WordPress/6.9.7)',
        accept: '*/*',
        'accept-encoding': 'deflate, gzip, br, zstd',
        ...headers,
        'content-length': Buffer.byteLength(body),
        connection: 'close',
      },
    });
    request.on('response', (response) => {
      response.resume();
      response.on('close', () => resolve(response.statusCode ?? null));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(null));
    request.end(body);
  });
