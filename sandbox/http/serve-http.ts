import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isRefusal, isTwist } from '../faults/fault.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { Random } from '../seeded-random.ts';
import type { Timers } from '../timers.ts';
import type { Answer, Incoming, StandIn } from './exchange.ts';
import { RateLimit } from './rate-limit.ts';
import type { RequestRing } from './request-ring.ts';
import type { TrafficSettings } from './traffic-settings.ts';

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly standIn: StandIn;
  readonly control: (request: Incoming) => Answer;
  readonly traffic: TrafficSettings;
  readonly faults: FaultPlan;
  readonly requests: RequestRing;
  readonly random: Random;
  readonly timers: Timers;
  readonly now: () => number;
}

const noBody = Buffer.alloc(0);

const readBody = async (message: IncomingMessage): Promise<Buffer> => {
  if (message.headers['content-length'] === undefined && message.headers['transfer-encoding'] === undefined) return noBody;
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return chunks.length === 1 ? (chunks[0] ?? noBody) : Buffer.concat(chunks);
};

const send = (response: ServerResponse, answer: Answer): void => {
  response.writeHead(answer.status, { 'content-type': 'application/json; charset=UTF-8', 'content-length': Buffer.byteLength(answer.body), ...answer.headers });
  response.end(answer.body);
};

/** Serves one stand-in over real HTTP, with its latency, rate limit and faults. */
export const serveHttp = async (options: ServeOptions): Promise<{ readonly url: string; stop(): Promise<void> }> => {
  const { standIn, traffic, faults, requests, random, timers, now } = options;
  const rateLimit = new RateLimit();

  const answerRequest = (request: Incoming, url: string, response: ServerResponse): void => {
    const log = (status: number | null, fault?: string): void =>
      requests.add({ at: now(), method: request.method, path: url, status, ...(fault === undefined ? {} : { fault }) });
    const reply = (answer: Answer, fault?: string): void => {
      log(answer.status, fault);
      send(response, answer);
    };
    const waitMs = traffic.callsPerSecond === null ? 0 : rateLimit.take(traffic.callsPerSecond, now());
    if (waitMs > 0) {
      reply(standIn.refuse('429', Math.ceil(waitMs / 1000), request), 'rate-limit');
      return;
    }
    const fault = faults.strike(request.method, url);
    const kind = fault?.kind;
    if (kind === undefined) reply(standIn.handle(request, null));
    else if (isRefusal(kind)) reply(standIn.refuse(kind, fault?.retryAfterSeconds ?? 1, request), kind);
    else if (isTwist(kind)) reply(standIn.handle(request, kind), kind);
    else {
      const answer = kind === 'timeout' || kind === 'close' ? null : standIn.handle(request, null);
      if (answer && kind === 'malformed-json') {
        reply({ ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) }, kind);
        return;
      }
      log(null, kind);
      // A time-out is simply no answer; the caller's own patience ends it.
      if (kind.startsWith('close')) response.socket?.resetAndDestroy();
    }
  };

  const receive = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = message.url ?? '/';
    const mark = url.indexOf('?');
    const [path, query] = mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
    const request: Incoming = { method: message.method ?? 'GET', path, query, headers: message.headers, body: await readBody(message) };
    if (path.startsWith('/__control/')) {
      send(response, options.control(request));
      return;
    }
    const delay = traffic.latencyMs + (traffic.jitterMs > 0 ? random() * traffic.jitterMs : 0);
    if (delay > 0) await new Promise<void>((resolve) => timers.after(delay, resolve));
    answerRequest(request, url, response);
  };

  const server = createServer((message, response) => {
    receive(message, response).catch((error: unknown) => {
      // Either the client broke off while it sent, or the sandbox itself has a bug, which must not look like the vendor's answer.
      if (message.destroyed && !message.complete) return;
      if (!response.headersSent) send(response, { status: 500, body: JSON.stringify({ sandboxFailure: String(error) }) });
    });
  });
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    stop: () =>
      new Promise((resolve) => {
        timers.stop();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
