import { strict as assert } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ShopStock } from '../../lib/connectors/woocommerce/shop-stock.ts';
import type { CanonicalMessage } from '../../lib/model/envelope.ts';
import type { ShownStockPage, StockChange } from '../../lib/model/stock.ts';
import { awaitOrders } from '../../nodes/woocommerce/woocommerce-in/await-orders.ts';
import { gatherShown, type ShownStock } from '../../nodes/woocommerce/woocommerce-in/gather-shown.ts';
import { singlePlaces } from '../../nodes/woocommerce/woocommerce-in/single-places.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { fakeClock } from '../lib/lanes/fake-clock.ts';
import { eventually } from '../support/eventually.ts';
import { catchAll, exceptions, probe, sandboxKeys, tab, woocommerceAccount } from '../support/messages.ts';
import { runFlow, type FlowRun } from '../support/node-runtime.ts';

type PageMessage = CanonicalMessage<ShownStockPage>;

const channel = 'harbour-thread';
const source = (change: object = {}) => ({ id: 'in', type: 'woocommerce-in', z: 'tab', account: 'shop', resource: 'stock', scope: 'everything', intervalSeconds: 86_400, wires: [['seen']], ...change });
const ordersIn = { id: 'orders', type: 'woocommerce-in', z: 'tab', account: 'shop', resource: 'orders', intervalSeconds: 3600, overlapSeconds: 300, startAt: '2026-01-01T00:00:00Z', webhookPath: '', statusTable: '', wires: [['end']] };
const end = { id: 'end', type: 'exception-queue', z: 'tab', action: 'close', reason: 'seen', wires: [[]] };
const stock = (skuCode: string | null, productId: string, quantity = 3, variantId: string | null = null): ShopStock => ({ productId, variantId, skuCode, keptBy: 'itself', quantity, stockStatus: 'instock' });

describe('woocommerce-in, stock', () => {
  let sandbox: Sandbox;
  let folder: string;
  let run: FlowRun;
  let seen: ShownStockPage[];
  const start = async (...nodes: readonly object[]): Promise<void> => {
    run = await runFlow([tab, woocommerceAccount(sandbox.woocommerce.url), ...(nodes.length > 0 ? nodes : [source()]), probe('seen'), end, catchAll, exceptions, probe('parked')], { env: sandboxKeys, dataDir: folder });
    run.node('seen').on('input', (message) => seen.push((message as unknown as PageMessage).payload));
  };
  beforeEach(async () => {
    seen = [];
    folder = await mkdtemp(path.join(tmpdir(), 'selvedge-shown-'));
    sandbox = await startSandbox();
  });
  afterEach(async () => {
    await run.stop();
    await sandbox.stop();
    await rm(folder, { recursive: true });
  });
  const goodRun = (feed = `${channel}:stock`, after = 0) =>
    eventually('a good run', async () => {
      const last = await run.store.read.feedRuns.lastGood(feed);
      return last !== null && last.startedAt > after ? last : undefined;
    });
  const figures = (): Map<string, number | null> => new Map(seen.flatMap((page) => page.figures).map(({ skuCode, shown }) => [skuCode, shown]));
  const asked = (): number => sandbox.woocommerce.record().requests.length;
  const open = () => run.store.read.exceptions.list({ state: ['open', 'assigned', 'replaying'], limit: 9 });

  it('sends on what the shop shows of every SKU, once, and leaves out what has none', async () => {
    sandbox.woocommerce.shop.patchProduct(12, { stock_quantity: 7 });
    sandbox.woocommerce.shop.patchProduct(13, { manage_stock: false });
    const before = Date.now();
    await start();
    const { read, emitted } = await goodRun();
    assert.deepEqual([seen.length, read - emitted, emitted], [1, 1, seen[0]?.figures.length]);
    assert.equal(figures().size, emitted);
    const [first, second] = await Promise.all([12, 13].map((id) => skuOf(id)));
    assert.deepEqual([figures().get(first ?? ''), figures().get(second ?? '')], [7, null]);
    assert.equal(figures().has('MC100'), false, 'a parent is not sold');
    const readAt = Date.parse(seen[0]?.readAt ?? '');
    assert.ok(before <= readAt && readAt <= Date.now());
  });
  const skuOf = async (id: number): Promise<string> => {
    const account = run.node('shop') as unknown as { connector(services: unknown): { listStock(): AsyncIterable<readonly ShopStock[]> } };
    for await (const page of account.connector(run.services).listStock()) for (const one of page) if (one.variantId === String(id)) return one.skuCode ?? '';
    return assert.fail(`no variation ${id}`);
  };

  it('reads nothing after a restart while the interval lasts, and reads when it is over', async () => {
    await start();
    const { startedAt } = await goodRun();
    await run.stop();
    const before = asked();
    await start();
    await eventually('the second start', () => run.services.flows.changing() ? undefined : true);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(asked(), before);
    await run.stop();
    await start(source({ intervalSeconds: 1 }));
    await goodRun(`${channel}:stock`, startedAt);
    assert.ok(asked() > before);
  });

  it('asks for the fastest sellers alone, in one call', async () => {
    await start(source({ id: 'later', scope: 'everything' }));
    await goodRun();
    const [fast, slow] = [...figures().keys()];
    const at = Date.now();
    await run.store.write(({ demand }) => demand.note(channel, 'HT-1', [{ skuCode: fast ?? '', units: 5, orderedAt: at }, { skuCode: slow ?? '', units: 1, orderedAt: at }, { skuCode: 'ELSEWHERE', units: 9, orderedAt: at }], at));
    await run.stop();
    seen = [];
    const before = asked();
    await start(source({ scope: 'fastest', fastest: 2 }));
    const { read } = await goodRun(`${channel}:stock-fastest`);
    assert.deepEqual([read, [...figures().keys()], asked() - before], [1, [fast], 1]);
  });

  it('waits with a page until the orders are known until after the shop was asked', async () => {
    const orders = `${channel}:orders`;
    await start(ordersIn, source({ intervalSeconds: 1 }));
    const { startedAt } = await goodRun(orders);
    const known: boolean[] = [];
    run.node('seen').on('input', (message) => {
      const { readAt } = (message as unknown as PageMessage).payload;
      void run.store.read.feedRuns.lastGood(orders).then((last) => known.push((last?.startedAt ?? 0) >= Date.parse(readAt)));
    });
    await goodRun(orders, startedAt);
    assert.deepEqual(await eventually('a page', () => (known.length > 0 ? [...new Set(known)] : undefined)), [true]);
  });

  it('tells once of a SKU that the shop has twice, shows nothing of it, and takes it back when that is over', async () => {
    await start();
    await goodRun();
    const sku = await skuOf(12);
    await run.stop();
    seen = [];
    sandbox.woocommerce.shop.patchProduct(50, { sku });
    await start(source({ intervalSeconds: 1 }));
    const [told] = await eventually('the exception', async () => ((await open()).length > 0 ? await open() : undefined));
    assert.deepEqual([told?.code, told?.entity, told?.key, told?.revision], ['SHOP_SKU_AMBIGUOUS', 'shown-stock-page', `${sku}@${channel}`, '11/12 50']);
    assert.match(told?.text ?? '', /2 times: as 11\/12 and 50/);
    const { startedAt } = await goodRun();
    seen = [];
    const next = await goodRun(`${channel}:stock`, startedAt);
    assert.deepEqual([figures().has(sku), (await open())[0]?.attempts], [false, 1]);

    const replayed = await run.request().post(`/selvedge/exceptions/${told?.id ?? 0}/replay`).send({});
    assert.equal(replayed.status, 200);
    assert.equal((await open())[0]?.state, 'open', 'the shop still has it twice');
    sandbox.woocommerce.shop.patchProduct(50, { sku: 'GC50' });
    await goodRun(`${channel}:stock`, next.startedAt);
    await eventually('the end of it', async () => ((await open()).length === 0 ? true : undefined));
  });

  it('parks a page that failed in its flow, and asks the shop anew when that is replayed', async () => {
    const broken = { id: 'seen', type: 'function', z: 'tab', func: 'if (flow.get("well")) return null; throw new Error("no")', outputs: 1, timeout: 0, noerr: 0, initialize: '', finalize: '', libs: [], wires: [[]] };
    run = await runFlow([tab, woocommerceAccount(sandbox.woocommerce.url), source(), broken, catchAll, exceptions, probe('parked')], { env: sandboxKeys, dataDir: folder });
    await goodRun();
    const [parked] = await open();
    assert.deepEqual([parked?.entity, parked?.key], ['shown-stock-page', `${channel}:stock`]);
    run.node('seen').context().flow.set('well', true);
    await run.request().post(`/selvedge/exceptions/${parked?.id ?? 0}/replay`).send({});
    await eventually('the end of it', async () => ((await open()).length === 0 ? true : undefined));
  });

  it('reads again when the shop could not be read', async () => {
    sandbox.woocommerce.traffic.addFaults({ kind: 'html-200', match: { pathIncludes: '/products' }, times: 1 });
    await start(source({ intervalSeconds: 1 }));
    await goodRun();
    const outcomes = (await run.store.read.feedRuns.recent(`${channel}:stock`, 9)).map(({ outcome }) => outcome);
    assert.deepEqual([outcomes.at(-1), outcomes[0]], ['failed', 'good']);
  });

  it('gives change-detection what it needs to put right what somebody changed in the shop, and nothing that was only sold', async () => {
    const changes = { id: 'changes', type: 'change-detection', z: 'tab', firstRun: 'send', wires: [['repaired']] };
    await start();
    await goodRun();
    const shown = figures();
    const [changed, sold] = await Promise.all([12, 14].map((id) => skuOf(id)));
    const keep = [...shown].flatMap(([skuCode, figure]) => (figure === null ? [] : [{ key: skuCode, hash: String(figure) }]));
    const level = { skuCode: changed, style: 'MC100', channel, published: shown.get(changed ?? ''), available: 1, oversold: 0, buffer: 0, pickable: 0, pending: 0, hot: false, stale: false, asOf: '2026-11-01T00:00:00.000Z', cycleId: 'C1' };
    await run.store.write(async ({ snapshots }) => {
      const at = Date.now() - 3_600_000;
      await snapshots.put(`stock:${channel}`, keep, at);
      await snapshots.put(`level:${channel}`, [{ key: changed ?? '', hash: JSON.stringify({ feed: 'erp:inventory', calculatedAt: '2026-11-01T00:05:00.000Z', level }) }], at);
      await snapshots.put(`written:${channel}`, keep.map(({ key, hash }) => ({ key, hash: `${hash}@${at}` })), at);
    });
    await run.stop();
    sandbox.woocommerce.shop.patchProduct(12, { stock_quantity: 99 });
    assert.ok(sandbox.woocommerce.shop.buy(sold ?? ''));
    const repaired: CanonicalMessage<StockChange>[] = [];
    run = await runFlow([tab, woocommerceAccount(sandbox.woocommerce.url), ordersIn, source({ intervalSeconds: 1, wires: [['changes']] }), changes, probe('repaired'), end, catchAll, exceptions, probe('parked')], { env: sandboxKeys, dataDir: folder });
    run.node('repaired').on('input', (message) => repaired.push(message as unknown as CanonicalMessage<StockChange>));
    await eventually('the repair', () => repaired[0]);
    assert.deepEqual([...new Set(repaired.map(({ payload }) => `${payload.level.skuCode} ${payload.reason} ${payload.level.published}`))], [`${changed} drift ${shown.get(changed ?? '')}`]);
  });
});

describe('orders that a page of shown stock waits for', () => {
  const feed = `${channel}:orders`;
  const waiting = (startedAt: number | null) => {
    const clock = fakeClock(0);
    const told: string[] = [];
    const runs = { startedAt };
    const lastGood = () => Promise.resolve(runs.startedAt === null ? null : { feed, startedAt: runs.startedAt, endedAt: 0, outcome: 'good' as const, read: 0, emitted: 0, cycle: null, failure: null });
    const store = { read: { feedRuns: { lastGood } }, signals: { send: (topic: string) => void told.push(topic) } };
    let known: boolean | undefined;
    const stop = new AbortController();
    void awaitOrders({ store, clock, channel, signal: stop.signal }, 100).then((answer) => (known = answer));
    return { clock, told, runs, stop, known: () => known };
  };

  it('are asked for once, and are there when a sweep that began later has gone well', async () => {
    const { clock, told, runs, known } = waiting(99);
    await clock.advance(1000);
    assert.deepEqual([told, known()], [[`feed:${feed}`], undefined]);
    runs.startedAt = 100;
    await clock.advance(100);
    assert.deepEqual([told.length, known()], [1, true]);
  });

  it('are not waited for where nobody reads them, when they do not come, or at a stop', async () => {
    const none = waiting(null);
    await none.clock.advance(0);
    assert.deepEqual([none.told, none.known()], [[], false]);
    const late = waiting(99);
    await late.clock.advance(29_000);
    assert.equal(late.known(), undefined);
    await late.clock.advance(1000);
    assert.equal(late.known(), false);
    const stopped = waiting(99);
    stopped.stop.abort();
    await stopped.clock.advance(100);
    assert.equal(stopped.known(), false);
  });
});

describe('what a shop shows', () => {
  it('is drawn together to pages of 1,000, cut when reading takes long, each with the time before its last question', async () => {
    let now = 0;
    async function* list(): AsyncGenerator<readonly ShopStock[]> {
      for (let call = 0; call < 25; call += 1) {
        now += call < 22 ? 1 : 9_000;
        yield await Promise.resolve(Array.from({ length: 100 }, (_, n) => stock(`S${call}-${n}`, '1')));
      }
    }
    const pages: ShownStock[] = [];
    for await (const page of gatherShown(list(), () => now)) pages.push(page);
    assert.deepEqual(pages.map((page) => [page.readAt, page.stock.length]), [[9, 1000], [19, 1000], [9022, 400], [18022, 100]]);
  });

  it('is one figure per SKU, none of a SKU at two places or once known as such, none of the parent of several', () => {
    const places = singlePlaces(new Set(['KNOWN']));
    const shared: ShopStock = { ...stock('SHARED', '9', 40, '91'), keptBy: 'parent' };
    const add = (...some: ShopStock[]): string[] => places.add(some).map(({ skuCode, shown }) => `${skuCode} ${shown ?? '-'}`);
    assert.deepEqual(add(stock('A', '1'), stock('B', '2'), stock('B', '3'), stock('KNOWN', '4'), stock(null, '5'), shared), ['A 3', 'SHARED -']);
    assert.deepEqual(add(stock('A', '1'), stock('C', '6', 2, '61'), stock(null, '5')), ['C 2'], 'a list that shifts shows an entry twice');
    assert.deepEqual(add(stock('C', '6', 2, '62')), []);
    assert.deepEqual([[...places.ambiguous()], places.withoutSku()], [[['B', ['2', '3']], ['C', ['6/61', '6/62']]], 1]);
  });
});
