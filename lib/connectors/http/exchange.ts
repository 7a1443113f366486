import http from 'node:http';
import https from 'node:https';
import axios from 'axios';
import type { AccountLimits, ConnectorClock } from '../contract.ts';
import type { RawAnswer } from './classify-answer.ts';
import { guardedTransport } from './guarded-transport.ts';
import type { HttpRequest } from './http-call.ts';
import { readBody } from './read-body.ts';

/** A page of 100 orders of 200 lines each is about 20 MB. */
const largestBody = 64 * 1024 * 1024;

/** Thrown by {@link Exchange} with what the HTTP library said, which holds credentials: for classifying only. */
export class NoAnswer extends Error {
  readonly thrown: unknown;
  readonly why: 'broken' | 'timeout' | 'cancelled';

  constructor(thrown: unknown, why: NoAnswer['why']) {
    super(why);
    this.thrown = thrown;
    this.why = why;
  }
}

export interface SendOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called right before the request leaves; what it throws is thrown here, and nothing has left then. */
  readonly guard?: (() => void) | undefined;
}

export interface Exchange {
  send(request: HttpRequest, options: SendOptions): Promise<RawAnswer>;
  close(): void;
}

/** Sends requests over kept-alive connections. Any status is an answer; the time limit spans the call until its last byte. */
export function openExchange(limits: AccountLimits, clock: ConnectorClock): Exchange {
  const agent = { keepAlive: true, maxSockets: limits.concurrency, scheduling: 'fifo' as const };
  const httpAgent = new http.Agent(agent);
  const httpsAgent = new https.Agent(agent);
  const client = axios.create({
    httpAgent,
    httpsAgent,
    maxContentLength: largestBody,
    maxBodyLength: largestBody,
    maxRedirects: 0,
    proxy: false,
    responseType: 'text',
    transformRequest: [(body: unknown) => body],
    transformResponse: [(body: unknown) => body],
    validateStatus: () => true,
  });
  return {
    async send(request, { signal, guard }) {
      let refusal: { readonly thrown: unknown } | undefined;
      const guarded = guard && (() => {
        try {
          guard();
        } catch (thrown) {
          refusal = { thrown };
          throw thrown;
        }
      });
      const ending = new AbortController();
      let why: NoAnswer['why'] = 'broken';
      const end = (reason: NoAnswer['why']): void => {
        why = reason;
        ending.abort();
      };
      const cancel = (): void => end('cancelled');
      signal?.addEventListener('abort', cancel, { once: true });
      const timer = clock.setTimer(() => end('timeout'), limits.timeoutMs);
      try {
        const answer = await client.request<unknown>({
          method: request.method,
          url: request.url,
          headers: { ...request.headers },
          signal: ending.signal,
          ...(request.body === null ? {} : { data: request.body }),
          ...(guarded ? { transport: guardedTransport(guarded) } : {}),
        });
        const headers = Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
        return { status: answer.status, headers: Object.fromEntries(headers) as Record<string, string>, body: readBody(typeof answer.data === 'string' ? answer.data : '') };
      } catch (error) {
        if (refusal) throw refusal.thrown;
        throw new NoAnswer(error, why);
      } finally {
        timer.cancel();
        signal?.removeEventListener('abort', cancel);
      }
    },
    close() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}
