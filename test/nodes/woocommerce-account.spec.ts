import { strict as assert } from 'node:assert';
import type { ConnectionReport } from '../../lib/connectors/contract.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { sandboxKeys, tab, woocommerceAccount } from '../support/messages.ts';
import { runFlow, type FlowRun } from '../support/node-runtime.ts';

describe('woocommerce-account', () => {
  let sandbox: Sandbox;
  let run: FlowRun;
  before(async () => {
    sandbox = await startSandbox();
    run = await runFlow([tab, woocommerceAccount(sandbox.woocommerce.url)], { env: sandboxKeys });
  });
  after(async () => {
    await run.stop();
    await sandbox.stop();
  });
  const test = async (config: object, credentials: object = {}): Promise<ConnectionReport> =>
    (await run.request().post('/selvedge/connection-test/woocommerce-account').send({ id: 'shop', config: { ...woocommerceAccount(sandbox.woocommerce.url), ...config }, credentials })).body as ConnectionReport;

  it('signs its calls over plain HTTP and tells version and currency of the shop', async () => {
    const report = await test({});
    assert.equal(report.ok, true);
    assert.match(JSON.stringify(report.details), /10\.0\.2/);
    assert.match(JSON.stringify(report.details), /GBP/);
  });

  it('says in words that the keys are refused, without repeating them', async () => {
    const report = await test({}, { consumerSecret: 'cs_wrong' });
    assert.deepEqual([report.ok, report.code], [false, 'CREDENTIALS_REFUSED']);
    assert.doesNotMatch(JSON.stringify(report), /cs_wrong|ck_sandbox/);
  });

  it('says that an address is not a WooCommerce shop', async () => {
    assert.equal((await test({ baseUrl: sandbox.bluecherry.url })).ok, false);
  });
});
