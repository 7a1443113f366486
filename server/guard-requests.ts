import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RequestHandler } from 'express';

/**
 * Without users whoever reaches the port is the operator. A web page in this machine's browser can reach it too: under
 * a name of its own that it points here (DNS rebinding), or across sites with a form or a WebSocket. So only requests
 * that name this machine and come from its own pages pass. Webhooks are exempt: they are signed, and often come through a tunnel.
 */
export function refuseForeignPages(): RequestHandler {
  return (request, response, next) => {
    const reason = request.path.startsWith('/hooks/') ? undefined : foreignReason(request);
    if (reason === undefined) next();
    else response.status(403).type('text').send(`${reason}\n`);
  };
}

/** The same for WebSockets, which do not pass through Express. */
export function refuseForeignSockets(server: Server): void {
  server.prependListener('upgrade', (request: IncomingMessage, socket: Duplex) => {
    if (foreignReason(request) !== undefined) socket.destroy();
  });
}

export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'SAMEORIGIN',
    'Content-Security-Policy': "frame-ancestors 'self'",
    'Referrer-Policy': 'same-origin',
  });
  next();
};

function foreignReason({ headers }: IncomingMessage): string | undefined {
  const host = headers.host ?? '';
  if (!/^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i.test(host)) {
    return 'Without users configured this host answers only to localhost and 127.0.0.1: open it under one of these names.';
  }
  const { origin } = headers;
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
    return 'Without users configured this host takes requests from its own pages only.';
  }
  return undefined;
}
