import { strict as assert } from 'node:assert';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { openExceptions, replay } from '../../scripts/prove/host-api.ts';
import { startHost, type HostProcess } from '../../scripts/prove/host-process.ts';
import { besideOrders, openWorkspace, type Workspace } from '../../scripts/prove/workspace.ts';
import { eventually } from '../support/eventually.ts';

/** The client's own flows in the real host, on a day when somebody forgot a row. */
describe('a missing translation', () => {
  let sandbox: Sandbox;
  let workspace: Workspace;
  let host: HostProcess;
  const table = () => path.join(workspace.tables, 'ship-via.csv');
  const arrived = (): string[] => sandbox.bluecherry.record().salesOrders.map(({ externalRef }) => externalRef);

  before(async () => {
    sandbox = await startSandbox();
    workspace = await openWorkspace('harbour-thread', sandbox, {}, besideOrders);
    const rows = (await readFile(table(), 'utf8')).split('\n');
    await writeFile(table(), rows.filter((row) => !row.startsWith('local_pickup')).join('\n'));
    host = await startHost(workspace.host);
  });
  after(async () => {
    await host.stop();
    await sandbox.stop();
    await workspace.remove();
  });

  it('parks the orders it concerns, naming table and value; with the row added, a replay sends them', async () => {
    const parked = await eventually('the exceptions', async () => {
      const open = (await openExceptions(host.url)).filter(({ code }) => code === 'TRANSLATION_MISSING');
      return open.length === 8 ? open : undefined;
    });
    assert.deepEqual([...new Set(parked.map(({ owner, details }) => [owner, details['table'], details['value']].join()))], ['operations,ship-via,local_pickup']);
    assert.ok(!parked.some(({ key }) => arrived().includes(key)));

    await appendFile(table(), 'local_pickup,COLL,Click & Collect\n');
    for (const { id } of parked) await replay(host.url, id);
    await eventually('the replayed orders', () => (parked.every(({ key }) => arrived().includes(key)) ? true : undefined));
    await eventually('the exceptions to close by themselves', async () => ((await openExceptions(host.url)).every(({ code }) => code !== 'TRANSLATION_MISSING') ? true : undefined));
    assert.equal(new Set(arrived()).size, arrived().length);
  }).timeout(40_000);
});
