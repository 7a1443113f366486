import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import { Registry } from 'prom-client';
import helper from 'node-red-node-test-helper';
import type { Clock } from '../../lib/lanes/contract.ts';
import { createLeases, type LeasesParts } from '../../lib/lanes/leases.ts';
import { systemClock } from '../../lib/lanes/system-clock.ts';
import { openSqliteStore } from '../../lib/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../lib/store/contract/store.ts';
import type { HostLog, HostServices, RunningSource, WebhookAnswer, WebhookRequest } from '../../nodes/runtime/host-services.ts';
import { openServices, type KitServices } from '../../nodes/runtime/services.ts';
import { packageRoot } from '../../lib/package-root.ts';
import { findNodeFolders } from '../../scripts/build/find-node-folders.ts';

const require = createRequire(import.meta.url);
const { events, hooks } = require('@node-red/util') as { hooks: NodeAPI['hooks']; events: NodeAPI['events'] };
const stock = {
  debug: require('@node-red/nodes/core/common/21-debug.js') as (RED: NodeAPI) => void,
  function: require('@node-red/nodes/core/function/10-function.js') as (RED: NodeAPI) => void,
  comment: require('@node-red/nodes/core/common/90-comment.js') as (RED: NodeAPI) => void,
};
helper.init(require.resolve('node-red'));

/** Every node of the kit. */
const palette = findNodeFolders(packageRoot).then((folders) =>
  Promise.all(folders.map(async ({ type, path: folder }) => ((await import(pathToFileURL(path.join(folder, `${type}.ts`)).href)) as { default: (RED: NodeAPI) => void }).default)),
);

export interface FlowRun {
  readonly services: KitServices;
  readonly store: Store;
  node(id: string): Node;
  /** What a node of type `helper` receives next. */
  next(id: string): Promise<Record<string, unknown>>;
  /** Delivers to the webhook path as a shop would. */
  deliver(hook: string, request: Pick<WebhookRequest, 'rawBody' | 'headers'>): Promise<WebhookAnswer>;
  /** What reaches the debug sidebar. */
  onDebug(listener: (message: unknown) => void): void;
  readonly logged: { level: string; fields: object; message: string }[];
  request: typeof helper.request;
  /** Resolves when the changed flow runs. */
  deploy(flow: readonly object[], type: 'full' | 'flows' | 'nodes'): Promise<void>;
  stop(): Promise<void>;
}

export interface FlowRunOptions {
  readonly clientDir?: string;
  /** The database stays there for the next run. */
  readonly dataDir?: string;
  /** Another store than SQLite in a folder of this run: PostgreSQL, for example. It is closed by `stop`. */
  readonly openStore?: () => Promise<Store>;
  readonly leases?: Pick<LeasesParts, 'ttlMs' | 'renewMs'>;
  readonly clock?: Clock;
  readonly env?: Record<string, string>;
  readonly credentials?: object;
}

/** Runs a flow in the real Node-RED runtime, as a worker of its own. */
export async function runFlow(flow: readonly object[], options: FlowRunOptions = {}): Promise<FlowRun> {
  const folder = options.dataDir ?? (await mkdtemp(path.join(tmpdir(), 'selvedge-flow-')));
  const store = await (options.openStore?.() ?? openSqliteStore({ file: path.join(folder, 'selvedge.sqlite') }));
  const clock = options.clock ?? systemClock;
  const leases = createLeases({ store, clock, owner: `test-${randomUUID()}`, ...options.leases });
  await leases.start();
  const handlers = new Map<string, (request: WebhookRequest) => Promise<WebhookAnswer>>();
  const logged: FlowRun['logged'] = [];
  const running = new Set<RunningSource>();
  const level = (name: string) => (fields: object, message: string): void => void logged.push({ level: name, fields, message });
  const log: HostLog = { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error'), child: () => log };
  const host: HostServices = {
    client: 'harbour-thread',
    clientDir: options.clientDir ?? folder,
    dataDir: folder,
    ...{ store, clock, leases, log },
    lanes: new Map(),
    webhooks: {
      register(hook, handler) {
        handlers.set(hook, handler);
        return () => void handlers.delete(hook);
      },
    },
    metrics: new Registry(),
    exchanges: () => undefined,
    sources: {
      register(source) {
        running.add(source);
        return () => running.delete(source);
      },
    },
    drainMs: 200,
  };
  for (const [name, value] of Object.entries(options.env ?? {})) process.env[name] = value;
  helper.settings({ selvedge: host });
  let red: NodeAPI | undefined;
  // The helper leaves out the messaging hooks that the runtime gives to every node.
  const withHooks = (register: (RED: NodeAPI) => void) => (RED: NodeAPI) => {
    red = Object.assign(RED, { hooks });
    register(RED);
  };
  const kit = (await palette).map(withHooks);
  await new Promise<void>((resolve) => helper.startServer(() => resolve()));
  await helper.load([...kit, ...Object.values(stock)], flow.map(onCanvas), options.credentials ?? {});
  if (!red) throw new Error('no node was registered');
  return {
    services: await openServices(red),
    store,
    node: (id) => helper.getNode(id) as unknown as Node,
    next: (id) => new Promise((resolve) => helper.getNode(id).once('input', (message) => resolve(message as Record<string, unknown>))),
    deliver: (hook, request) => {
      const handler = handlers.get(hook);
      return handler ? handler({ ...request, path: hook }) : Promise.resolve({ status: 404 });
    },
    onDebug: (listener) => void events.on('comms', ({ topic, data }: { topic: string; data: unknown }) => topic === 'debug' && listener(data)),
    logged,
    request: helper.request.bind(helper),
    async deploy(changed, type) {
      const started = new Promise<void>((resolve) => events.once('flows:started', () => resolve()));
      await helper.setFlows(changed.map(onCanvas), type);
      await started;
    },
    async stop() {
      await helper.unload();
      await Promise.all([...running].map((source) => source.stop()));
      await leases.stop();
      await new Promise<void>((resolve) => helper.stopServer(() => resolve()));
      await store.close();
      for (const name of Object.keys(options.env ?? {})) Reflect.deleteProperty(process.env, name);
      if (!options.dataDir) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Without a position Node-RED takes a node for a configuration node. */
function onCanvas(node: object): object {
  return structuredClone('z' in node ? { x: 0, y: 0, ...node } : node);
}
