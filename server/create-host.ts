import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import express from 'express';
import RED from 'node-red';
import type { Logger } from 'pino';
import type { DurableLane } from '../lib/lanes/contract.ts';
import { createLeases } from '../lib/lanes/leases.ts';
import type { Store } from '../lib/store/contract/store.ts';
import type { HostServices } from '../nodes/runtime/host-services.ts';
import type { Settings } from '../settings.ts';
import { checkStore } from './check-store.ts';
import { createMetrics } from './create-metrics.ts';
import { checkLease, describeWorker } from './describe-worker.ts';
import { createFlowStorage } from './flow-storage/create-flow-storage.ts';
import { refuseForeignPages, refuseForeignSockets, securityHeaders } from './guard-requests.ts';
import { healthRoutes } from './health-routes.ts';
import { listen } from './listen.ts';
import { nodeRedSettings } from './node-red-settings.ts';
import { nameDatabase } from './open-database.ts';
import { prepareDataFolder } from './prepare-data-folder.ts';
import { createSourceList } from './running-sources.ts';
import { sayWhenLost } from './say-when-lost.ts';
import { sayWhatDrains } from './say-what-drains.ts';
import { createHousekeeping } from '../lib/lanes/housekeeping.ts';
import { systemClock } from '../lib/lanes/system-clock.ts';
import { watchFlows } from './watch-flows.ts';
import { createWebhooks } from './webhook-routes.ts';
import { within } from './within.ts';

export interface HostParts {
  readonly settings: Settings;
  readonly log: Logger;
  readonly openStore: (database: Settings['database']) => Promise<Store>;
}

export interface Host {
  /** Where the editor is. */
  readonly url: string;
  /** What keeps the flows from running, when they do not. */
  readonly trouble: string | undefined;
  /** Drains: nothing new comes in, what is under way ends or is released, then everything is closed. */
  stop(): Promise<void>;
}

/**
 * Node-RED inside our own Express, on one port. One per process: Node-RED is a singleton.
 * @throws FLOW_FOLDER_INVALID, PORT_IN_USE, SETTING_INVALID before any flow has started
 */
export async function createHost({ settings, log, openStore }: HostParts): Promise<Host> {
  const { client, clientDir, dataDir } = settings;
  let phase: 'starting' | 'running' | 'stopping' = 'starting';
  const storage = createFlowStorage({ clientDir, dataDir }, (message) => log.warn(message));
  // Node-RED itself only logs flows that cannot be loaded, and goes on without them.
  await storage.getFlows();
  const folder = await prepareDataFolder(dataDir);

  const app = express();
  app.disable('x-powered-by');
  const server = createServer(app);
  // The port comes before the store: a second start of the same client ends here, not in the first one's lanes.
  const url = await listen(server, settings.host, settings.port);
  const store = await openStore(settings.database);
  const leases = createLeases({ store, clock: systemClock, owner: `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}` });
  await leases.start();
  const letGo = sayWhenLost(leases, log);

  const housekeeping = createHousekeeping({ store, clock: systemClock, leases, keepDays: settings.keepDays });
  const metrics = createMetrics(client);
  const sources = createSourceList(log);
  const { webhooks, router } = createWebhooks({ client, log, open: () => phase === 'running', answered: metrics.delivery });
  const lanes = new Map<string, DurableLane>();
  const services: HostServices = {
    ...{ client, clientDir, dataDir, store, leases, lanes, log, webhooks },
    clock: systemClock,
    metrics: metrics.registry,
    exchanges: metrics.exchanges,
    sources,
    // Less than the whole, so that what is given back is on disk before the deadline.
    drainMs: settings.drainSeconds * 800,
  };

  RED.init(server, nodeRedSettings({ ...settings, credentialSecret: settings.credentialSecret ?? folder.credentialSecret }, storage, services, log));
  const flows = watchFlows(RED.events);
  const checkAll = async () => [
    { name: 'host', ok: phase === 'running', says: phase === 'running' ? 'the host runs' : `the host is ${phase}` },
    await checkStore(store, systemClock, nameDatabase(settings.database)),
    checkLease(leases),
    { name: 'flows', ok: flows.state().running, says: flows.state().says },
  ];

  app.use(securityHeaders);
  if (settings.users.length === 0) {
    app.use(refuseForeignPages());
    refuseForeignSockets(server);
  }
  app.use('/health', healthRoutes({ client, checkAll, describe: () => describeWorker(nameDatabase(settings.database), leases, lanes.values()) }));
  app.get('/metrics', (_request, response, next) => {
    metrics.registry.metrics().then((text) => response.type(metrics.registry.contentType).send(text), next);
  });
  app.use('/hooks', router);
  app.use((_request, response, next) => {
    if (phase === 'starting') response.status(503).set('Retry-After', '2').type('text').send('Selvedge is starting: load this page again in a moment.\n');
    else next();
  });
  app.use('/', RED.httpAdmin);
  app.use('/', RED.httpNode);

  await RED.start();
  const state = await flows.settled(20_000);
  phase = 'running';
  housekeeping.start();

  return {
    url,
    trouble: state.running ? undefined : state.says,
    async stop() {
      phase = 'stopping';
      const drainMs = settings.drainSeconds * 1000;
      const began = performance.now();
      const silence = sayWhatDrains(log, lanes);
      if (!(await within(drainMs, sources.stopAll()))) log.warn('some sources did not stop in time; what they had read is read again at the next start');
      silence();
      await housekeeping.stop();
      await letGo();
      await leases.stop();
      const left = Math.max(1000, drainMs - (performance.now() - began));
      if (!(await within(left, RED.stop()))) log.warn('some nodes did not close in time; what they had in hand is released at the next start');
      await store.close();
      server.close();
      server.closeAllConnections();
    },
  };
}
