import assert from 'node:assert/strict';
import type { StockCycle as Cycle } from '../../lib/model/stock.ts';
import { openSqliteStore } from '../../lib/store/sqlite/open-sqlite-store.ts';
import { openPositionBook } from '../../lib/store/stock-book/open-position-book.ts';
import type { StockCycle } from '../../sandbox/bluecherry/stock/stock-cycles.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/start-sandbox.ts';
import { eventually } from '../support/eventually.ts';
import { bluecherryAccount, hold, probe, tab } from '../support/messages.ts';
import { feed, runStockFlow, sentOn, type StockFlow, type StockFlowOptions } from '../support/stock-flow.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const sku = 'MC100-NAV-XS';
/** Three pages. */
const large = { generate: { skus: 2500, locations: 1 } };

describe('bluecherry-in: stops, deploys and other workers', () => {
  const folder = temporaryFolder();
  let sandbox: Sandbox;
  let flow: StockFlow;
  const openSandbox = async (options: SandboxOptions = {}): Promise<StockCycle> => {
    sandbox = await startSandbox(options);
    return sandbox.bluecherry.stock.cycles.list()[0]!;
  };
  const begin = async (options: Partial<StockFlowOptions> = {}): Promise<void> => {
    flow = await runStockFlow({ url: sandbox.bluecherry.url, ...options });
  };
  const pageCount = (count: number): Promise<true> => eventually(`${count} pages`, () => flow.pages.length >= count || undefined);
  const reads = (): number => sandbox.bluecherry.record().requests.filter(({ path }) => path.includes('/inventory?')).length;
  afterEach(async () => {
    await flow.stop();
    await sandbox.stop();
  });

  it('loses nothing when it is stopped in the middle of a cycle: the whole of it goes out after the restart', async () => {
    const dataDir = await folder.make();
    const first = await openSandbox({ stock: large });
    await begin({ dataDir, behind: [hold('seen')] });
    await pageCount(1);
    const read = reads();
    await flow.stop();
    assert.equal(flow.pages.length, 1);
    await begin({ dataDir });
    await sentOn(flow, first.cycleId);
    assert.equal(new Set(flow.skusFor('cycle')).size, 2500);
    assert.deepEqual(flow.pages.map(({ positions }) => positions.length), [1000, 1000, 500]);
    assert.equal(reads(), read, 'the cycle is in the book and is not read again');
  });

  it('sends everything once after a start, because policies may be others now', async () => {
    const dataDir = await folder.make();
    const first = await openSandbox();
    await begin({ dataDir });
    await sentOn(flow, first.cycleId);
    const all = flow.skusFor('cycle');
    await flow.stop();
    await begin({ dataDir });
    await pageCount(1);
    assert.deepEqual(flow.skusFor('age'), all);
  });

  it('makes up for what a process did not come to say that was killed right after it had taken a cycle over', async () => {
    const dataDir = await folder.make();
    const first = await openSandbox();
    await begin({ dataDir });
    await sentOn(flow, first.cycleId);
    const [position] = flow.pages[0]!.positions;
    const all = flow.skusFor('cycle').length;
    await flow.stop();
    const book = openPositionBook({ file: `${dataDir}/stock-books/bluecherry_HTL_inventory.db`, unitsOf: () => 0, onDamage: () => undefined });
    const cycle: Cycle = { ...book.head()!, cycleId: 'TAKEN', mode: 'delta', asOf: new Date().toISOString() };
    const load = book.begin(cycle);
    load.put(position!.lines.slice(0, 1).map((line) => ({ ...line, totals: { ...line.totals, qoh: 4711 }, skuCode: position!.skuCode, identity: position!.identity })));
    load.commit();
    book.close();
    await begin({ dataDir });
    await sentOn(flow, 'TAKEN');
    assert.equal(flow.skusFor('cycle', 'TAKEN').length, all);
    const row = await flow.store.read.feedCycles.last(feed);
    assert.deepEqual([row?.cycleId, row?.records, row?.changed], ['TAKEN', first.recordCount, 1]);
  });

  it('takes nothing for sent on once another worker has the lease', async () => {
    const first = await openSandbox();
    await begin();
    await sentOn(flow, first.cycleId);
    const { promise: stolen, resolve } = Promise.withResolvers<unknown>();
    const steal = (): void =>
      resolve(
        flow.store.write(async ({ leases }) => {
          await leases.expireAll();
          await leases.acquire('account:erp', 'another', 60_000);
        }),
      );
    flow.node('seen').once('input', steal);
    sandbox.bluecherry.stock.receive({ skuCode: sku, location: 'LDS' }, 1);
    const second = sandbox.bluecherry.stock.run({ runMs: 0 });
    flow.look();
    await stolen;
    assert.deepEqual(flow.skusFor('cycle', second.cycleId), [sku]);
    await eventually('the page to go out again, as nobody may say that it was sent', () => flow.skusFor('cycle', second.cycleId).length > 1 || undefined);
    assert.equal(await flow.store.read.cursors.get(`${feed}:emitted`), first.cycleId);
    assert.deepEqual([await flow.open(), (await flow.store.read.feedRuns.recent(feed, 9)).filter(({ outcome }) => outcome === 'failed')], [[], []]);
  });

  it('does not send older figures after newer ones that another worker has read', async () => {
    const dataDir = await folder.make();
    const first = await openSandbox();
    const store = await openSqliteStore({ file: `${dataDir}/selvedge.sqlite` });
    const newer = { feed, cycleId: 'NEWER', mode: 'full', sequence: 9999, asOf: Date.now() + 3_600_000, completedAt: 0, nextExpectedAt: null, readAt: 0, publishedAt: null, records: 1, changed: 1 } as const;
    await store.write((tables) => tables.feedCycles.record(newer));
    await store.close();
    await begin({ dataDir });
    await eventually('the cycle to be read', () => flow.services.positions.get(feed)?.head()?.cycleId === first.cycleId || undefined);
    await eventually('the status to say so', () => flow.status().endsWith('.behind') || undefined);
    assert.equal(flow.pages.length, 0);
  });

  it('sends a page again that a deploy interrupted, and everything to a flow that was changed', async () => {
    const first = await openSandbox();
    await begin({ behind: [hold('seen')] });
    await pageCount(1);
    const { url } = sandbox.bluecherry;
    const source = { id: 'stock', type: 'bluecherry-in', z: 'tab', account: 'erp', resource: 'inventory', intervalSeconds: 3600, recalculateSeconds: 1, ageSeconds: 3600, wires: [['through']] };
    await flow.deploy([tab, bluecherryAccount(url), source, probe('through')], 'full');
    await sentOn(flow, first.cycleId);
    const again: string[] = [];
    await flow.deploy([tab, bluecherryAccount(url), source, { ...probe('through'), func: 'return undefined;' }], 'nodes');
    flow.node('through').on('input', (message) => again.push((message as unknown as { payload: { reason: string } }).payload.reason));
    await eventually('all SKUs', () => again.length > 0 || undefined);
    assert.deepEqual(again, ['age']);
  });

  it('refuses a second node that reads the same feed', async () => {
    await openSandbox();
    const second = { id: 'second', type: 'bluecherry-in', z: 'tab', account: 'erp', resource: 'inventory', recalculateSeconds: 1, wires: [['seen']] };
    await begin({ behind: [probe('seen'), second] });
    const warnings: string[] = [];
    for (const id of ['stock', 'second']) flow.node(id).warn = (said: string) => void warnings.push(said);
    await eventually('one of them to refuse', () => warnings.find((said) => said.startsWith(`CONFIGURATION_INVALID: Two nodes of the deployed flows read ${feed}`)));
  });
});
