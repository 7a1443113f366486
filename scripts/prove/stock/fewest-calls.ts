import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { packageRoot } from '../../../lib/package-root.ts';
import { openExceptions } from '../host-api.ts';
import { waitUntil } from '../wait-until.ts';
import { openLiveHost, type LiveOptions } from './live-host.ts';
import type { PartReport } from './part-report.ts';
import { disagreements, leastCalls, openToSell, stockCalls } from './shop-and-warehouse.ts';

/** Until a figure that was calculated would have been written long ago. */
const quietMs = 3000;
const patienceMs = 30_000;

/**
 * The client's flows from their first start: the shop takes over the warehouse's figures, then what changes and nothing
 * else, each time in the least calls that the shop's interface allows.
 */
export async function proveFewestCalls({ client, seed, engine }: Pick<LiveOptions, 'client' | 'seed' | 'engine'>, say: (line: string) => void): Promise<PartReport> {
  const live = await openLiveHost({ client, seed, ...(engine ? { engine } : {}), stock: { stockEveryMs: 0 } });
  const { sandbox, host } = live;
  const { woocommerce, bluecherry } = sandbox;
  const faults: string[] = [];
  const step = async (name: string, changed: ReadonlySet<string>, act: () => Promise<void> | void): Promise<{ calls: number; least: number; seconds: number }> => {
    const [before, began] = [stockCalls(sandbox), performance.now()];
    await act();
    const calls = (): number => stockCalls(sandbox) - before;
    const least = leastCalls(sandbox, changed);
    const agreed = await waitUntil(() => (disagreements(sandbox).length === 0 && calls() >= least ? true : undefined), patienceMs);
    const seconds = Math.round(performance.now() - began) / 1000;
    await pause(quietMs);
    for (const { sku, shown, open } of disagreements(sandbox)) faults.push(`${name}: the shop shows ${String(shown)} of ${sku}, and ${open} are open to sell`);
    if (agreed && calls() !== least) faults.push(`${name}: ${calls()} calls, and ${least} would have done`);
    if (!agreed && disagreements(sandbox).length === 0) faults.push(`${name}: ${calls()} calls came, ${least} were expected`);
    say(`${name}: ${changed.size} SKUs in ${calls()} calls (least ${least}), after ${seconds} s`);
    return { calls: calls(), least, seconds };
  };
  const sold = new Set(woocommerce.shop.shelf().map(({ sku }) => sku));
  try {
    const first = await step('first start', sold, () => undefined);
    const some = ['MC100-NAV-S', 'MC100-NAV-L', 'BE900-TAN-SM'];
    const change = await step('a delivery and the next cycle', new Set(some), () => {
      for (const skuCode of some) bluecherry.stock.receive({ skuCode, location: 'LDS' }, 7);
      bluecherry.stock.run({ runMs: 0 });
    });
    const same = await step('a cycle without a change', new Set(), () => void bluecherry.stock.run({ runMs: 0 }));
    const cold = await coldSkus(client, sold);
    const resync = await step('a full resync, hot SKUs being right already', cold, () => press(host.url));
    const bought = 'MC100-NAV-XS';
    const openBefore = openToSell(sandbox, bought);
    const orderId = woocommerce.shop.buy(bought);
    const known = await waitUntil(() => (openToSell(sandbox, bought) === openBefore - 1 ? true : undefined), patienceMs);
    if (orderId === null || !known) faults.push(`an order of the shop for ${bought} did not reach the ERP`);
    await pause(quietMs);
    const shown = woocommerce.shop.shelf().find(({ sku }) => sku === bought)?.quantity ?? null;
    // One sale an hour and more are held back for what is sold unseen.
    if (shown === null || shown > openBefore - 1) faults.push(`after a sale the shop shows ${String(shown)} of ${bought}, and ${openBefore - 1} are open to sell`);
    const refused = woocommerce.record().requests.filter(({ status }) => status === 429).length;
    if (refused > 0) faults.push(`${refused} calls were refused with 429`);
    const open = (await openExceptions(host.url)).filter(({ code }) => code !== 'STOCK_OVERSOLD');
    for (const { code, key, message } of open) faults.push(`exception ${code} of ${key}: ${message}`);
    return { figures: { sold: sold.size, first, change, same, resync, refused }, faults };
  } finally {
    await live.close();
  }
}

/** Hot SKUs are looked at right before a write: where the shop shows the figure already, none is made. */
async function coldSkus(client: string, skus: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const table = await readFile(path.join(packageRoot, 'flows', client, 'tables', 'sku-group.csv'), 'utf8');
  const rows = table.split('\n').map((row) => row.split(','));
  const hot = rows.filter(([, groups = '']) => groups.split(' ').includes('hot')).map(([from = '']) => from.replace(/^style:(.*)$/, '$1-'));
  return new Set([...skus].filter((sku) => !hot.some((code) => sku === code || (code.endsWith('-') && sku.startsWith(code)))));
}

/** The button of the node that reads the cycles. */
async function press(host: string): Promise<void> {
  const flows = (await (await fetch(`${host}/flows`)).json()) as { id: string; type: string; resource?: string }[];
  const source = flows.find(({ type, resource }) => type === 'bluecherry-in' && resource === 'inventory');
  const answer = await fetch(`${host}/selvedge/feeds/${source?.id ?? ''}/resync`, { method: 'POST' });
  if (!answer.ok) throw new Error(`The resync was answered ${answer.status}: ${await answer.text()}`);
}
