import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { NewLaneEntry } from '../../lib/store/contract/lane-table.ts';
import type { Store } from '../../lib/store/contract/store.ts';
import { packageRoot } from '../../lib/package-root.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { asShopOrders } from '../../scripts/prove/as-shop-orders.ts';
import { openEngine } from '../../scripts/prove/engine.ts';
import { startHost, type HostOptions, type HostProcess } from '../../scripts/prove/host-process.ts';
import { readRecordedOrders, rowsOf } from '../../scripts/prove/recorded-orders.ts';
import { waitUntil } from '../../scripts/prove/wait-until.ts';
import { besideOrders, openWorkspace } from '../../scripts/prove/workspace.ts';
import { schemaOf } from '../../server/schema-of.ts';
import type { DatabasePlace } from './bench-engine.ts';
import { median } from './figures.ts';
import { openPlace } from './open-place.ts';

export interface RestartFigures {
  readonly waiting: number;
  readonly kills: number;
  /** From the start of the process to `/health/ready`; the baseline is the start with an empty lane. */
  readonly readyMs: { readonly median: number; readonly longest: number; readonly emptyLane: number };
  /** From the start of the process to the next order in BlueCherry. */
  readonly workingMs: { readonly median: number; readonly longest: number };
}

export interface Restart {
  readonly engine: DatabasePlace['engine'];
  readonly client: string;
  readonly waiting: number;
  readonly kills: number;
}

/** Well into the work. */
const beforeKillMs = 1500;

/** The product itself, killed at work with SIGKILL and started again. */
export async function measureRestart({ engine: name, client, waiting, kills }: Restart): Promise<RestartFigures> {
  const engine = await openEngine(name);
  const recorded = await readRecordedOrders(path.join(packageRoot, 'samples', 'woocommerce', 'orders.json'));
  const paid = recorded.filter(({ order }) => order.status === 'processing' && rowsOf(order.line_items).every((line) => line.sku)).slice(0, 1);
  const sandbox = await startSandbox({ orders: asShopOrders(paid) });
  const workspace = await openWorkspace(client, sandbox, await engine.place(), besideOrders);
  const arrived = (): number => sandbox.bluecherry.record().salesOrders.length;
  const [ready, working]: [number[], number[]] = [[], []];
  let host: HostProcess | undefined;
  try {
    host = await startHost(workspace.host);
    const emptyLane = host.startedInMs;
    if (!(await waitUntil(() => arrived() > 0 || undefined, 30_000))) throw new Error('The first order did not arrive.');
    await host.stop();
    const store = await openPlace(placeOf(workspace.host));
    await copyEntry(store, waiting);
    await store.close();
    for (let kill = 0; kill <= kills; kill += 1) {
      const [began, before] = [performance.now(), arrived()];
      host = await startHost(workspace.host);
      const readyAfter = host.startedInMs;
      if (!(await waitUntil(() => arrived() > before || undefined, 60_000, 20))) throw new Error('No order arrived after the start.');
      // The first start follows an orderly stop.
      if (kill > 0) {
        ready.push(readyAfter);
        working.push(Math.round(performance.now() - began));
      }
      await pause(beforeKillMs);
      await host.kill();
    }
    return { waiting, kills, readyMs: { median: median(ready), longest: Math.max(...ready), emptyLane }, workingMs: { median: median(working), longest: Math.max(...working) } };
  } finally {
    await host?.kill();
    await sandbox.stop();
    await workspace.remove();
    await engine.remove();
  }
}

function placeOf({ client, dataDir, env }: HostOptions): DatabasePlace {
  const url = env['DATABASE_URL'];
  return url === undefined ? { engine: 'sqlite', file: path.join(dataDir, 'selvedge.sqlite') } : { engine: 'postgres', url, schema: schemaOf(client) };
}

/** The message that has come through, again under as many other references. */
async function copyEntry(store: Store, count: number): Promise<void> {
  const [found] = (await store.read.lanes.get(Array.from({ length: 50 }, (_, n) => n + 1))).filter(({ state }) => state === 'settled');
  if (!found) throw new Error('The order that came through stands in no lane.');
  const { lane, entity, key, revision, message, priority } = found;
  const copies: NewLaneEntry[] = Array.from({ length: count }, (_, n) => {
    const other = `${key}00${n}`;
    return { lane, entity, key: other, revision, message: message.replaceAll(key, other), priority, dueAt: Date.now(), createdAt: Date.now() };
  });
  for (let start = 0; start < count; start += 1000) await store.write(({ lanes }) => lanes.append(copies.slice(start, start + 1000)));
}
