import { strict as assert } from 'node:assert';
import { setTimeout as pause } from 'node:timers/promises';
import { unseenSales, type KeptBaseline } from '../../nodes/woocommerce/woocommerce-out/unseen-sales.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { eventually } from '../support/eventually.ts';
import { catchAll, exceptions, probe, sandboxKeys, tab, woocommerceAccount } from '../support/messages.ts';
import { runFlow, type FlowRun } from '../support/node-runtime.ts';
import { stockLevel, stockMessage } from '../support/stock-changes.ts';

const channel = 'harbour-thread';
const sku = 'MC100-NAV-M';

describe('woocommerce-out: hot SKUs', () => {
  let sandbox: Sandbox;
  let run: FlowRun;
  let hints = 0;
  const start = async (options: Record<string, unknown> = {}): Promise<void> => {
    sandbox = await startSandbox();
    run = await runFlow(
      [
        tab,
        { ...woocommerceAccount(sandbox.woocommerce.url), timeoutSeconds: 5 },
        { id: 'lane', type: 'durable-lane', z: 'tab', lane: 'stock', order: 'latest', concurrency: 2000, maxAttempts: 5, retryDelaysSeconds: ['0.05'], wires: [['out']] },
        { id: 'out', type: 'woocommerce-out', z: 'tab', account: 'shop', operation: 'stock', unknownSkus: 'skip', lingerMs: 5, lookBeforeHot: true, readBackHot: true, unknownAfterSeconds: 0, wires: [['done']], ...options },
        probe('done'), catchAll, exceptions, probe('parked'),
      ],
      { env: sandboxKeys },
    );
    await eventually('the lane', () => run.services.lanes.get('stock'));
    hints = 0;
    run.store.signals.on((topic) => {
      if (topic === `feed:${channel}:orders`) hints += 1;
    });
  };
  afterEach(async () => {
    await run.stop();
    await sandbox.stop();
  });
  const hot = (published: number, pending = 0) => stockMessage(stockLevel(sku, published, { hot: true, pending }), { urgency: 0 });
  const history = () => sandbox.woocommerce.record().stockWrites.filter((write) => write.sku === sku);
  const figures = (): unknown[] => history().filter(({ cause }) => cause === 'api').map(({ after }) => after);
  const writes = (count: number): Promise<unknown[]> => eventually(`${count} writes`, () => (figures().length >= count ? figures() : undefined));
  const quiet = (): Promise<true> => eventually('nothing under way', () => (run.services.lanes.get('stock')?.inFlight().length === 0 ? true : undefined));
  const handled = async (): Promise<number> => (await events()).filter(({ kind }) => kind === 'done' || kind === 'retry').length;
  /** Sends a figure and waits until it is through. */
  const write = async (published: number, pending = 0): Promise<void> => {
    const before = await handled();
    run.node('lane').receive(hot(published, pending));
    await eventually('the end of it', async () => ((await handled()) > before ? true : undefined));
  };
  const buy = (): number => sandbox.woocommerce.shop.buy(sku) ?? assert.fail('sold out');
  const know = (...orders: readonly number[]): Promise<unknown> =>
    run.store.write(async ({ demand }) => {
      for (const order of orders) await demand.note(channel, `HT-${order}`, [{ skuCode: sku, units: 1, orderedAt: Math.floor(Date.now() / 1000) * 1000 }], Date.now());
    });
  const events = () => run.store.read.timeline.of('stock-change', `${sku}@${channel}`, 50);

  it('does not write what the shop shows already, because it has taken off its orders by itself', async () => {
    await start();
    await write(20);
    const [first] = [buy(), buy()];
    await know(first);
    await write(19, 1);
    await know(buy());
    await write(18, 2);
    assert.deepEqual(figures(), [20]);
    await write(30, 2);
    assert.deepEqual(figures(), [20, 29]);
  });

  it('takes off what the shop has sold and nobody has told of, asks for its orders, and looks again when no order comes', async () => {
    await start();
    await write(20);
    buy();
    buy();
    await write(19);
    assert.deepEqual(figures(), [20, 17]);
    assert.ok(hints > 0);
    assert.match((await events()).at(-1)?.text ?? '', /17 was written\. The shop has sold 2 more than its known orders have/);
  });

  it('does not take an order off twice that has become known since, whenever in its second it was placed', async () => {
    await start();
    await write(20);
    const [first, second] = [buy(), buy()];
    await write(19);
    await know(first, second);
    await write(20);
    await write(20, 2);
    assert.deepEqual(figures(), [20, 17, 18, 20]);
  });

  it('believes a figure that somebody has lowered by hand to be sold until the orders were read', async () => {
    await start();
    await write(20);
    const { id } = history()[0]!;
    sandbox.woocommerce.shop.patchProduct(id, { stock_quantity: 12 });
    await write(19);
    const startedAt = Date.now() + 10_000;
    await run.store.write(({ feedRuns }) => feedRuns.record({ feed: `${channel}:orders`, startedAt, endedAt: startedAt, outcome: 'good', read: 0, emitted: 0, cycle: null, failure: null }));
    await write(18);
    assert.deepEqual(figures(), [20, 11, 18]);
  });

  it('writes once more, and says so, when somebody else overwrites the figure at once', async () => {
    await start();
    sandbox.woocommerce.traffic.set({ latencyMs: 30 });
    const other = (async () => {
      await writes(1);
      sandbox.woocommerce.shop.patchProduct(history()[0]!.id, { stock_quantity: 50 });
    })();
    run.node('lane').receive(hot(8));
    await other;
    assert.deepEqual(await writes(2), [8, 8]);
    const told = await eventually('the event', async () => (await events()).find(({ kind }) => kind === 'overwritten'));
    assert.match(told.text, /showed 50 right after 8/);
  });

  it('leaves it alone, and asks for the orders, when a unit is sold right after the write', async () => {
    await start();
    sandbox.woocommerce.traffic.set({ latencyMs: 30 });
    const sold = writes(1).then(buy);
    run.node('lane').receive(hot(8));
    await sold;
    await eventually('the hint', () => (hints > 0 ? true : undefined));
    await quiet();
    assert.deepEqual(figures(), [8]);
  });

  it('looks at a hundred hot SKUs with one call before and one after, and at the others not at all', async () => {
    await start();
    const variations = ['MC100-NAV-XS', 'MC100-NAV-S', 'MC100-NAV-L', 'MC100-ECR-XL'];
    const send = async (isHot: boolean, figure: number): Promise<string[]> => {
      await quiet();
      sandbox.woocommerce.traffic.clearRequests();
      for (const skuCode of variations) run.node('lane').receive(stockMessage(stockLevel(skuCode, figure, { hot: isHot })));
      await eventually('the call', () => sandbox.woocommerce.record().requests.find(({ method }) => method === 'POST'));
      await quiet();
      return sandbox.woocommerce.record().requests.map(({ method }) => method);
    };
    await send(false, 9);
    assert.deepEqual(await send(false, 8), ['POST']);
    assert.deepEqual(await send(true, 7), ['GET', 'POST', 'GET']);
  });

  it('gives changes back to their lane when the shop cannot be looked at', async () => {
    await start();
    await write(20);
    sandbox.woocommerce.traffic.addFaults({ kind: '429', match: { method: 'GET' }, times: 3, retryAfterSeconds: 0 });
    await write(19);
    assert.deepEqual(await writes(2), [20, 19]);
    assert.ok((await events()).some(({ kind, text }) => kind === 'retry' && /REMOTE_RATE_LIMITED/.test(text)));
  });

  /**
   * A run on one SKU: buyers come at random moments until the shop shows none; an order becomes known 400 ms later, and then the figure
   * is calculated anew. Meanwhile some units are sold elsewhere, one by one. Says how many units were sold that
   * there were not.
   */
  const oversold = async (options: Record<string, unknown>, seed: number): Promise<number> => {
    await start(options);
    let state = seed;
    const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const stock = 60;
    let [elsewhere, known, placed] = [0, 0, 0];
    const calculate = (): void => run.node('lane').receive(hot(Math.max(0, stock - elsewhere - known), known));
    await write(stock);
    const later: Promise<unknown>[] = [];
    for (;;) {
      await pause(-Math.log(1 - random()) * 30);
      const order = sandbox.woocommerce.shop.buy(sku);
      if (order === null) break;
      placed += 1;
      later.push(pause(400).then(async () => {
        await know(order);
        known += 1;
        calculate();
      }));
      if (placed % 4 === 0 && elsewhere < 10) {
        elsewhere += 1;
        calculate();
      }
    }
    await Promise.all(later);
    await quiet();
    await run.stop();
    await sandbox.stop();
    return placed + elsewhere - stock;
  };

  it('keeps units from being sold twice that are sold and not yet known: measured with and without the look', async () => {
    const [without, looked] = [await oversold({ lookBeforeHot: false, readBackHot: false }, 7), await oversold({}, 7)];
    assert.ok(without >= 6, `without the look ${without} units were oversold`);
    assert.ok(looked * 2 <= without, `with the look ${looked} units were oversold, without it ${without}`);
    await start();
  });
});

describe('sales that no known order has', () => {
  const last: KeptBaseline = { figure: 10, leftAt: 3000, known: 3, from: 0, unseen: 2, missing: [{ units: 2, after: 500, at: 1000 }] };
  /** Orders known, by the second in which they were taken. */
  const look = (shown: number, orders: readonly number[] = [0, 0, 0], change = {}) =>
    unseenSales(last, { shown, now: 4000, ordersReadAt: 0, knownSince: (at) => orders.filter((one) => one >= at).length, ...change }).unseen;

  it('are what is missing in the shop and what was missing before, less what orders have brought', () => {
    assert.equal(look(10), 2);
    assert.equal(look(7), 5);
    assert.equal(look(7, [0, 0, 0, 0, 3000]), 3);
    assert.equal(look(10, [0, 0, 0, 0, 0, 0, 0, 0]), 0);
  });

  it('are at least what was seen missing since a time, less the orders known since: a unit that a write put back hides no other for long', () => {
    assert.equal(look(7, [0, 0, 0, 0, 0, 0, 0, 0, 0]), 3);
    assert.equal(look(7, [0, 0, 0, 0, 0, 0, 0, 0, 3000]), 2);
  });

  it('are fewer by what is back in the shop, unless it is back because a known order was cancelled', () => {
    assert.equal(look(11), 1);
    assert.equal(look(11, [0, 0]), 2);
  });

  it('were none when the orders were read since, or after a quarter of an hour', () => {
    assert.deepEqual([look(10, [0, 0, 0], { ordersReadAt: 5900 }), look(10, [0, 0, 0], { ordersReadAt: 6100 }), look(10, [0, 0, 0], { now: 1000 + 15 * 60_000 })], [2, 0, 0]);
  });
});
