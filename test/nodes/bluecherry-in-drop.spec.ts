import assert from 'node:assert/strict';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunRequest } from '../../sandbox/bluecherry/stock/stock-cycles.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { eventually } from '../support/eventually.ts';
import { feed, runStockFlow, sentOn, type StockFlow } from '../support/stock-flow.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const sku = 'MC100-NAV-XS';
const columns = [
  { figure: 'skuCode', column: 'SKU' },
  { figure: 'lot', column: 'Lot' },
  { figure: 'ots', column: 'OTS' },
  { figure: 'reserved', column: 'Total Reserved' },
];
const header = 'Div,Style,Color #,Label,Dm/Pk,SzBk,Location,SKU,OTS,Total QOH,Total Pick,Total Open,Total Prod,Total Ship To WIP';
const rowOf = (code: string, label: string, units: number): string => `01,MC100,NAV,${label},,1,LDS,${code},${units},${units},0,0,0,0`;

describe('bluecherry-in: stock from a drop folder', () => {
  const folders = temporaryFolder();
  let dropFolder: string;
  let sandbox: Sandbox | undefined;
  let flow: StockFlow;
  const begin = async (node: object = {}): Promise<void> => {
    flow = await runStockFlow({ url: sandbox?.bluecherry.url ?? 'http://127.0.0.1:9', node: { wayIn: 'csv-drop', dropFolder, columns, ...node } });
  };
  const drop = (request: RunRequest = {}): string => {
    sandbox!.bluecherry.stock.run({ runMs: 0, ...request });
    return fileOf(sandbox!.bluecherry.stock.dropFiles().at(-1)!);
  };
  const fileOf = (file: string): string => path.basename(file, '.csv');
  /** With an empty control file, and as old as a file that was there for long. */
  const write = async (name: string, rows: readonly string[]): Promise<string> => {
    await writeFile(path.join(dropFolder, `${name}.csv`), `${[header, ...rows].join('\r\n')}\r\n`);
    await writeFile(path.join(dropFolder, `${name}.csv.done`), '');
    return name;
  };
  const taken = async (cycleId: string): Promise<void> => {
    flow.look();
    await sentOn(flow, cycleId);
  };
  const openSandbox = async (): Promise<string> => {
    sandbox = await startSandbox({ stock: { dropFolder } });
    return fileOf(sandbox.bluecherry.stock.dropFiles()[0]!);
  };
  beforeEach(async () => {
    dropFolder = await folders.make();
    sandbox = undefined;
  });
  afterEach(async () => {
    await flow.stop();
    await sandbox?.stop();
  });

  it('reads the newest dump, then the delta on top of it, and leaves the files alone', async () => {
    const full = await openSandbox();
    await begin();
    await sentOn(flow, full);
    const all = flow.skusFor('cycle', full);
    assert.ok(all.length > 30);
    const { totals } = flow.position(sku)!.lines.find(({ location }) => location === 'LDS')!;
    sandbox!.bluecherry.stock.receive({ skuCode: sku, location: 'LDS' }, 5);
    const delta = drop({ mode: 'delta' });
    await taken(delta);
    assert.deepEqual(flow.skusFor('cycle', delta), [sku]);
    const after = flow.position(sku)!.lines.find(({ location }) => location === 'LDS')!;
    assert.deepEqual([after.totals.qoh, after.totals.ots], [totals.qoh! + 5, totals.ots! + 5]);
    assert.equal((await readdir(dropFolder)).length, 4);
  });

  it('waits for the control file of a dump', async () => {
    const full = await openSandbox();
    await begin();
    await sentOn(flow, full);
    const unfinished = drop({ faults: ['file-without-done'] });
    const runs = async (): Promise<number> => (await flow.store.read.feedRuns.recent(feed, 20)).length;
    const before = await runs();
    flow.look();
    await eventually('another look', async () => (await runs()) > before || undefined);
    assert.equal((await flow.store.read.feedCycles.last(feed))?.cycleId, full);
    await writeFile(path.join(dropFolder, `${unfinished}.csv.done`), '');
    await taken(unfinished);
  });

  it('takes nothing over of a dump that was cut off, tells people, and goes on with the next', async () => {
    const full = await openSandbox();
    await begin();
    await sentOn(flow, full);
    const cut = drop({ faults: ['file-cut'] });
    flow.look();
    const [told] = await eventually('the exception', async () => ((rows) => (rows.length > 0 ? rows : undefined))(await flow.open('DROP_FILE_INVALID')));
    assert.match(told!.text, new RegExp(cut));
    assert.equal((await flow.store.read.feedCycles.last(feed))?.cycleId, full);
    assert.match(flow.status(), /DROP_FILE_INVALID/);
    await taken(drop());
    await eventually('the exception to close', async () => (await flow.open()).length === 0 || undefined);
  });

  it('reads dumps without control files once they have not changed for a while', async () => {
    const name = 'inventory-20261120-0600';
    await writeFile(path.join(dropFolder, `${name}.csv`), `${header}\r\n${rowOf(sku, '', 7)}\r\n`);
    await utimes(path.join(dropFolder, `${name}.csv`), 1_795_000_000, 1_795_000_000);
    await begin({ completeness: 'settled', settleSeconds: 1, intervalSeconds: 1, columns: columns.filter(({ figure }) => figure === 'skuCode' || figure === 'ots') });
    await sentOn(flow, name);
    assert.deepEqual([flow.skusFor('cycle'), flow.position(sku)?.lines[0]?.totals.ots], [[sku], 7]);
    assert.match(await readFile(path.join(dropFolder, `${name}.csv`), 'utf8'), /MC100/);
  });

  it('lets SKUs out that shared a code once they differ, and closes the exception', async () => {
    const own = columns.filter(({ figure }) => figure === 'skuCode' || figure === 'ots');
    const shared = await write('inventory-20261120-0600', [rowOf(sku, '', 7), rowOf(sku, 'TW', 3), rowOf('OTHER', 'X', 1)]);
    await begin({ columns: own });
    await sentOn(flow, shared);
    assert.deepEqual(flow.skusFor('cycle'), ['OTHER']);
    const told = await eventually('the exception', async () => (await flow.open('SKU_CODE_SHARED'))[0]);
    await taken(await write('inventory-20261120-0630', [rowOf(sku, '', 7), rowOf(`${sku}-TW`, 'TW', 3), rowOf('OTHER', 'X', 1)]));
    assert.deepEqual(flow.skusFor('cycle', 'inventory-20261120-0630').toSorted(), [sku, `${sku}-TW`]);
    await eventually('the exception to close', async () => (await flow.services.desk.get(told.id))?.state === 'resolved' || undefined);
  });

  it('says what is missing where no folder is set, and which folder cannot be read', async () => {
    await begin({ dropFolder: path.join(dropFolder, 'nowhere') });
    const failed = await eventually('the failed run', async () => (await flow.store.read.feedRuns.recent(feed, 1))[0]);
    assert.deepEqual([failed.outcome, failed.failure], ['failed', 'REMOTE_UNREACHABLE']);
    await flow.stop();
    await begin({ dropFolder: '' });
    await eventually('the status to say so', () => flow.status().startsWith('CONFIGURATION_INV') || undefined);
  });
});
