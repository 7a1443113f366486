import { strict as assert } from 'node:assert';
import type { Sku } from '../../lib/model/identity.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { eventually } from '../support/eventually.ts';
import { bluecherryAccount, catchAll, exceptions, probe, sandboxKeys, tab } from '../support/messages.ts';
import { runFlow, type FlowRun } from '../support/node-runtime.ts';

describe('bluecherry-in', () => {
  let sandbox: Sandbox;
  let run: FlowRun;
  const pages: Sku[][] = [];
  beforeEach(async () => {
    pages.length = 0;
    sandbox = await startSandbox();
    run = await runFlow(
      [tab, bluecherryAccount(sandbox.bluecherry.url), { id: 'skus', type: 'bluecherry-in', z: 'tab', account: 'erp', resource: 'skus', intervalSeconds: 1, overlapSeconds: 300, wires: [['seen']] }, probe('seen'), catchAll, exceptions, probe('parked')],
      { env: sandboxKeys },
    );
    run.node('seen').on('input', (message) => pages.push((message as unknown as { payload: Sku[] }).payload));
  });
  afterEach(async () => {
    await run.stop();
    await sandbox.stop();
  });

  it('fills the SKU directory, and later sends only what changed', async () => {
    const count = await eventually('the directory', async () => (await run.store.read.references.count('sku', 'bluecherry:HTL')) || undefined);
    assert.ok(count > 30);
    const firstRead = pages.flat().length;
    sandbox.bluecherry.erp.patchSku('MC100-NAV-XS', { active: false });
    const news = await eventually('the changed SKU', () => (pages.flat().length > firstRead ? pages.flat().slice(firstRead) : undefined));
    assert.deepEqual(news.map(({ skuCode, active }) => [skuCode, active]), [['MC100-NAV-XS', false]]);
    const [row] = await run.store.read.references.find('sku', 'bluecherry:HTL', ['MC100-NAV-XS']);
    assert.equal((JSON.parse(row?.data ?? '{}') as Sku).active, false);
  });

  it('keeps when a feed last succeeded', async () => {
    const good = await eventually('a good run', async () => (await run.store.read.feedRuns.lastGood('bluecherry:HTL:skus')) ?? undefined);
    assert.ok(good.read > 30);
  });
});
