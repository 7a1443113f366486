import { setTimeout as pause } from 'node:timers/promises';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { seededRandom } from '../../sandbox/seeded-random.ts';
import { differences, repeated } from './check-sales-orders.ts';
import { openExceptions } from './host-api.ts';
import { deployedPrefix } from './deployed-prefix.ts';
import { end, spawnHost, startHost } from './host-process.ts';
import { asShopOrders } from './as-shop-orders.ts';
import { readRecordedOrders, rowsOf, type RecordedOrder } from './recorded-orders.ts';
import { createWebhook } from './shop-webhook.ts';
import { waitUntil } from './wait-until.ts';
import { besideOrders, openWorkspace } from './workspace.ts';

export interface KilledReport {
  readonly figures: {
    readonly orders: number;
    readonly kills: number;
    /** Kills that hit after orders had begun to arrive. */
    readonly killsAtWork: number;
    readonly lost: number;
    readonly repeated: number;
    /** Import calls that BlueCherry carried out and did not answer. */
    readonly unanswered: number;
  };
  readonly faults: readonly string[];
}

/**
 * Orders keep coming, the shop sends its webhooks twice and in any order, BlueCherry loses answers after it committed,
 * and the host is killed with SIGKILL again and again. The ERP here is naive on purpose: it makes a second sales order
 * whenever it is asked to, so that only the product itself keeps an order from being there twice.
 */
export async function killedDay(client: string, recordingFile: string, options: { readonly seed: number; readonly kills: number; readonly orders: number }): Promise<KilledReport> {
  const random = seededRandom(options.seed);
  const recorded = await readRecordedOrders(recordingFile);
  const templates = recorded.filter(({ order }) => ['processing', 'completed'].includes(order.status) && rowsOf(order.line_items).every((line) => line.sku));
  const sandbox = await startSandbox({ orders: asShopOrders(templates), seed: options.seed, allowDuplicateExternalRef: true, processingMs: 40 });
  const workspace = await openWorkspace(client, sandbox, { BLUECHERRY_SETTLE_SECONDS: '1' }, besideOrders);
  await createWebhook(sandbox, `http://127.0.0.1:${workspace.host.port}/hooks/${client}/woocommerce`);
  sandbox.woocommerce.traffic.set({ latencyMs: 5, jitterMs: 20 });
  sandbox.bluecherry.traffic.set({ latencyMs: 5, jitterMs: 30 });
  const importCall = { match: { method: 'POST', pathIncludes: '/order-batches' } };
  sandbox.bluecherry.traffic.addFaults(
    { ...importCall, kind: 'close-after-commit', probability: 0.15 },
    { ...importCall, kind: '500', probability: 0.05 },
    { ...importCall, kind: '429', probability: 0.05 },
    { match: { method: 'GET', pathIncludes: '/orders' }, kind: '500', probability: 0.05 },
  );
  const arrived = () => sandbox.bluecherry.record().salesOrders;
  const expected = new Map<string, RecordedOrder>();
  const prefix = await deployedPrefix(workspace.host.flowsDir, client);
  for (const { order } of templates) expected.set(`${prefix}${order.id}`, order);
  const place = (count: number): void => {
    for (let placed = 0; placed < count; placed += 1) {
      const template = templates[Math.floor(random() * templates.length)]?.order;
      const [id] = template ? sandbox.woocommerce.shop.cloneOrders({ count: 1, ids: [template.id] }) : [];
      if (!template || id === undefined) continue;
      expected.set(`${prefix}${id}`, template);
      sandbox.woocommerce.shop.deliverWebhooks({ orderIds: [id], times: 2, order: 'shuffled' });
    }
  };

  let killsAtWork = 0;
  try {
    for (let kill = 0; kill < options.kills; kill += 1) {
      const before = arrived().length;
      const { child, said } = spawnHost(workspace.host);
      const batch = Math.round(options.orders / options.kills);
      place(Math.max(1, batch));
      // From before the first line of code runs to well into the work.
      await pause(300 + random() * 3200);
      if (child.exitCode !== null) throw new Error(`the host ended by itself:\n${said()}`);
      await end(child, 'SIGKILL');
      if (arrived().length > before) killsAtWork += 1;
    }
    sandbox.bluecherry.traffic.clearFaults();
    const host = await startHost(workspace.host);
    await waitUntil(() => (new Set(arrived().map(({ externalRef }) => externalRef)).size >= expected.size ? true : undefined), 90_000);
    // A late repetition would show after the settle time.
    await pause(2500);
    const twice = repeated(arrived());
    const byReference = new Map(arrived().map((order) => [order.externalRef, order]));
    const lost = [...expected.keys()].filter((key) => !byReference.has(key));
    const wrong = [...expected].flatMap(([key, order]) => {
      const sales = byReference.get(key);
      return sales ? differences(order, sales).map((difference) => `${key}: ${difference}`) : [];
    });
    const open = await openExceptions(host.url);
    await host.stop();
    const unanswered = sandbox.bluecherry.record().requests.filter(({ fault }) => fault === 'close-after-commit').length;
    return {
      figures: { orders: expected.size, kills: options.kills, killsAtWork, lost: lost.length, repeated: twice.length, unanswered },
      faults: [...lost.map((key) => `${key}: lost`), ...twice.map((key) => `twice: ${key}`), ...wrong, ...open.map(({ key, code }) => `${key}: exception ${code}`)],
    };
  } finally {
    await sandbox.stop();
    await workspace.remove();
  }
}
