import type { NodeAPI } from 'node-red';
import { createEffectLedger } from '../../lib/lanes/effect-ledger.ts';
import { createExceptionDesk } from '../../lib/lanes/exception-desk.ts';
import type { DurableLane, EffectLedger, ExceptionDesk } from '../../lib/lanes/contract.ts';
import type { ClientTables } from './client-tables.ts';
import { openClientTables } from './client-tables.ts';
import type { HostServices } from './host-services.ts';
import { registerKitMetrics } from './kit-metrics.ts';
import { openStandaloneServices } from './standalone-services.ts';
import { expireDeliveries, installDeliveryHooks } from './track-delivery.ts';

/** What the nodes of one Node-RED process share. */
export interface KitServices extends HostServices {
  readonly desk: ExceptionDesk;
  readonly ledger: EffectLedger;
  readonly tables: ClientTables;
  /** Lanes of the deployed flows by name. */
  readonly lanes: Map<string, DurableLane>;
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
    services = Promise.resolve(settings.selvedge ?? openStandaloneServices(RED)).then(withKit);
    opened.set(key, services);
  }
  return services;
}

function withKit(host: HostServices): KitServices {
  const { store, clock, owner } = host;
  watchDeliveries(host);
  const lanes = new Map<string, DurableLane>();
  registerKitMetrics(host, lanes);
  return {
    ...host,
    desk: createExceptionDesk({ store, clock }),
    ledger: createEffectLedger({ store, clock, owner }),
    tables: openClientTables(host.clientDir),
    lanes,
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
