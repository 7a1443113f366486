import type { NodeAPI } from 'node-red';
import { createEffectLedger } from '../../lib/lanes/effect-ledger.ts';
import { createExceptionDesk } from '../../lib/lanes/exception-desk.ts';
import type { EffectLedger, ExceptionDesk } from '../../lib/lanes/contract.ts';
import type { PositionBook } from '../../lib/store/stock-book/contract.ts';
import type { ClientTables } from './client-tables.ts';
import { openClientTables } from './client-tables.ts';
import { watchDeployedFlows, type DeployedFlows } from './deployed-flows.ts';
import type { HostServices } from './host-services.ts';
import { registerKitMetrics } from './kit-metrics.ts';
import { openStandaloneServices } from './standalone-services.ts';
import { expireDeliveries, installDeliveryHooks } from './track-delivery.ts';

/** What the nodes of one Node-RED process share. */
export interface KitServices extends HostServices {
  readonly desk: ExceptionDesk;
  readonly ledger: EffectLedger;
  readonly tables: ClientTables;
  readonly flows: DeployedFlows;
  /** Feeds that wait for room, and the full lane that each waits for. */
  readonly heldBack: Map<string, string>;
  /** Books of the stock feeds that this worker reads, by feed. */
  readonly positions: Map<string, Pick<PositionBook, 'head' | 'find'>>;
}

/** A message that a node never completes is given up after this long and shown as an exception. */
const deliveryLimitMs = 15 * 60_000;

const opened = new WeakMap<object, Promise<KitServices>>();

/** The host hands its services over in the settings; in a stock Node-RED they are opened in the user directory. */
export function openServices(RED: NodeAPI): Promise<KitServices> {
  installDeliveryHooks(RED);
  const settings = RED.settings as unknown as { selvedge?: HostServices; userDir?: string };
  const key: object = settings.selvedge ?? RED.hooks;
  let services = opened.get(key);
  if (!services) {
    services = Promise.resolve(settings.selvedge ?? openStandaloneServices(RED)).then((host) => withKit(RED, host));
    opened.set(key, services);
  }
  return services;
}

function withKit(RED: NodeAPI, host: HostServices): KitServices {
  const { store, clock, leases, sources } = host;
  const flows = watchDeployedFlows(RED);
  const heldBack = new Map<string, string>();
  const desk = createExceptionDesk({ store, clock, leases });
  watchDeliveries(host);
  sources.register({
    name: 'replays, and watch over the deployed flows',
    stop() {
      flows.close();
      return desk.stop();
    },
  });
  registerKitMetrics({ ...host, heldBack });
  return {
    ...host,
    desk,
    ledger: createEffectLedger({ store, clock }),
    tables: openClientTables(host.clientDir),
    flows,
    heldBack,
    positions: new Map(),
  };
}

function watchDeliveries({ clock, log, sources }: HostServices): void {
  let timer: { cancel(): void };
  const watch = (): void => {
    const late = expireDeliveries(clock.now() - deliveryLimitMs);
    if (late > 0) log.warn({ late }, 'messages that their flow never finished were given up');
    timer = clock.setTimer(watch, 60_000);
  };
  timer = clock.setTimer(watch, 60_000);
  sources.register({
    name: 'watch over deliveries',
    stop() {
      timer.cancel();
      return Promise.resolve();
    },
  });
}
