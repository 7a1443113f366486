import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createBluecherryConnector, type BluecherryConnector } from '../../../lib/connectors/bluecherry/connector.ts';
import type { InventoryLine, InventorySource } from '../../../lib/connectors/bluecherry/inventory-source.ts';
import { openCsvDrops } from '../../../lib/connectors/bluecherry/open-csv-drops.ts';
import type { StockCycle } from '../../../lib/model/stock.ts';
import { compareStockLines, createStockChecksum } from '../../../lib/operations/stock/stock-checksum.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/start-sandbox.ts';
import { realClock } from '../support/clocks.ts';
import { failureOf } from '../support/failures.ts';

const feed = 'harbour:inventory';
const timeZone = 'America/New_York';

describe('inventory of the sandbox', () => {
  let folder: string;
  let sandbox: Sandbox;
  let erp: BluecherryConnector;
  let now = 0;

  const readAll = async (source: InventorySource, cycle: StockCycle): Promise<InventoryLine[]> => {
    const found: InventoryLine[] = [];
    for await (const page of source.readCycle(cycle)) found.push(...page);
    return found;
  };
  const latest = async (source: InventorySource): Promise<StockCycle> => {
    const outlook = await source.latestCycle(feed);
    assert.ok(outlook.latest);
    return outlook.latest.cycle;
  };
  beforeEach(async () => {
    now = Date.parse('2026-11-21T09:00:00Z');
    folder = mkdtempSync(path.join(tmpdir(), 'selvedge-drops-'));
    sandbox = await startSandbox({ now: () => now, apiKey: 'bc_secret', company: 'HTL', stock: { dropFolder: folder, timeZone, stockEveryMs: 0, stockRunMs: 60_000 } });
    erp = createBluecherryConnector(
      { baseUrl: sandbox.bluecherry.url, company: 'HTL', apiKey: 'bc_secret', timeZone, paging: { kind: 'cursor', size: 10 }, limits: { requestsPerSecond: 2000, concurrency: 4, timeoutMs: 20_000 } },
      { clock: realClock },
    );
  });
  afterEach(async () => {
    await erp.close();
    await sandbox.stop();
    rmSync(folder, { recursive: true });
  });
  const finishCycle = (): void => {
    sandbox.bluecherry.stock.run();
    now += 61_000;
  };

  it('has the count and the checksum that its cycle states', async () => {
    finishCycle();
    const outlook = await erp.inventory.latestCycle(feed);
    const lines = await readAll(erp.inventory, outlook.latest!.cycle);
    const checksum = createStockChecksum();
    for (const line of lines.toSorted(compareStockLines)) checksum.add(line);
    assert.ok(lines.length > 20);
    assert.deepEqual([lines.length, checksum.digest(), outlook.latest?.cycle.asOf, outlook.latest?.cycle.asOfDay], [outlook.latest?.recordCount, outlook.latest?.checksum, '2026-11-21T09:00:00.000Z', '2026-11-21']);
  });

  it('is the same by files as over HTTP, as far as files state it', async () => {
    finishCycle();
    sandbox.bluecherry.stock.dropFiles();
    const drops = openCsvDrops(folder, { clock: realClock, timeZone, columns: { skuCode: 'SKU', lot: 'Lot', reserved: 'Total Reserved', ots: 'OTS' } });
    const [overHttp, byFile] = [await latest(erp.inventory), await latest(drops)];
    assert.deepEqual({ ...byFile, cycleId: '' }, { ...overHttp, cycleId: '' });
    const plain = (line: InventoryLine): object => ({ ...line, terms: null, supply: [], totals: { ...line.totals, otsShipToWip: null } });
    assert.deepEqual((await readAll(drops, byFile)).toSorted(compareStockLines), (await readAll(erp.inventory, overHttp)).toSorted(compareStockLines).map(plain));
  });

  it('is to be read anew when a cycle is superseded between two pages', async () => {
    finishCycle();
    const cycle = await latest(erp.inventory);
    const pages = erp.inventory.readCycle(cycle);
    await pages.next();
    finishCycle();
    assert.equal((await failureOf(async () => { for await (const page of pages) assert.ok(page.length > 0); })).code, 'BLUECHERRY_CYCLE_EXPIRED');
    assert.ok((await readAll(erp.inventory, await latest(erp.inventory))).length > 20);
  });

  it('tells a running cycle and a failed one, and the records that a cycle lacks', async () => {
    finishCycle();
    sandbox.bluecherry.stock.run({ faults: ['failed'] });
    now += 61_000;
    const running = sandbox.bluecherry.stock.run({ faults: ['complete-with-errors'] });
    const before = await erp.inventory.latestCycle(feed);
    assert.deepEqual(before.notReady.map(({ status }) => status).sort(), ['failed', 'running']);
    now += 61_000;
    const { latest: last } = await erp.inventory.latestCycle(feed);
    assert.deepEqual([last?.cycle.cycleId, last?.status, last?.absentMeansNone], [running.cycleId, 'complete_with_errors', false]);
    assert.ok((last?.rejectedCount ?? 0) > 0);
  });

  it('is not believed where a file was cut', async () => {
    sandbox.bluecherry.stock.run({ faults: ['file-cut'] });
    now += 61_000;
    sandbox.bluecherry.stock.dropFiles();
    const drops = openCsvDrops(folder, { clock: realClock, timeZone });
    const cycle = await latest(drops);
    assert.equal((await failureOf(readAll(drops, cycle))).code, 'DROP_FILE_INVALID');
  });
});
