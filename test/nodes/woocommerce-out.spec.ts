import { strict as assert } from 'node:assert';
import type { ExceptionRecord } from '../../lib/model/exception-record.ts';
import type { StockChange } from '../../lib/model/stock.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { eventually } from '../support/eventually.ts';
import { catchAll, exceptions, probe, sandboxKeys, tab, woocommerceAccount } from '../support/messages.ts';
import { runFlow, type FlowRun } from '../support/node-runtime.ts';
import { stockLevel, stockMessage } from '../support/stock-changes.ts';

const channel = 'harbour-thread';
type StockMessage = ReturnType<typeof stockMessage>;

describe('woocommerce-out', () => {
  let sandbox: Sandbox;
  let run: FlowRun;
  const flow = (options: Record<string, unknown>): object[] => [
    tab,
    { ...woocommerceAccount(sandbox.woocommerce.url), timeoutSeconds: 1 },
    { id: 'lane', type: 'durable-lane', z: 'tab', lane: 'stock', order: 'latest', concurrency: 2000, maxAttempts: 5, retryDelaysSeconds: ['0.05'], classDelays: [{ failure: 'rate-limit', seconds: '0.05' }, { failure: 'unknown-outcome', seconds: '0.05' }, { failure: 'own', seconds: '0.05' }], circuitFailures: 1000, wires: [['out']] },
    { id: 'out', type: 'woocommerce-out', z: 'tab', account: 'shop', operation: 'stock', unknownSkus: 'skip', lingerMs: 20, lookBeforeHot: true, readBackHot: true, unknownAfterSeconds: 0, wires: [['done']], ...options },
    probe('done'),
    catchAll,
    exceptions,
    probe('parked'),
  ];
  const start = async (options: Record<string, unknown> = {}): Promise<void> => {
    sandbox = await startSandbox();
    run = await runFlow(flow(options), { env: sandboxKeys });
    await eventually('the lane', () => run.services.lanes.get('stock'));
  };
  afterEach(async () => {
    await run.stop();
    await sandbox.stop();
  });
  const send = (...messages: readonly StockMessage[]): void => messages.forEach((message) => run.node('lane').receive(message));
  const events = (skuCode: string) => run.store.read.timeline.of('stock-change', `${skuCode}@${channel}`, 50);
  const ended = (kind: string, skuCodes: readonly string[], times = 1): Promise<true> =>
    eventually(`"${kind}" of ${skuCodes.join(', ')}`, async () => {
      const of = await Promise.all(skuCodes.map(events));
      return of.every((list) => list.filter((event) => event.kind === kind).length >= times) ? true : undefined;
    });
  const requests = (method: string): string[] => sandbox.woocommerce.record().requests.filter((request) => request.method === method).map(({ path }) => path.replace('/wp-json/wc/v3', '').replace(/\?.*$/, ''));
  const writes = (skuCode: string): unknown[] => sandbox.woocommerce.record().stockWrites.filter(({ sku, cause }) => sku === skuCode && cause === 'api').map(({ after }) => after);
  const shows = async (skuCode: string): Promise<number | null | undefined> => {
    const shop = await fetch(`${sandbox.woocommerce.url}/__control/record/stock-writes`);
    return ((await shop.json()) as { sku: string; after: number | null }[]).findLast(({ sku }) => sku === skuCode)?.after;
  };
  const nextParked = async (): Promise<ExceptionRecord> => ((await run.next('parked')) as { payload: ExceptionRecord }).payload;
  const written = async (skuCode: string): Promise<string | undefined> => (await run.store.read.snapshots.get(`written:${channel}`, [skuCode])).get(skuCode);
  const parent11 = ['MC100-NAV-XS', 'MC100-NAV-S', 'MC100-NAV-M', 'MC100-ECR-XL'];

  it('writes variations of a parent in one call and simple products in another, and keeps what it wrote', async () => {
    await start();
    const seen: unknown[] = [];
    run.node('done').on('input', (message) => void seen.push([(message as { payload: StockChange }).payload.level.skuCode, (message as { shop?: unknown }).shop]));
    send(...parent11.map((skuCode, index) => stockMessage(stockLevel(skuCode, index))), stockMessage(stockLevel('GC50', 9)));
    await ended('done', [...parent11, 'GC50']);
    assert.deepEqual(requests('POST').sort(), ['/products/11/variations/batch', '/products/batch']);
    assert.deepEqual(requests('GET'), ['/products']);
    assert.deepEqual(await Promise.all([...parent11, 'GC50'].map(shows)), [0, 1, 2, 3, 9]);
    assert.match((await written('GC50')) ?? '', /^9@\d{13}$/);
    assert.deepEqual(new Map(seen as [string, unknown][]).get('MC100-ECR-XL'), { shown: 3 });
  });

  it('knows where a SKU is the next time, and writes only figures that wait when its turn comes', async () => {
    await start();
    send(stockMessage(stockLevel('GC50', 9)));
    await ended('done', ['GC50']);
    send(stockMessage(stockLevel('GC50', 8)));
    await ended('done', ['GC50'], 2);
    assert.deepEqual([requests('GET'), writes('GC50')], [['/products'], [9, 8]]);
    assert.deepEqual((await run.store.read.references.find('shop-stock', channel, ['GC50'])).map(({ remoteId }) => remoteId), ['50']);
  });

  it('records when a cycle was in its channel', async () => {
    await start();
    const cycle = { feed: 'bluecherry:HTL:inventory', cycleId: 'C1', mode: 'full' as const, sequence: 1, asOf: 1, completedAt: 2, nextExpectedAt: null, readAt: 3, publishedAt: null, records: 9, changed: 2 };
    await run.store.write(async ({ feedCycles }) => {
      await feedCycles.record(cycle);
      await feedCycles.record({ ...cycle, cycleId: 'C2', asOf: 2 });
    });
    send(stockMessage(stockLevel('GC50', 9)), stockMessage(stockLevel('MC100-NAV-M', 9, { cycleId: 'C2' }), { reason: 'orders' }));
    await ended('done', ['GC50', 'MC100-NAV-M']);
    const [second, first] = await run.store.read.feedCycles.recent(cycle.feed, 2);
    assert.deepEqual([second?.publishedAt, typeof first?.publishedAt], [null, 'number']);
  });

  it('skips a SKU that the shop does not have, says why, and does not ask for it again', async () => {
    await start();
    send(stockMessage(stockLevel('NOT-THERE', 1)));
    await ended('skipped', ['NOT-THERE']);
    send(stockMessage(stockLevel('NOT-THERE', 2)));
    await ended('skipped', ['NOT-THERE'], 2);
    assert.match((await events('NOT-THERE')).at(-1)?.text ?? '', /harbour-thread has no SKU NOT-THERE/);
    assert.deepEqual([requests('GET').length, requests('POST').length, (await run.services.desk.list({ limit: 5 })).length], [1, 0, 0]);
  });

  it('raises an exception for a SKU that the shop does not have where it is told to, and writes it once the shop has it', async () => {
    await start({ unknownSkus: 'exception' });
    const parked = nextParked();
    send(stockMessage(stockLevel('CARD-50', 4)));
    const { code, id } = await parked;
    assert.equal(code, 'SHOP_REFERENCE_STALE');
    sandbox.woocommerce.shop.patchProduct(50, { sku: 'CARD-50' });
    await run.services.desk.replay(id, 'eva');
    await ended('done', ['CARD-50']);
    assert.deepEqual((await run.services.desk.list({ limit: 5 })).map(({ state }) => state), ['resolved']);
  });

  it('parks a SKU that the shop has twice, and writes neither', async () => {
    await start();
    sandbox.woocommerce.shop.patchProduct(51, { sku: 'GC50' });
    const parked = nextParked();
    send(stockMessage(stockLevel('GC50', 4)));
    const { code, message } = await parked;
    assert.equal(code, 'SHOP_SKU_AMBIGUOUS');
    assert.match(message, /2 times: as 50 and 51/);
    assert.deepEqual(requests('POST'), []);
  });

  it('looks a SKU up again that was made anew under another id, and writes it there', async () => {
    await start();
    await run.store.write(({ references }) => references.put([{ entity: 'shop-stock', key: 'MC100-NAV-M', system: channel, remoteId: '11/99999', data: '{}', updatedAt: 1 }]));
    send(stockMessage(stockLevel('MC100-NAV-M', 6)), stockMessage(stockLevel('MC100-NAV-S', 5)));
    await ended('done', ['MC100-NAV-M', 'MC100-NAV-S']);
    assert.deepEqual([await shows('MC100-NAV-M'), await shows('MC100-NAV-S')], [6, 5]);
    const known = await run.store.read.references.find('shop-stock', channel, ['MC100-NAV-M']);
    assert.deepEqual(known.length, 1);
    assert.notEqual(known[0]?.remoteId, '11/99999');
    assert.deepEqual(await run.services.desk.list({ limit: 5 }), []);
  });

  it('parks what the shop had and has no more, and takes its neighbours all the same', async () => {
    await start();
    await run.store.write(({ references }) => references.put([{ entity: 'shop-stock', key: 'GONE-1', system: channel, remoteId: '99999', data: '{}', updatedAt: 1 }]));
    const parked = nextParked();
    send(stockMessage(stockLevel('GONE-1', 6)), stockMessage(stockLevel('GC50', 5)));
    const { code, key } = await parked;
    await ended('done', ['GC50']);
    assert.deepEqual([code, key, await shows('GC50')], ['SHOP_REFERENCE_STALE', `GONE-1@${channel}`, 5]);
  });

  for (const kind of ['429', '500', '503-html', 'html-200', 'malformed-json', 'close', 'close-after-commit', 'timeout-after-commit'] as const) {
    it(`makes the shop show the figure, and raises nothing, when its write meets ${kind}`, async () => {
      await start();
      sandbox.woocommerce.traffic.addFaults({ kind, match: { method: 'POST' }, times: 1, retryAfterSeconds: 0 });
      send(...parent11.map((skuCode) => stockMessage(stockLevel(skuCode, 7))));
      await ended('done', parent11);
      assert.deepEqual(await Promise.all(parent11.map(shows)), [7, 7, 7, 7]);
      assert.deepEqual(await run.services.desk.list({ limit: 5 }), []);
    });
  }

  it('writes a newer figure at once after an unanswered call, and once more when that call can do no harm any more', async () => {
    await start({ unknownAfterSeconds: 2 });
    sandbox.woocommerce.traffic.addFaults({ kind: 'close-after-commit', match: { method: 'POST' }, times: 1 });
    send(stockMessage(stockLevel('GC50', 7)));
    await ended('retry', ['GC50']);
    send(stockMessage(stockLevel('GC50', 3)));
    await ended('done', ['GC50']);
    assert.deepEqual(writes('GC50').at(-1), 3);
    const after = sandbox.woocommerce.record().stockWrites.filter(({ sku }) => sku === 'GC50');
    assert.ok((after.at(-1)?.at ?? 0) - (after[0]?.at ?? 0) >= 1900, JSON.stringify(after));
    assert.ok(after.length >= 3 && after[1]!.at - after[0]!.at < 1500, JSON.stringify(after));
  });

  it('sends what is published less what was ordered since, as it is when the call leaves', async () => {
    await start();
    const orderedAt = Date.parse('2026-11-21T10:01:00Z');
    const order = (key: string, skuCode: string, units: number) => run.store.write(({ demand }) => demand.note(channel, key, [{ skuCode, units, orderedAt }], run.services.clock.now()));
    await order('HT-1', 'GC50', 2);
    await order('HT-2', 'MC100-NAV-M', 4);
    sandbox.woocommerce.traffic.set({ latencyMs: 60 });
    send(stockMessage(stockLevel('GC50', 9, { pending: 1 })), stockMessage(stockLevel('MC100-NAV-M', 3)), stockMessage(stockLevel('MC100-NAV-S', 5, { pending: 2 })));
    // While the shop is asked where the SKUs are.
    await order('HT-3', 'GC50', 3);
    await ended('done', ['GC50', 'MC100-NAV-M', 'MC100-NAV-S']);
    assert.deepEqual(await Promise.all(['GC50', 'MC100-NAV-M', 'MC100-NAV-S'].map(shows)), [5, 0, 5]);
  });

  it('sends and keeps nothing under a lease that another worker has, and does not call that an exception', async () => {
    await start();
    const holder = { lease: 'account:shop', fence: 0 };
    run.node('out').receive(stockMessage(stockLevel('MC100-NAV-M', 1), {}, { lane: { lane: 'stock', entry: 4711, attempt: 1 }, holder }));
    send(stockMessage(stockLevel('MC100-NAV-S', 2)));
    await ended('done', ['MC100-NAV-S']);
    assert.deepEqual([writes('MC100-NAV-M'), await written('MC100-NAV-M'), await run.services.desk.list({ limit: 5 })], [[], undefined, []]);
  });

  it('gives back what waits when it is redeployed, and writes it afterwards', async () => {
    await start({ lingerMs: 60_000 });
    send(...parent11.map((skuCode) => stockMessage(stockLevel(skuCode, 6))));
    await eventually('the places of the SKUs', async () => ((await run.store.read.references.count('shop-stock', channel)) === parent11.length ? true : undefined));
    await run.deploy(flow({ lingerMs: 10 }), 'nodes');
    await ended('done', parent11);
    assert.deepEqual([await Promise.all(parent11.map(shows)), requests('POST').length, await run.services.desk.list({ limit: 5 })], [[6, 6, 6, 6], 1, []]);
  });

  it('never writes an older figure after a newer one', async () => {
    await start();
    sandbox.woocommerce.traffic.set({ latencyMs: 5, jitterMs: 20 });
    for (let figure = 60; figure > 0; figure -= 1) {
      send(stockMessage(stockLevel('GC50', figure)), stockMessage(stockLevel('MC100-NAV-M', figure)));
      await new Promise((resolve) => setTimeout(resolve, 7));
    }
    await eventually('the last figure', async () => ((await shows('GC50')) === 1 && (await shows('MC100-NAV-M')) === 1 ? true : undefined));
    for (const skuCode of ['GC50', 'MC100-NAV-M']) {
      const figures = writes(skuCode) as number[];
      assert.deepEqual(figures, figures.toSorted((one, other) => other - one));
      assert.ok(figures.length < 60);
    }
  });

  it('closes the exceptions of its key when the shop shows a newer figure', async () => {
    await start();
    sandbox.woocommerce.shop.patchProduct(51, { sku: 'GC50' });
    const parked = nextParked();
    send(stockMessage(stockLevel('GC50', 4)));
    await parked;
    sandbox.woocommerce.shop.patchProduct(51, { sku: '' });
    send(stockMessage(stockLevel('GC50', 3)));
    await ended('done', ['GC50']);
    assert.deepEqual((await run.services.desk.list({ limit: 5 })).map(({ state }) => state), ['resolved']);
  });

  it('tells the desk what the shop shows now', async () => {
    await start();
    sandbox.woocommerce.shop.patchProduct(51, { sku: 'GC50' });
    const parked = nextParked();
    send(stockMessage(stockLevel('GC50', 4)));
    const { id } = await parked;
    const look = async () => (await run.services.desk.preview([id])).items.map(({ destination }) => destination);
    assert.deepEqual(await look(), [{ state: 'unknown', why: 'The shop has SKU GC50 2 times.' }]);
    sandbox.woocommerce.shop.patchProduct(51, { sku: '' });
    assert.deepEqual(await look(), [{ state: 'there', number: '50, keeps no figure', sameContent: false }]);
    sandbox.woocommerce.shop.patchProduct(50, { manage_stock: true, stock_quantity: 4 });
    assert.deepEqual(await look(), [{ state: 'there', number: '50, shows 4', sameContent: true }]);
    sandbox.woocommerce.shop.patchProduct(50, { sku: '' });
    assert.deepEqual(await look(), [{ state: 'unknown', why: 'The shop has no SKU GC50.' }]);
  });

  it('refuses to write without a lane behind it, and figures of another channel', async () => {
    await start();
    const parked = nextParked();
    run.node('out').receive(stockMessage(stockLevel('GC50', 1)));
    assert.equal((await parked).code, 'LANE_MISSING');
    const other = nextParked();
    send(stockMessage(stockLevel('GC50', 1, { channel: 'outlet' })));
    assert.match((await other).message, /"outlet".*"harbour-thread"/);
    assert.deepEqual(requests('POST'), []);
  });

  it('shows the request of a dry run, without the keys, and writes nothing', async () => {
    await start();
    const shown = new Promise<{ msg: string; topic: string }>((resolve) => run.onDebug((message) => resolve(message as { msg: string; topic: string })));
    send(stockMessage(stockLevel('MC100-NAV-M', 4), {}, { dryRun: true }));
    const { msg, topic } = await shown;
    assert.equal(topic, 'dry run of MC100-NAV-M@harbour-thread: POST /wp-json/wc/v3/products/11/variations/batch');
    assert.match(msg, /"stock_quantity":4/);
    assert.doesNotMatch(msg, /ck_sandbox|cs_sandbox/);
    assert.deepEqual(requests('POST'), []);
  });
});
