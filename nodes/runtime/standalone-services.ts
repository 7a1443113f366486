import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import express from 'express';
import type { NodeAPI } from 'node-red';
import { Registry } from 'prom-client';
import { OperationError } from '../../lib/errors/operation-error.ts';
import { createLeases } from '../../lib/lanes/leases.ts';
import { systemClock } from '../../lib/lanes/system-clock.ts';
import { openSqliteStore } from '../../lib/store/sqlite/open-sqlite-store.ts';
import type { HostLog, HostServices, Webhooks } from './host-services.ts';

/** In a stock Node-RED there is one client: its tables stand in `<user directory>/selvedge/tables`. */
const client = 'local';

/**
 * What our own host would hand over, opened in the user directory of a Node-RED that loaded the kit as an ordinary
 * palette module. Webhooks are answered by Node-RED's own HTTP root.
 */
export async function openStandaloneServices(RED: NodeAPI): Promise<HostServices> {
  const { userDir = '.' } = RED.settings as unknown as { userDir?: string };
  const clientDir = path.join(userDir, 'selvedge');
  await mkdir(clientDir, { recursive: true });
  const store = await openSqliteStore({ file: path.join(clientDir, 'selvedge.sqlite') });
  const leases = createLeases({ store, clock: systemClock, owner: `${process.pid}-${randomUUID()}` });
  await leases.start();
  return {
    ...{ client, clientDir, store, leases },
    dataDir: clientDir,
    clock: systemClock,
    lanes: new Map(),
    log: logThrough(RED, {}),
    webhooks: webhooksThrough(RED),
    metrics: new Registry(),
    exchanges: () => undefined,
    sources: { register: () => () => undefined },
    // A stock Node-RED gives a closing node 15 s.
    drainMs: 10_000,
  };
}

function logThrough(RED: NodeAPI, bound: Record<string, string>): HostLog {
  const line = (fields: object, message: string): string => {
    const facts = Object.entries<unknown>({ ...bound, ...fields }).map(([key, value]) => `${key}=${value instanceof Error ? value.message : String(value)}`);
    return `[selvedge] ${[message, ...facts].join(' ')}`;
  };
  return {
    debug: (fields, message) => RED.log.debug(line(fields, message)),
    info: (fields, message) => RED.log.info(line(fields, message)),
    warn: (fields, message) => RED.log.warn(line(fields, message)),
    error: (fields, message) => RED.log.error(line(fields, message)),
    child: (fields) => logThrough(RED, { ...bound, ...fields }),
  };
}

function webhooksThrough(RED: NodeAPI): Webhooks {
  const handlers = new Map<string, Parameters<Webhooks['register']>[1]>();
  RED.httpNode.post(`/hooks/${client}/*`, express.raw({ type: () => true, limit: '2mb' }), (request, response) => {
    const hook = (request.params as Record<string, string>)['0'] ?? '';
    const handler = handlers.get(hook);
    const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const answer = handler ? handler({ rawBody, headers: request.headers, path: hook }) : Promise.resolve({ status: 404, body: 'no such webhook' });
    answer.then(
      ({ status, body }) => response.status(status).send(body ?? ''),
      (error: unknown) => {
        RED.log.error(`[selvedge] webhook ${hook}: ${String(error)}`);
        response.status(500).send('');
      },
    );
  });
  return {
    register(hook, handler) {
      if (handlers.has(hook)) throw new OperationError('CONFIGURATION_INVALID', `Two nodes want to answer /hooks/${client}/${hook}: give one of them another path.`);
      handlers.set(hook, handler);
      return () => void handlers.delete(hook);
    },
  };
}
