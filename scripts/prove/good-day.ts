import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { differences, repeated } from './check-sales-orders.ts';
import { replay, referencePrefix, openExceptions } from './host-api.ts';
import { startHost } from './host-process.ts';
import { outcomesOf, type Ended } from './outcomes.ts';
import { asShopOrders, type RecordedCase } from './recorded-orders.ts';
import { waitUntil } from './wait-until.ts';
import { openWorkspace } from './workspace.ts';

export interface DayReport {
  readonly ended: readonly Ended[];
  /** Sentences about what does not hold. */
  readonly faults: readonly string[];
}

/** SKUs of a recording from another shop, whose ERP we do not have: its stand-in gets to know them. */
export type Catalogue = 'client' | 'orders';

/** Lets the orders through the client's flows and checks every sales order against its order, to the penny. */
export async function goodDay(client: string, cases: readonly RecordedCase[], options: { readonly seed: number; readonly catalogue: Catalogue; readonly putRight: boolean }): Promise<DayReport> {
  const sandbox = await startSandbox({ orders: asShopOrders(cases), seed: options.seed });
  if (options.catalogue === 'orders') for (const sku of skusOf(cases)) sandbox.bluecherry.erp.addSku({ skuCode: sku, division: '01', style: sku });
  const workspace = await openWorkspace(client, sandbox);
  const host = await startHost(workspace.host);
  try {
    const prefix = await referencePrefix(host.url);
    const arrived = () => sandbox.bluecherry.record().salesOrders;
    const ended = await outcomesOf(host.url, prefix, cases, arrived, 60_000);
    const faults = checkAll(ended, cases);
    if (options.putRight) faults.push(...(await putRight(host.url, prefix, sandbox, arrived)));
    for (const twice of repeated(arrived())) faults.push(`more than one sales order: ${twice}`);
    const code = await host.stop();
    if (code !== 0) faults.push(`the host ended with exit code ${String(code)}`);
    return { ended, faults };
  } finally {
    await host.kill();
    await sandbox.stop();
    await workspace.remove();
  }
}

function skusOf(cases: readonly RecordedCase[]): Set<string> {
  return new Set(cases.flatMap(({ order }) => order.line_items.flatMap((line) => (line.sku ? [line.sku] : []))));
}

function checkAll(ended: readonly Ended[], cases: readonly RecordedCase[]): string[] {
  const faults: string[] = [];
  const byName = new Map(cases.map((one) => [one.name, one.order]));
  for (const { name, outcome } of ended) {
    const order = byName.get(name);
    if (!outcome) faults.push(`${name}: lost, no sales order, no exception, no reason`);
    else if (outcome.kind === 'sales order' && order) faults.push(...differences(order, outcome.arrived).map((difference) => `${name}: ${difference}`));
  }
  return faults;
}

/** What people do next: give the product its SKU and replay; the bank transfer arrives. */
async function putRight(host: string, prefix: string, sandbox: Sandbox, arrived: () => readonly { externalRef: string }[]): Promise<string[]> {
  const has = (id: number) => waitUntil(() => (arrived().some(({ externalRef }) => externalRef === `${prefix}${id}`) ? true : undefined), 20_000);
  const faults: string[] = [];

  sandbox.woocommerce.shop.patchProduct(51, { sku: 'MYSTERY-SAMPLE' });
  const waiting = (await openExceptions(host)).find(({ key }) => key === `${prefix}69`);
  if (!waiting) faults.push('69: no exception to replay');
  else await replay(host, waiting.id);
  if (!(await has(69))) faults.push('69: put right and replayed, it did not arrive');

  sandbox.woocommerce.shop.patchOrder(66, { status: 'processing' });
  if (!(await has(66))) faults.push('66: paid later, it did not arrive');

  const closed = await waitUntil(async () => ((await openExceptions(host)).length === 0 ? true : undefined), 10_000);
  if (!closed) faults.push('69: arrived, but its exception did not close');
  return faults;
}
