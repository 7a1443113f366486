import { strict as assert } from 'node:assert';
import { createBluecherryConnector } from '../../lib/connectors/bluecherry/connector.ts';
import { createWoocommerceConnector } from '../../lib/connectors/woocommerce/connector.ts';
import { systemClock } from '../../lib/lanes/system-clock.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { skuReport, skuReportCsv } from '../../scripts/report/skus.ts';

const limits = { requestsPerSecond: 1000, concurrency: 4, timeoutMs: 5000 };

describe('the SKU report', () => {
  it('reads the recorded catalogue with its variations and names what will stop an order', async () => {
    const sandbox = await startSandbox();
    const woocommerce = createWoocommerceConnector({ baseUrl: sandbox.woocommerce.url, account: 'shop', consumerKey: 'ck_sandbox', consumerSecret: 'cs_sandbox', limits }, { clock: systemClock });
    const bluecherry = createBluecherryConnector({ baseUrl: sandbox.bluecherry.url, company: 'HTL', apiKey: 'bc_sandbox_key', limits }, { clock: systemClock });
    try {
      sandbox.bluecherry.erp.removeSku('TR330-STO-8');
      const report = await skuReport({ woocommerce, bluecherry });
      // 15 + 12 + 4 + 4 variations and two simple products.
      assert.equal(report.checked, 37);
      assert.deepEqual(report.findings.map(({ variantId, productId, finding }) => [productId, variantId, finding]), [['51', null, 'no SKU'], ['40', '41', 'not in BlueCherry']]);
      assert.match(skuReportCsv(report), /\r\n40,41,"Trench Coat - Stone, 8",TR330-STO-8,yes,not in BlueCherry\r\n/);
    } finally {
      await Promise.all([woocommerce.close(), bluecherry.close()]);
      await sandbox.stop();
    }
  });

  it('says so when a list of products does not come to an end', async () => {
    const sandbox = await startSandbox();
    const woocommerce = createWoocommerceConnector({ baseUrl: sandbox.woocommerce.url, account: 'shop', consumerKey: 'ck_sandbox', consumerSecret: 'cs_sandbox', limits }, { clock: systemClock });
    try {
      sandbox.woocommerce.traffic.addFaults({ kind: 'stuck-page', match: { pathIncludes: '/products?' } });
      const readAll = async (): Promise<void> => {
        let read = 0;
        for await (const some of woocommerce.listSellables()) read += some.length;
        assert.fail(`the list ended after ${read}`);
      };
      await assert.rejects(readAll, { code: 'PAGE_NOT_ADVANCING' });
    } finally {
      await woocommerce.close();
      await sandbox.stop();
    }
  });
});
