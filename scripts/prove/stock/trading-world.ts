import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createBluecherryConnector, type BluecherryConnector } from '../../../lib/connectors/bluecherry/connector.ts';
import { createWoocommerceConnector, type WoocommerceConnector } from '../../../lib/connectors/woocommerce/connector.ts';
import type { ShopStock } from '../../../lib/connectors/woocommerce/shop-stock.ts';
import type { Store } from '../../../lib/store/contract/store.ts';
import { openSqliteStore } from '../../../lib/store/sqlite/open-sqlite-store.ts';
import type { PositionBook } from '../../../lib/store/stock-book/contract.ts';
import { openPositionBook } from '../../../lib/store/stock-book/open-position-book.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/start-sandbox.ts';
import { cycleEveryMs, type PlannedDay } from './plan-trading-day.ts';
import { SimulatedClock } from './simulated-clock.ts';

export const feed = 'htl:inventory';
export const salesFeed = 'harbour-thread:orders';
export const channel = 'harbour-thread';

/** Where the units of the shop are: what lies elsewhere is not sold there. */
const main = 'LDS';
const sellingFrom = [main, 'SHP'];

/** ERP, shop and our own stores of one day, on a clock of their own. */
export interface TradingWorld {
  readonly clock: SimulatedClock;
  readonly sandbox: Sandbox;
  readonly store: Store;
  readonly book: PositionBook;
  readonly bluecherry: BluecherryConnector;
  readonly woocommerce: WoocommerceConnector;
  /** Where the shop keeps each SKU. */
  readonly places: ReadonlyMap<string, ShopStock>;
  /** What can be sold of a SKU, by the ERP itself. */
  openUnits(skuCode: string): number;
  close(): Promise<void>;
}

export async function openTradingWorld(day: PlannedDay, startsAt: number): Promise<TradingWorld> {
  const clock = new SimulatedClock(startsAt);
  const folder = await mkdtemp(path.join(tmpdir(), 'selvedge-trading-day-'));
  const sandbox = await startSandbox({ seed: day.seed, now: clock.now, stock: { stockEveryMs: cycleEveryMs } });
  const openUnits = (skuCode: string): number =>
    sandbox.bluecherry.stock.figures(skuCode).filter(({ location }) => sellingFrom.includes(location)).reduce((units, { ots }) => units + ots, 0);
  for (const [skuCode, units] of day.opening) {
    for (const { location, lot } of sandbox.bluecherry.stock.figures(skuCode)) {
      if (sellingFrom.includes(location)) sandbox.bluecherry.stock.setTerms({ skuCode, location, lot }, { R1: location === main && lot === '' ? units : 0 });
    }
  }
  const limits = { requestsPerSecond: 1_000_000, concurrency: 1, timeoutMs: 30_000 };
  const parts = { clock: clock.forCalls };
  const bluecherry = createBluecherryConnector({ baseUrl: sandbox.bluecherry.url, company: 'HTL', apiKey: 'bc_sandbox_key', limits }, parts);
  const woocommerce = createWoocommerceConnector({ baseUrl: sandbox.woocommerce.url, account: channel, consumerKey: 'ck_sandbox', consumerSecret: 'cs_sandbox', limits }, parts);
  const store = await openSqliteStore({ file: path.join(folder, 'store.sqlite') });
  const onDamage = (sentence: string): never => {
    throw new Error(sentence);
  };
  const book = openPositionBook({ file: path.join(folder, 'stock.book'), unitsOf: ({ totals }) => totals.ots ?? 0, onDamage });
  const found = await woocommerce.findSellables(day.items.map(({ skuCode }) => skuCode));
  const places = new Map([...found].flatMap(([skuCode, [place]]) => (place ? [[skuCode, place] as const] : [])));
  return {
    clock, sandbox, store, book, bluecherry, woocommerce, places, openUnits,
    async close() {
      await Promise.all([bluecherry.close(), woocommerce.close()]);
      book.close();
      await store.close();
      await sandbox.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
