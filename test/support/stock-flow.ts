import { createRequire } from 'node:module';
import type { NodeAPI } from 'node-red';
import type { SkuPosition, StockPositionPage } from '../../lib/model/stock.ts';
import type { ExceptionRow } from '../../lib/store/contract/exception-table.ts';
import { eventually } from './eventually.ts';
import { bluecherryAccount, catchAll, exceptions, probe, sandboxKeys, tab } from './messages.ts';
import { runFlow, type FlowRun, type FlowRunOptions } from './node-runtime.ts';

const { events } = createRequire(import.meta.url)('@node-red/util') as { events: NodeAPI['events'] };

export const feed = 'bluecherry:HTL:inventory';

/** A flow that reads the stock of a BlueCherry, and what comes out of it. */
export interface StockFlow extends FlowRun {
  readonly pages: StockPositionPage[];
  /** Looks for cycles now. */
  look(): void;
  /** SKU codes of all pages of a reason so far, as they came. */
  skusFor(reason: StockPositionPage['reason'], cycleId?: string): string[];
  position(skuCode: string): SkuPosition | undefined;
  open(code?: string): Promise<readonly ExceptionRow[]>;
  status(): string;
}

export interface StockFlowOptions extends FlowRunOptions {
  readonly url: string;
  readonly node?: object;
  /** What comes behind the source; a node that takes pages and is done with them when left out. */
  readonly behind?: readonly object[];
}

/** Looks for cycles once and then only when told to; calculates for age only where `node` says so. */
export async function runStockFlow({ url, node = {}, behind = [probe('seen')], ...options }: StockFlowOptions): Promise<StockFlow> {
  const source = { id: 'stock', type: 'bluecherry-in', z: 'tab', account: 'erp', resource: 'inventory', intervalSeconds: 3600, recalculateSeconds: 1, ageSeconds: 3600, wires: [['seen']] };
  const flow = [tab, bluecherryAccount(url), { ...source, ...node }, ...behind, catchAll, exceptions, probe('parked')];
  let status = '';
  const keepStatus = ({ id, status: said }: { id: string; status?: { text?: string } }): void => {
    if (id === 'stock') status = said?.text ?? '';
  };
  events.on('node-status', keepStatus);
  const run = await runFlow(flow, { env: sandboxKeys, ...options });
  const pages: StockPositionPage[] = [];
  run.node('seen').on('input', (message) => pages.push((message as unknown as { payload: StockPositionPage }).payload));
  return {
    ...run,
    pages,
    look: () => run.store.signals.send(`feed:${feed}`),
    skusFor: (reason, cycleId) => pages.filter((page) => page.reason === reason && (cycleId ?? page.cycle.cycleId) === page.cycle.cycleId).flatMap(({ positions }) => positions.map(({ skuCode }) => skuCode)),
    position: (skuCode) => pages.flatMap(({ positions }) => positions).findLast((position) => position.skuCode === skuCode),
    open: async (code) => (await run.store.read.exceptions.list({ limit: 100, state: ['open', 'assigned'] })).filter((row) => code === undefined || row.code === code),
    status: () => status,
    stop() {
      events.removeListener('node-status', keepStatus);
      return run.stop();
    },
  };
}

/** Resolves when a cycle has come out of the node to its end. */
export function sentOn(flow: FlowRun, cycleId: string): Promise<true> {
  return eventually(`${cycleId} to be sent on`, async () => (await flow.store.read.cursors.get(`${feed}:emitted`)) === cycleId || undefined);
}
