import { strict as assert } from 'node:assert';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../support/eventually.ts';
import { catchAll, exceptions, probe, sandboxKeys, tab, woocommerceAccount } from '../support/messages.ts';
import { runFlow, type FlowRun } from '../support/node-runtime.ts';
import { stockLevel, stockMessage } from '../support/stock-changes.ts';
import { startWideShop, type WideShop } from '../support/wide-shop.ts';

const callsPerSecond = 10;
const seconds = 4;
describe('woocommerce-out under a rate limit', () => {
  let wide: WideShop;
  let run: FlowRun;
  afterEach(async () => {
    await run.stop();
    await wide.shop.stop();
  });

  it('uses at least 95 % of the calls that the account permits, is never refused one, and merges what waits meanwhile', async () => {
    wide = await startWideShop(12);
    const { shop, skuCodes } = wide;
    shop.traffic.set({ latencyMs: 30, jitterMs: 40 });
    run = await runFlow(
      [
        tab,
        { ...woocommerceAccount(shop.url), requestsPerSecond: callsPerSecond, concurrency: 6 },
        { id: 'lane', type: 'durable-lane', z: 'tab', lane: 'stock', order: 'latest', concurrency: 2000, maxAttempts: 5, wires: [['out']] },
        { id: 'out', type: 'woocommerce-out', z: 'tab', account: 'shop', operation: 'stock', unknownSkus: 'skip', lingerMs: 20, lookBeforeHot: true, readBackHot: true, unknownAfterSeconds: 0, wires: [['done']] },
        probe('done'), catchAll, exceptions, probe('parked'),
      ],
      { env: sandboxKeys },
    );
    await eventually('the lane', () => run.services.lanes.get('stock'));
    let figure = 0;
    /** Every SKU has another figure. */
    const calculate = (): void => {
      figure += 1;
      for (const skuCode of skuCodes) run.node('lane').receive(stockMessage(stockLevel(skuCode, figure)));
    };
    const writes = () => shop.record().requests.filter(({ method }) => method === 'POST');
    calculate();
    await eventually('the first calls', () => (writes().length >= 5 ? true : undefined));
    shop.traffic.set({ callsPerSecond });
    shop.traffic.clearRequests();
    const began = performance.now();
    while (performance.now() - began < seconds * 1000) {
      calculate();
      await pause(500);
    }
    const permitted = ((performance.now() - began) / 1000) * callsPerSecond;
    const made = writes();
    assert.deepEqual([...new Set(shop.record().requests.map(({ status }) => status))], [200]);
    assert.ok(made.length >= permitted * 0.95, `${made.length} calls of ${permitted.toFixed(1)} permitted`);
    assert.ok(made.length <= permitted + 2, `${made.length} calls of ${permitted.toFixed(1)} permitted`);
    await eventually('the last figures', () => {
      const shown = new Map(shop.record().stockWrites.map(({ sku, after }) => [sku, after]));
      return skuCodes.every((skuCode) => shown.get(skuCode) === figure) ? true : undefined;
    });
  });
});
