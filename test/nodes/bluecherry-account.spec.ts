import { strict as assert } from 'node:assert';
import type { ConnectionReport } from '../../lib/connectors/contract.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { bluecherryAccount, sandboxKeys, tab } from '../support/messages.ts';
import { runFlow, type FlowRun } from '../support/node-runtime.ts';

describe('bluecherry-account', () => {
  let sandbox: Sandbox;
  let run: FlowRun;
  before(async () => {
    sandbox = await startSandbox();
    run = await runFlow([tab, bluecherryAccount(sandbox.bluecherry.url)], { env: { ...sandboxKeys, ERP: sandbox.bluecherry.url } });
  });
  after(async () => {
    await run.stop();
    await sandbox.stop();
  });
  const test = async (config: object, credentials: object = {}): Promise<ConnectionReport> =>
    (await run.request().post('/selvedge/connection-test/bluecherry-account').send({ id: 'erp', config: { ...bluecherryAccount(sandbox.bluecherry.url), ...config }, credentials })).body as ConnectionReport;

  it('connects with the key of the environment variable', async () => assert.equal((await test({})).ok, true));
  it('reads ${VARIABLES} in the form as Node-RED does', async () => assert.equal((await test({ baseUrl: '${ERP}' })).ok, true));

  it('says in words that the key is refused, without repeating it', async () => {
    const report = await test({}, { apiKey: 'wrong-key-123' });
    assert.deepEqual([report.ok, report.code], [false, 'CREDENTIALS_REFUSED']);
    assert.doesNotMatch(JSON.stringify(report), /wrong-key-123/);
  });

  it('says that nothing listens at the address', async () => {
    const report = await test({ baseUrl: 'http://127.0.0.1:9' });
    assert.deepEqual([report.ok, report.code], [false, 'REMOTE_UNREACHABLE']);
  });

  it('names the setting that is missing', async () => {
    const report = await test({ company: '' });
    assert.equal(report.code, 'CONFIGURATION_INVALID');
    assert.match(report.summary, /company/);
  });

  it('names a variable that is not set', async () => {
    assert.match((await test({ baseUrl: '${NOT_SET_ANYWHERE}' })).summary, /NOT_SET_ANYWHERE\} is not set/);
  });
});
