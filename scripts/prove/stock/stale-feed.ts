import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openExceptions } from '../host-api.ts';
import { waitUntil } from '../wait-until.ts';
import { openLiveHost, type FlowNode } from './live-host.ts';
import type { PartReport } from './part-report.ts';
import { disagreements } from './shop-and-warehouse.ts';

const everyMs = 4000;
const patienceMs = 40_000;
/** In minutes: long enough for a cycle that is read a moment after its time. */
const staleAfterMinutes = 0.15;
/** It is out of stock for a while; then so many come in. */
const watched = 'MC100-NAV-XL';

/**
 * BlueCherry's cycles stop: what depends on stock is held back and says why, the shop shows what its policy wants of stale
 * figures; they come again, and all of it goes on by itself.
 */
export async function proveStaleFeed(client: string, seed: number, say: (line: string) => void): Promise<PartReport> {
  const listener = await listenForNotices();
  const live = await openLiveHost({ client, seed, stock: { stockEveryMs: everyMs, stockRunMs: 100 }, edit: (nodes) => withListener(nodes.map(impatient), listener.url) });
  const { sandbox, host } = live;
  const { woocommerce, bluecherry } = sandbox;
  const faults: string[] = [];
  const reached = async (what: string, look: () => Promise<boolean> | boolean): Promise<number> => {
    const began = performance.now();
    const good = await waitUntil(async () => ((await look()) ? true : undefined), patienceMs, 200);
    if (!good) faults.push(`not reached within ${patienceMs / 1000} s: ${what}`);
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    say(`${good ? 'reached' : 'NOT reached'} after ${seconds} s: ${what}`);
    return seconds;
  };
  const alarm = async (): Promise<string> => (await openExceptions(host.url)).find(({ code }) => code === 'FEED_STALE')?.message ?? '';
  try {
    await reached('the shop shows what is open to sell', () => disagreements(sandbox).length === 0);
    const units = bluecherry.stock.figures(watched).filter(({ label }) => label === '').map(({ location, lot, ots }) => ({ location, lot, ots }));
    for (const { location, lot, ots } of units) bluecherry.stock.adjust({ skuCode: watched, location, lot }, -ots);
    await reached(`${watched} is sold out in the shop`, () => woocommerce.shop.shelf().some(({ sku, quantity }) => sku === watched && quantity === 0));

    bluecherry.stock.run({ runMs: 0 });
    await setCycles(bluecherry.url, 0);
    bluecherry.stock.receive({ skuCode: watched, location: 'LDS' }, 25);
    const staleAfter = await reached('an alarm says that the feed is stale', async () => (await alarm()) !== '');
    const sentence = await alarm();
    if (!sentence.includes('back-in-stock')) faults.push(`the alarm does not say what is held back: "${sentence}"`);
    await reached('the shop shows none of anything', () => woocommerce.shop.shelf().every(({ quantity }) => quantity === 0 || quantity === null));
    const feeds = await feedsOf(host.url);
    if (!feeds.some((feed) => JSON.stringify(feed).includes('stale'))) faults.push('the list of feeds does not say that one is stale');
    if (listener.told.length > 0) faults.push('something was announced as back in stock while the feed was stale');

    await setCycles(bluecherry.url, everyMs);
    const freshAfter = await reached('the shop shows what is open to sell again', () => disagreements(sandbox).length === 0);
    await reached('the alarm has closed by itself', async () => (await alarm()) === '');
    await reached(`${watched} is announced as back in stock`, () => listener.told.includes(watched));
    return { figures: { sentence, staleAfter, freshAfter, announced: listener.told }, faults };
  } finally {
    await live.close();
    await listener.close();
  }
}

/** Minutes become seconds, and what is back is told at once. */
function impatient(node: FlowNode): FlowNode {
  if (node.type === 'ats-calculation') return { ...node, lateAfterMinutes: 0, staleAfterMinutes };
  if (node.type === 'feed-freshness') return { ...node, lateAfterMinutes: staleAfterMinutes / 2, staleAfterMinutes };
  if (node.type === 'back-in-stock-gate') return { ...node, holdMinutes: 0, staleAfterMinutes };
  return node;
}

async function feedsOf(host: string): Promise<readonly object[]> {
  const { items } = (await (await fetch(`${host}/selvedge/feeds`)).json()) as { items: readonly object[] };
  return items;
}

async function setCycles(bluecherry: string, stockEveryMs: number): Promise<void> {
  const answer = await fetch(`${bluecherry}/__control/settings`, { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ stockEveryMs }) });
  if (!answer.ok) throw new Error(`The cycles could not be set to every ${stockEveryMs} ms: ${await answer.text()}`);
}

/** A marketing platform of the plainest kind: told by an HTTP call. */
async function listenForNotices(): Promise<{ readonly url: string; readonly told: readonly string[]; close(): Promise<void> }> {
  const told: string[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      told.push((JSON.parse(text) as { skuCode: string }).skuCode);
      response.end('ok');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    await once(server.close(), 'close');
  };
  return { url: `http://127.0.0.1:${port}/`, told, close };
}

function withListener(nodes: readonly FlowNode[], url: string): readonly FlowNode[] {
  const gate = nodes.find(({ type }) => type === 'back-in-stock-gate');
  if (!gate) throw new Error('The client has no back-in-stock gate: this part needs one.');
  const wires = (gate['wires'] as readonly (readonly string[])[]).map((ids) => [...ids, 'told-by-http']);
  const tell: FlowNode = { id: 'told-by-http', type: 'http request', z: gate['z'], method: 'POST', ret: 'txt', url, paytoqs: 'ignore', x: 0, y: 0, wires: [[]] };
  return [...nodes.map((node) => (node === gate ? { ...gate, wires } : node)), tell];
}
