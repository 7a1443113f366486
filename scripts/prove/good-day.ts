import { createHmac } from 'node:crypto';
import { deriveSkus } from '../../sandbox/bluecherry/derive-skus.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { recordedShop } from '../../sandbox/woocommerce/recorded-shop.ts';
import { asShopOrders } from './as-shop-orders.ts';
import { differences, repeated } from './check-sales-orders.ts';
import { replay, referencePrefix, openExceptions } from './host-api.ts';
import { startHost } from './host-process.ts';
import { outcomesOf, type Ended } from './outcomes.ts';
import type { RecordedCase } from './recorded-orders.ts';
import { skusOf } from './skus-of.ts';
import { waitUntil } from './wait-until.ts';
import { besideOrders, openWorkspace } from './workspace.ts';

export interface DayReport {
  readonly ended: readonly Ended[];
  readonly figures: { readonly webhookMedianMs?: number };
  /** Sentences about what does not hold. */
  readonly faults: readonly string[];
}

/** SKUs of a recording from another shop, whose ERP we do not have: its stand-in gets to know them. */
export type Catalogue = 'client' | 'orders';

/** Lets the orders through the client's flows and checks every sales order against its order, to the penny. */
export async function goodDay(client: string, cases: readonly RecordedCase[], options: { readonly seed: number; readonly catalogue: Catalogue; readonly putRight: boolean }): Promise<DayReport> {
  const sandbox = await startSandbox({ orders: asShopOrders(cases), seed: options.seed });
  if (options.catalogue === 'orders') teachSkus(sandbox, cases);
  const workspace = await openWorkspace(client, sandbox, {}, besideOrders);
  const host = await startHost(workspace.host);
  try {
    const prefix = await referencePrefix(host.url);
    const arrived = () => sandbox.bluecherry.record().salesOrders;
    const ended = await outcomesOf(host.url, prefix, cases, arrived, 60_000);
    const faults = checkAll(ended);
    let figures: DayReport['figures'] = {};
    if (options.putRight) {
      faults.push(...(await putRight(host.url, prefix, sandbox, arrived)));
      figures = { webhookMedianMs: await sendAgain(`${host.url}/hooks/${client}/woocommerce`, sandbox, cases) };
      if (figures.webhookMedianMs !== undefined && figures.webhookMedianMs >= 50) faults.push(`a webhook was answered in ${figures.webhookMedianMs} ms at the median`);
    }
    for (const twice of repeated(arrived())) faults.push(`more than one sales order: ${twice}`);
    const code = await host.stop();
    if (code !== 0) faults.push(`the host ended with exit code ${String(code)}`);
    return { ended, figures, faults };
  } finally {
    await host.kill();
    await sandbox.stop();
    await workspace.remove();
  }
}

/** The client's own SKUs stay as they are: a second item under one of their codes would make it ambiguous. */
function teachSkus(sandbox: Sandbox, cases: readonly RecordedCase[]): void {
  const { products, variations } = recordedShop();
  const known = new Set(deriveSkus(products, variations).map(({ skuCode }) => skuCode));
  for (const sku of skusOf(cases)) if (!known.has(sku)) sandbox.bluecherry.erp.addSku({ skuCode: sku, division: '01', style: sku });
}

function checkAll(ended: readonly Ended[]): string[] {
  return ended.flatMap(({ name, order, outcome }) => {
    if (!outcome) return [`${name}: lost, no sales order, no exception, no reason`];
    return outcome.kind === 'sales order' ? differences(order, outcome.arrived).map((difference) => `${name}: ${difference}`) : [];
  });
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

/**
 * Everything comes again while the sweep is busy: the shop touches every order, and sends three webhooks for each, in any
 * order. Resolves with the median time in which a delivery was answered, in ms.
 */
async function sendAgain(hook: string, sandbox: Sandbox, cases: readonly RecordedCase[]): Promise<number> {
  sandbox.woocommerce.shop.cloneOrders({ count: 300, spreadSeconds: 60 });
  for (const { order } of cases) sandbox.woocommerce.shop.patchOrder(order.id, {});
  const body = JSON.stringify({ id: cases[0]?.order.id });
  const signature = createHmac('sha256', 'whsec-example').update(body).digest('base64');
  const headers = { 'content-type': 'application/json', 'x-wc-webhook-topic': 'order.updated', 'x-wc-webhook-resource': 'order', 'x-wc-webhook-event': 'updated', 'x-wc-webhook-signature': signature };
  const took: number[] = [];
  for (let delivery = 0; delivery < cases.length * 3; delivery += 1) {
    const begun = performance.now();
    const answer = await fetch(hook, { method: 'POST', headers, body });
    took.push(performance.now() - begun);
    if (answer.status !== 200) throw new Error(`a signed delivery was answered ${answer.status}`);
  }
  const listed = (): number => sandbox.woocommerce.record().requests.filter(({ path: asked }) => asked.includes('/orders?')).length;
  const before = listed();
  await waitUntil(() => (listed() >= before + 3 ? true : undefined), 20_000);
  return Math.round(took.toSorted((a, b) => a - b)[Math.floor(took.length / 2)] ?? Number.NaN);
}
