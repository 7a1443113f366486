import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';

const timeoutMs = 10_000;

/** One POST; resolves with the status, or null when none came in time. */
export const sendHook = (url: string, headers: OutgoingHttpHeaders, body: string, signal: AbortSignal): Promise<number | null> =>
  new Promise((resolve) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const length = Buffer.byteLength(body);
    const request = send(url, { method: 'POST', agent: false, timeout: timeoutMs, signal, headers: { 'content-type': 'application/json', accept: '*/*', ...headers, 'content-length': length, connection: 'close' } });
    request.on('response', (response) => {
      response.resume();
      response.on('close', () => resolve(response.statusCode ?? null));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(null));
    request.end(body);
  });
