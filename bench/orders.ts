import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packageRoot } from '../lib/package-root.ts';
import { startSandbox, type Sandbox } from '../sandbox/start-sandbox.ts';
import { freePort } from '../scripts/prove/free-port.ts';
import { end, startHost } from '../scripts/prove/host-process.ts';
import { asShopOrders } from '../scripts/prove/as-shop-orders.ts';
import { readRecordedOrders, rowsOf } from '../scripts/prove/recorded-orders.ts';
import { waitUntil } from '../scripts/prove/wait-until.ts';
import { besideOrders, openWorkspace } from '../scripts/prove/workspace.ts';
import { stockFlow } from './stock-flow.ts';

export interface OrdersBench {
  readonly orders: number;
  /** Orders per second, the median of the rounds. */
  readonly selvedgePerSecond: number;
  readonly stockNodesPerSecond: number;
  /** Ours over the baseline, the median of the rounds. */
  readonly ratio: number;
  readonly rounds: readonly { readonly selvedge: number; readonly stock: number }[];
}

/** The whole path of an order, durable, beside the same job wired from stock Node-RED nodes without durability. */
export async function benchOrders(options: { readonly client: string; readonly orders: number; readonly rounds: number }, say: (line: string) => void): Promise<OrdersBench> {
  const rounds: { selvedge: number; stock: number }[] = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    const stock = await withShop(options.orders, true, measureStock);
    const selvedge = await withShop(options.orders, false, (sandbox) => measureSelvedge(sandbox, options.client, options.orders));
    rounds.push({ selvedge, stock });
    say(`round ${round}: selvedge ${Math.round(selvedge)} orders/s, stock nodes ${Math.round(stock)} orders/s, ratio ${(selvedge / stock).toFixed(2)}`);
  }
  const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  return {
    orders: options.orders,
    selvedgePerSecond: Math.round(median(rounds.map((round) => round.selvedge))),
    stockNodesPerSecond: Math.round(median(rounds.map((round) => round.stock))),
    ratio: Number(median(rounds.map((round) => round.selvedge / round.stock)).toFixed(3)),
    rounds: rounds.map(({ selvedge, stock }) => ({ selvedge: Math.round(selvedge), stock: Math.round(stock) })),
  };
}

async function withShop(orders: number, treatAsTls: boolean, measure: (sandbox: Sandbox, orders: number) => Promise<number>): Promise<number> {
  const recorded = await readRecordedOrders(path.join(packageRoot, 'samples', 'woocommerce', 'orders.json'));
  const templates = recorded.filter(({ order }) => order.status === 'processing' && rowsOf(order.line_items).length <= 4 && rowsOf(order.line_items).every((line) => line.sku));
  const sandbox = await startSandbox({ orders: asShopOrders(templates), treatAsTls });
  sandbox.woocommerce.shop.cloneOrders({ count: orders - templates.length });
  try {
    return await measure(sandbox, orders);
  } finally {
    await sandbox.stop();
  }
}

/** From the shop's first answered list of orders to BlueCherry's last sales order. */
async function ordersPerSecond(sandbox: Sandbox, orders: number): Promise<number> {
  const done = await waitUntil(() => (sandbox.bluecherry.record().salesOrders.length >= orders ? true : undefined), 120_000, 100);
  const { salesOrders } = sandbox.bluecherry.record();
  if (!done) throw new Error(`only ${salesOrders.length} of ${orders} orders arrived`);
  const first = sandbox.woocommerce.record().requests.find(({ path: asked }) => asked.includes('/orders?'));
  const last = Math.max(...salesOrders.map(({ receivedAt }) => receivedAt));
  return (orders / (last - (first?.at ?? Number.NaN))) * 1000;
}

async function measureSelvedge(sandbox: Sandbox, client: string, orders: number): Promise<number> {
  const workspace = await openWorkspace(client, sandbox, { WOOCOMMERCE_CALLS_PER_SECOND: '10000', BLUECHERRY_CALLS_PER_SECOND: '10000' }, besideOrders);
  const host = await startHost(workspace.host);
  try {
    return await ordersPerSecond(sandbox, orders);
  } finally {
    await host.stop();
    await workspace.remove();
  }
}

async function measureStock(sandbox: Sandbox, orders: number): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'selvedge-bench-'));
  const port = await freePort();
  const skus = await skuIdentities(sandbox);
  await writeFile(path.join(folder, 'flows.json'), JSON.stringify(stockFlow(sandbox.woocommerce.url, sandbox.bluecherry.url)));
  await writeFile(
    path.join(folder, 'settings.cjs'),
    `module.exports = { uiHost: '127.0.0.1', uiPort: ${port}, flowFile: 'flows.json', functionGlobalContext: { skus: ${JSON.stringify(skus)} }, logging: { console: { level: 'warn' } } };`,
  );
  const child = spawn(process.execPath, [path.join(packageRoot, 'node_modules', 'node-red', 'red.js'), '-s', path.join(folder, 'settings.cjs'), '-u', folder], { stdio: 'ignore' });
  try {
    return await ordersPerSecond(sandbox, orders);
  } finally {
    await end(child, 'SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }
}

/** The baseline is spared the look-up: it gets every SKU's identity beforehand. */
async function skuIdentities(sandbox: Sandbox): Promise<Record<string, object>> {
  const answer = await fetch(`${sandbox.bluecherry.url}/HTL/v1/skus?pageSize=500`, { headers: { 'x-api-key': 'bc_sandbox_key' } });
  const { data } = (await answer.json()) as { data: Record<string, string | number>[] };
  const trimmed = (value: string | number | undefined): string => String(value ?? '').trim();
  return Object.fromEntries(
    data.map((sku) => [
      trimmed(sku['skuCode']),
      { division: trimmed(sku['division']), style: trimmed(sku['style']), colorCode: trimmed(sku['colorCode']), label: trimmed(sku['label']), dimension: trimmed(sku['dimension']), sizeBucket: Number(sku['sizeBucket']) },
    ]),
  );
}
