import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly at: number;
}

export interface LocalAnswer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** Anything but text is sent as JSON. */
  readonly body?: unknown;
  /** Instead of an answer: the connection is cut, or stays silent. */
  readonly instead?: 'cut' | 'silence';
}

export interface LocalServer {
  readonly url: string;
  readonly requests: ReceivedRequest[];
  close(): Promise<void>;
}

/** A real HTTP server on loopback that answers as the test says. */
export async function startLocalServer(answer: (request: ReceivedRequest) => LocalAnswer | Promise<LocalAnswer>): Promise<LocalServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '/', 'http://local');
      const request = {
        method: incoming.method ?? '', path: url.pathname, query: url.searchParams, url: incoming.url ?? '', headers: incoming.headers,
        body: Buffer.concat(chunks).toString('utf8'), at: performance.now(),
      };
      requests.push(request);
      void Promise.resolve(answer(request)).then((given) => reply(outgoing, given));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

function reply(outgoing: ServerResponse, { status = 200, headers = {}, body = '', instead }: LocalAnswer): void {
  if (instead === 'silence') return;
  if (instead === 'cut') {
    outgoing.destroy();
    return;
  }
  outgoing.writeHead(status, { 'content-type': typeof body === 'string' ? 'text/html' : 'application/json', ...headers });
  outgoing.end(typeof body === 'string' ? body : JSON.stringify(body));
}
