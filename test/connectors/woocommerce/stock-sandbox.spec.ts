import assert from 'node:assert/strict';
import { createWoocommerceConnector, type WoocommerceConnector } from '../../../lib/connectors/woocommerce/connector.ts';
import { planStockCalls, type StockChange } from '../../../lib/connectors/woocommerce/plan-stock-calls.ts';
import type { ShopStock } from '../../../lib/connectors/woocommerce/shop-stock.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/start-sandbox.ts';
import { realClock } from '../support/clocks.ts';

describe('stock in the sandbox\'s shop', () => {
  let sandbox: Sandbox;
  let shop: WoocommerceConnector;
  beforeEach(async () => {
    sandbox = await startSandbox();
    shop = createWoocommerceConnector(
      { baseUrl: sandbox.woocommerce.url, account: 'shop', consumerKey: 'ck_sandbox', consumerSecret: 'cs_sandbox', limits: { requestsPerSecond: 2000, concurrency: 4, timeoutMs: 20_000 } },
      { clock: realClock },
    );
  });
  afterEach(async () => {
    await shop.close();
    await sandbox.stop();
  });
  const listAll = async (): Promise<ShopStock[]> => {
    const found: ShopStock[] = [];
    for await (const page of shop.listStock()) found.push(...page);
    return found;
  };
  const writesSent = (): string[] => sandbox.woocommerce.record().requests.filter(({ method }) => method === 'POST').map(({ path }) => path.replace(/\?.*$/, '').replace('/wp-json/wc/v3', ''));

  it('shows what was written, with the least calls, in lists, by SKU and by id', async () => {
    const sellables = (await listAll()).filter(({ skuCode }) => skuCode !== null);
    const changes = sellables.map(({ productId, variantId, skuCode }, index): StockChange => ({ productId, variantId, skuCode: skuCode ?? '', quantity: index, urgent: false }));
    const outcomes = await shop.writeStock(planStockCalls(changes));
    assert.deepEqual(new Set(outcomes.map((outcome) => [outcome.kind, outcome.kind === 'written' && outcome.shown === outcome.change.quantity].join())), new Set(['written,true']));
    assert.deepEqual(writesSent().sort(), ['/products/11/variations/batch', '/products/27/variations/batch', '/products/40/variations/batch', '/products/45/variations/batch', '/products/batch']);
    const wanted = new Map(changes.map(({ skuCode, quantity }) => [skuCode, quantity]));
    const bySku = [...(await shop.findSellables([...wanted.keys()])).values()].flat();
    for (const stock of [await listAll(), bySku, await shop.readStock(sellables)]) {
      const known = stock.filter(({ skuCode }) => skuCode !== null);
      assert.equal(known.length, changes.length);
      for (const { skuCode, quantity, keptBy } of known) assert.deepEqual([skuCode, quantity, keptBy], [skuCode, wanted.get(skuCode ?? ''), 'itself']);
    }
  });

  it('refuses unknown ids item by item, and variations among products', async () => {
    const change = (productId: string, variantId: string | null, skuCode: string): StockChange => ({ productId, variantId, skuCode, quantity: 3, urgent: false });
    const outcomes = await shop.writeStock(planStockCalls([change('11', '99999', 'GONE'), change('11', '26', 'MC100-ECR-XL'), change('26', null, 'MC100-ECR-XL'), change('50', null, 'GC50'), change('88888', '88889', 'LOST')]));
    assert.deepEqual(new Set(outcomes.map((outcome) => [outcome.change.productId, outcome.change.variantId, outcome.kind, outcome.kind === 'refused' && outcome.staleReference].join())), new Set([
      '11,99999,refused,true', '11,26,written,false', '26,,refused,true', '50,,written,false', '88888,88889,refused,true',
    ]));
  });
});
