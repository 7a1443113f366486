import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startSandbox, type Sandbox } from '../../../sandbox/start-sandbox.ts';
import type { StockSettings } from '../../../sandbox/bluecherry/stock/stock-settings.ts';
import { openEngine, type Engine } from '../engine.ts';
import { startHost, type HostProcess } from '../host-process.ts';
import { openWorkspace } from '../workspace.ts';

/** The product as it stands with a client's flows, between a warehouse and a shop. */
export interface LiveHost {
  readonly sandbox: Sandbox;
  readonly host: HostProcess;
  close(): Promise<void>;
}

/** A node of a flow file as the client has it. */
export type FlowNode = Record<string, unknown> & { readonly id: string; readonly type: string };

export interface LiveOptions {
  readonly client: string;
  readonly seed: number;
  readonly stock: Partial<StockSettings>;
  /** What the host keeps its data in. */
  readonly engine?: Engine['name'];
  /** Changes the copy of the client's stock tab that is run. */
  readonly edit?: (nodes: readonly FlowNode[]) => readonly FlowNode[];
}

export async function openLiveHost({ client, seed, stock, engine: name = 'sqlite', edit = (nodes) => nodes }: LiveOptions): Promise<LiveHost> {
  const engine = await openEngine(name);
  const sandbox = await startSandbox({ seed, stock: { tickMs: 100, stockGraceMs: 30_000, ...stock } });
  const workspace = await openWorkspace(client, sandbox, { ORDERS_START_AT: new Date().toISOString(), STOCK_LOOK_SECONDS: '1', STOCK_AGE_SECONDS: '2', ...(await engine.place()) });
  const close = async (): Promise<void> => {
    await sandbox.stop();
    await workspace.remove();
    await engine.remove();
  };
  try {
    const file = path.join(workspace.host.flowsDir, client, 'tabs', 'stock.json');
    const nodes = JSON.parse(await readFile(file, 'utf8')) as FlowNode[];
    await writeFile(file, JSON.stringify(edit(nodes)));
    const host = await startHost(workspace.host);
    return {
      sandbox,
      host,
      async close() {
        await host.stop();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
