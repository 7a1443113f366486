import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface Spreader {
  readonly url: string;
  stop(): Promise<void>;
}

/** A worker that is stopped takes a connection and never answers. */
const patienceMs = 1000;

/** What stands before several workers: each request goes to the next of them, and on to another one when that does not answer. */
export async function spreadDeliveries(workers: readonly string[]): Promise<Spreader> {
  let turn = 0;
  const forward = async (request: IncomingMessage, body: Buffer): Promise<number> => {
    for (let tried = 0; tried < workers.length; tried += 1) {
      turn = (turn + 1) % workers.length;
      const headers = Object.entries(request.headers).filter(([name]) => !['host', 'connection', 'content-length'].includes(name));
      const init = { method: 'POST', headers: Object.fromEntries(headers) as Record<string, string>, body: new Uint8Array(body), signal: AbortSignal.timeout(patienceMs) };
      const status = await fetch(`${workers[turn] ?? ''}${request.url ?? ''}`, init).then((answer) => answer.status, () => undefined);
      // Starting or stopping: another one may take it.
      if (status !== undefined && status !== 503) return status;
    }
    return 502;
  };
  const server = createServer((request, response) => {
    void buffer(request)
      .then((body) => forward(request, body))
      .then((status) => response.writeHead(status).end(), () => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
