import assert from 'node:assert/strict';
import { openPositionBook } from '../../lib/store/stock-book/open-position-book.ts';
import type { RunRequest, StockCycle } from '../../sandbox/bluecherry/stock/stock-cycles.ts';
import { startSandbox, type Sandbox, type SandboxStock } from '../../sandbox/start-sandbox.ts';
import { eventually } from '../support/eventually.ts';
import { feed, runStockFlow, sentOn, type StockFlow, type StockFlowOptions } from '../support/stock-flow.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const sku = 'MC100-NAV-XS';

describe('bluecherry-in: cycles of the inventory feed', () => {
  const folder = temporaryFolder();
  let sandbox: Sandbox;
  let flow: StockFlow;
  const begin = async (stock: SandboxStock = {}, options: Partial<StockFlowOptions> = {}): Promise<StockCycle> => {
    sandbox = await startSandbox({ stock });
    flow = await runStockFlow({ url: sandbox.bluecherry.url, ...options });
    const [first] = sandbox.bluecherry.stock.cycles.list();
    await sentOn(flow, first!.cycleId);
    return first!;
  };
  const next = (request: RunRequest = {}): StockCycle => sandbox.bluecherry.stock.run({ runMs: 0, ...request });
  const taken = async (cycle: StockCycle): Promise<void> => {
    flow.look();
    await sentOn(flow, cycle.cycleId);
  };
  const takenOver = async (): Promise<string[]> => (await flow.store.read.feedCycles.recent(feed, 20)).map(({ cycleId }) => cycleId);
  const failedRun = (code: string, times = 1): Promise<true> =>
    eventually(`a run that fails with ${code}`, async () => (await flow.store.read.feedRuns.recent(feed, 50)).filter(({ failure }) => failure === code).length >= times || undefined);
  const onHand = (): number | null | undefined => flow.position(sku)?.lines.find(({ location }) => location === 'LDS')?.totals.qoh;
  afterEach(async () => {
    await flow.stop();
    await sandbox.stop();
  });

  it('sends the first full cycle whole, then only what a cycle changed', async () => {
    const full = await begin();
    const skus = flow.skusFor('cycle', full.cycleId);
    assert.equal(new Set(skus).size, skus.length);
    assert.ok(skus.length > 30 && skus.includes(sku));
    const before = onHand();
    sandbox.bluecherry.stock.receive({ skuCode: sku, location: 'LDS' }, 5);
    const delta = next({ mode: 'delta' });
    await taken(delta);
    assert.deepEqual(flow.skusFor('cycle', delta.cycleId), [sku]);
    assert.equal(onHand(), before! + 5);
    assert.ok(flow.position(sku)!.lines.length > 1, 'a delta names one location, and the SKU goes out with all');
    const [row] = await flow.store.read.feedCycles.recent(feed, 1);
    assert.deepEqual([row?.cycleId, row?.mode, row?.records, row?.changed], [delta.cycleId, 'delta', 1, 1]);
    const run = await eventually('the run', async () => (await flow.store.read.feedRuns.recent(feed, 10)).find(({ cycle, read }) => cycle === delta.cycleId && read > 0));
    assert.deepEqual([run.outcome, run.read, run.emitted], ['good', 1, 1]);
    assert.equal(flow.services.positions.get(feed)?.head()?.cycleId, delta.cycleId);
  });

  it('reads missed deltas one after another', async () => {
    const full = await begin({ stockGraceMs: 3_600_000 });
    const deltas = [1, 2, 3].map((units) => {
      sandbox.bluecherry.stock.receive({ skuCode: sku, location: 'LDS' }, units);
      return next({ mode: 'delta' });
    });
    await taken(deltas[2]!);
    assert.deepEqual(new Set(await takenOver()), new Set([full, ...deltas].map(({ cycleId }) => cycleId)));
    assert.deepEqual(deltas.map(({ cycleId }) => flow.skusFor('cycle', cycleId)), [[sku], [sku], [sku]]);
  });

  it('says that deltas are missing while there is no full cycle, and reads that as soon as there is one', async () => {
    const full = await begin();
    sandbox.bluecherry.stock.receive({ skuCode: sku, location: 'LDS' }, 1);
    const gap = next({ mode: 'delta', faults: ['sequence-gap'] });
    flow.look();
    await failedRun('STOCK_CYCLE_INVALID');
    assert.deepEqual(await takenOver(), [full.cycleId]);
    flow.look();
    const told = await eventually('the exception', async () => (await flow.open('STOCK_CYCLE_INVALID'))[0]);
    assert.match(told.text, new RegExp(`Between cycle ${full.cycleId} .* and ${gap.cycleId} .* one cycle is missing. No full cycle`));
    await taken(next({ mode: 'full' }));
    assert.deepEqual(flow.skusFor('cycle').slice(-1), [sku]);
    await eventually('the exception to close', async () => (await flow.open()).length === 0 || undefined);
  });

  it('takes over no cycle that states a time to come, behind which all that follow would look old', async () => {
    let aheadMs = 0;
    sandbox = await startSandbox({ stock: { stockGraceMs: 2 * 3_600_000 }, now: () => Date.now() + aheadMs });
    flow = await runStockFlow({ url: sandbox.bluecherry.url });
    const [first] = sandbox.bluecherry.stock.cycles.list();
    await sentOn(flow, first!.cycleId);
    aheadMs = 3_600_000;
    next();
    flow.look();
    await failedRun('STOCK_CYCLE_INVALID');
    aheadMs = 0;
    const right = next();
    await taken(right);
    assert.deepEqual(new Set(await takenOver()), new Set([first!.cycleId, right.cycleId]));
  });

  it('begins again with the newest cycle when the one that it reads is superseded', async () => {
    const first = await begin({ generate: { skus: 2000, locations: 1 } });
    sandbox.bluecherry.traffic.set({ latencyMs: 40 });
    const superseded = next({ mode: 'full' });
    const pagesOf = (cycle: StockCycle): number => sandbox.bluecherry.record().requests.filter(({ path }) => path.includes(`cycleId=${cycle.cycleId}`)).length;
    flow.look();
    await eventually('reading to begin', () => pagesOf(superseded) >= 2 || undefined);
    const newest = next({ mode: 'full' });
    await sentOn(flow, newest.cycleId);
    assert.deepEqual(new Set(await takenOver()), new Set([first.cycleId, newest.cycleId]));
    await eventually('the status to be good again', () => flow.status().endsWith('.cycle') || undefined);
    assert.ok((await flow.store.read.feedRuns.recent(feed, 20)).every(({ outcome }) => outcome === 'good'));
    assert.deepEqual(await flow.open(), []);
  });

  for (const fault of ['wrong-count', 'wrong-checksum'] as const) {
    it(`takes nothing over of a cycle with a ${fault.replace('-', ' ')}, tells people when it stays so, and goes on with the next`, async () => {
      const first = await begin();
      next({ mode: 'full', faults: [fault] });
      flow.look();
      await failedRun('STOCK_CYCLE_INVALID');
      assert.deepEqual(await flow.open(), [], 'once may be chance');
      flow.look();
      await eventually('the exception', async () => (await flow.open('STOCK_CYCLE_INVALID'))[0]);
      assert.deepEqual(await takenOver(), [first.cycleId]);
      await taken(next({ mode: 'full' }));
      await eventually('the exception to close', async () => (await flow.open()).length === 0 || undefined);
    });
  }

  it('takes cycles whose lines come in another order or twice', async () => {
    await begin();
    await taken(next({ mode: 'full', faults: ['permuted'] }));
    await taken(next({ mode: 'full', faults: ['repeated'] }));
    assert.equal((await flow.store.read.feedCycles.last(feed))?.changed, 0);
  });

  it('lets what a cycle with rejected records does not mention keep its figures', async () => {
    const first = await begin();
    const withErrors = next({ mode: 'full', faults: ['complete-with-errors'] });
    await taken(withErrors);
    assert.deepEqual(flow.skusFor('cycle', withErrors.cycleId), []);
    const row = await flow.store.read.feedCycles.last(feed);
    assert.equal(row?.records, first.recordCount - 3);
  });

  it('keeps the shop as it is when a cycle would empty much of it, until a person accepts just that cycle', async () => {
    const first = await begin();
    const before = flow.pages.length;
    const half = next({ mode: 'full', faults: ['truncated'] });
    flow.look();
    const alarm = await eventually('the alarm', async () => (await flow.open('STOCK_DROP_ALARM'))[0]);
    assert.deepEqual([alarm.entity, alarm.key, alarm.revision, alarm.owner], ['feed-standing', feed, half.cycleId, 'operations']);
    assert.match(alarm.text, /would take away \d+ of \d+ SKUs with stock, more than 30 %/);
    const reads = (): number => sandbox.bluecherry.record().requests.filter(({ path }) => path.includes(`cycleId=${half.cycleId}`)).length;
    await failedRun('STOCK_DROP_ALARM');
    const readOnce = reads();
    flow.look();
    await eventually('another look', async () => (await flow.store.read.feedRuns.recent(feed, 1))[0]?.outcome === 'good' || undefined);
    assert.deepEqual([reads(), (await flow.open()).length, (await flow.open())[0]?.attempts], [readOnce, 1, alarm.attempts]);
    assert.deepEqual([await takenOver(), flow.pages.length], [[first.cycleId], before]);
    await eventually('the status to say so', () => flow.status().endsWith('.alarm') || undefined);
    await flow.services.desk.replay(alarm.id, 'ann');
    await sentOn(flow, half.cycleId);
    const gone = flow.pages.filter(({ cycle }) => cycle.cycleId === half.cycleId).flatMap(({ positions }) => positions.filter(({ lines }) => lines.length === 0));
    assert.ok(gone.length > 10, `${gone.length} SKUs without stock`);
    const closed = await flow.services.desk.get(alarm.id);
    assert.deepEqual([closed?.state, closed?.closeReason], ['resolved', `Cycle ${half.cycleId} was taken over.`]);
  });

  it('asks again about each cycle that would empty the shop', async () => {
    await begin();
    next({ mode: 'full', faults: ['truncated'] });
    flow.look();
    const alarm = await eventually('the alarm', async () => (await flow.open('STOCK_DROP_ALARM'))[0]);
    const worse = next({ mode: 'full', faults: ['empty'] });
    flow.look();
    const anew = await eventually('the next alarm', async () => (await flow.open('STOCK_DROP_ALARM')).find(({ revision }) => revision === worse.cycleId));
    assert.notEqual(anew.id, alarm.id);
    await assert.rejects(flow.services.desk.replay(alarm.id, 'ann'));
    assert.equal((await flow.store.read.feedCycles.recent(feed, 9)).length, 1);
  });

  it('closes the alarm by itself when a good cycle follows', async () => {
    await begin();
    next({ mode: 'full', faults: ['truncated'] });
    flow.look();
    const alarm = await eventually('the alarm', async () => (await flow.open('STOCK_DROP_ALARM'))[0]);
    const good = next({ mode: 'full' });
    await taken(good);
    assert.equal((await flow.services.desk.get(alarm.id))?.state, 'resolved');
    assert.equal((await flow.store.read.feedCycles.last(feed))?.changed, 0);
  });

  it('takes an empty cycle over where the guard is off, and says that the feed brings nothing until it does', async () => {
    await begin({}, { node: { guardPercent: 100 } });
    await taken(next({ mode: 'full', faults: ['empty'] }));
    const told = await eventually('the exception', async () => (await flow.open('FEED_EMPTY'))[0]);
    assert.match(told.text, /complete and has no records at all/);
    await taken(next({ mode: 'full' }));
    await eventually('the exception to close', async () => (await flow.open()).length === 0 || undefined);
  });

  it('keeps SKUs that share a code to itself, and says so once per code', async () => {
    await begin();
    const { erp, stock } = sandbox.bluecherry;
    const { skuCode, ...twin } = erp.sku(sku);
    erp.addSku({ ...twin, skuCode, label: 'TW' });
    stock.receive({ skuCode, label: 'TW', location: 'LDS' }, 3);
    stock.receive({ skuCode: 'MC100-NAV-S', location: 'LDS' }, 1);
    const shared = next({ mode: 'full' });
    await taken(shared);
    assert.deepEqual(flow.skusFor('cycle', shared.cycleId), ['MC100-NAV-S']);
    const told = await eventually('the exception', async () => (await flow.open('SKU_CODE_SHARED'))[0]);
    assert.equal(told.key, sku);
    assert.match(told.text, /stands for 2 SKUs/);
    flow.look();
    await eventually('another look', async () => (await flow.store.read.feedRuns.recent(feed, 50)).filter(({ outcome }) => outcome === 'good').length > 3 || undefined);
    assert.deepEqual((await flow.open()).map(({ attempts }) => attempts), [told.attempts]);
  });

  it('takes another file for its book while another process holds the first', async () => {
    const dataDir = await folder.make();
    const held = openPositionBook({ file: `${dataDir}/stock-books/bluecherry_HTL_inventory.db`, unitsOf: () => 0, onDamage: () => undefined });
    try {
      const first = await begin({}, { dataDir });
      assert.equal(flow.services.positions.get(feed)?.head()?.cycleId, first.cycleId);
      assert.equal(held.head(), null);
    } finally {
      held.close();
    }
  });
});
