import { strict as assert } from 'node:assert';
import { createBluecherryConnector } from '../../lib/connectors/bluecherry/connector.ts';
import { coreStatusMap } from '../../lib/connectors/woocommerce/status-map.ts';
import { createWoocommerceConnector } from '../../lib/connectors/woocommerce/connector.ts';
import { toSalesOrder } from '../../lib/connectors/woocommerce/to-sales-order.ts';
import { systemClock } from '../../lib/lanes/system-clock.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { monthEnd, monthEndCsv } from '../../scripts/report/month-end.ts';
import { sku } from '../support/sales-orders.ts';

const limits = { requestsPerSecond: 1000, concurrency: 4, timeoutMs: 5000 };

describe('the month-end report', () => {
  let sandbox: Sandbox;
  const accounts = () => ({
    woocommerce: createWoocommerceConnector({ baseUrl: sandbox.woocommerce.url, account: 'shop', consumerKey: 'ck_sandbox', consumerSecret: 'cs_sandbox', limits }, { clock: systemClock }),
    bluecherry: createBluecherryConnector({ baseUrl: sandbox.bluecherry.url, company: 'HTL', apiKey: 'bc_sandbox_key', limits }, { clock: systemClock }),
    channel: 'harbour-thread',
    externalRefPrefix: 'HT-',
    statusMap: coreStatusMap,
  });
  before(async () => {
    sandbox = await startSandbox();
  });
  after(() => sandbox.stop());

  it('reads both sides afresh, ties what arrived and names what is missing', async () => {
    const both = accounts();
    const raw = await both.woocommerce.fetchOrder('53');
    const order = toSalesOrder(raw, both);
    const codes = { customer: 'WEB01', division: '01', warehouse: 'LDS', shipVia: 'RM48', terms: 'CARD', orderType: 'EC' };
    await both.bluecherry.importOrders([{ ...order, codes, lines: order.lines.map((line) => ({ ...line, sku: sku().identity })) }]);
    const sheet = await monthEnd(both, new Date('2026-11-01T00:00:00Z'), new Date('2026-12-01T00:00:00Z'));
    const findings = Object.groupBy(sheet.rows, ({ finding }) => finding);
    assert.deepEqual([findings['tied']?.map(({ orderNumber }) => orderNumber), findings['not due']?.length, findings['missing in BlueCherry']?.length], [['53'], 5, 18]);
    const csv = monthEndCsv(sheet);
    assert.match(csv, /^order,reference,placed,status,currency,shop total,sales order,BlueCherry total,difference,finding\r\n/);
    assert.match(csv, /\r\n53,HT-53,2026-11-20T23:43:13Z,processing,GBP,84\.94,1004512,84\.94,0\.00,tied\r\n/);
    await Promise.all([both.woocommerce.close(), both.bluecherry.close()]);
  });

  it('leaves out orders of other months', async () => {
    const both = accounts();
    const sheet = await monthEnd(both, new Date('2026-10-01T00:00:00Z'), new Date('2026-11-01T00:00:00Z'));
    assert.deepEqual(sheet.rows, []);
    await Promise.all([both.woocommerce.close(), both.bluecherry.close()]);
  });
});
