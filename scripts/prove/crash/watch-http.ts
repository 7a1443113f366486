import http from 'node:http';
import type { Passing } from './crash-trigger.ts';
import { wrapMethod } from './wrap-method.ts';

/** A remote system by its address. */
export interface WatchedSystem {
  readonly name: string;
  readonly url: string;
}

/**
 * Calls to the systems: before the request leaves, once it has left, and once the answer has come and nobody has seen it.
 * Deliveries of webhooks: before and after their answer.
 */
export function watchHttp(passing: Passing, systems: readonly WatchedSystem[]): void {
  const kindOf = (request: http.ClientRequest): string | undefined => {
    const system = systems.find(({ url }) => new URL(url).host === String(request.getHeader('host')));
    return system && `${system.name} ${request.method} ${routeOf(request.path)}`;
  };
  wrapMethod(http.ClientRequest.prototype, 'end', ({ instance, proceed }) => {
    const kind = kindOf(instance);
    if (kind !== undefined) {
      passing([kind], 'before');
      instance.once('finish', () => passing([kind], 'sent'));
    }
    return proceed();
  });
  wrapMethod(http.ClientRequest.prototype, 'emit', ({ instance, parameters: [event], proceed }) => {
    const kind = event === 'response' ? kindOf(instance) : undefined;
    if (kind !== undefined) passing([kind], 'after');
    return proceed();
  });
  wrapMethod(http.ServerResponse.prototype, 'end', ({ instance, proceed }) => {
    // Express takes the mount path off `url` and keeps the whole one beside it.
    const { method, url, originalUrl = url } = instance.req as http.IncomingMessage & { readonly originalUrl?: string };
    if (method === 'POST' && originalUrl?.startsWith('/hooks/')) {
      passing(['webhook'], 'before');
      instance.once('finish', () => passing(['webhook'], 'after'));
    }
    return proceed();
  });
}

/** Without what differs from call to call; a look-up by our reference is told from other lists. */
function routeOf(path: string): string {
  const [route = '', query = ''] = path.split('?');
  const named = route.replace(/^.*\/v\d\//, '').replace(/\/[A-Z]*\d+$/, '/:id');
  return query.includes('externalRef=') ? `${named} by reference` : named;
}
