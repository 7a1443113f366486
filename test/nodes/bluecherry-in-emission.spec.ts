import assert from 'node:assert/strict';
import type { StockCycle } from '../../sandbox/bluecherry/stock/stock-cycles.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/start-sandbox.ts';
import { eventually } from '../support/eventually.ts';
import { hold, probe } from '../support/messages.ts';
import { feed, runStockFlow, sentOn, type StockFlow, type StockFlowOptions } from '../support/stock-flow.ts';

const sku = 'MC100-NAV-XS';
/** Three pages. */
const large = { generate: { skus: 2500, locations: 1 } };

describe('bluecherry-in: positions on their way', () => {
  let sandbox: Sandbox;
  let flow: StockFlow;
  const openSandbox = async (options: SandboxOptions = {}): Promise<StockCycle> => {
    sandbox = await startSandbox(options);
    return sandbox.bluecherry.stock.cycles.list()[0]!;
  };
  const begin = async (options: Partial<StockFlowOptions> = {}): Promise<void> => {
    flow = await runStockFlow({ url: sandbox.bluecherry.url, ...options });
  };
  const order = (key: string, skuCode: string): Promise<void> =>
    flow.store.write((tables) => tables.demand.note('harbour-thread', key, [{ skuCode, units: 1, orderedAt: Date.now() }], Date.now()));
  afterEach(async () => {
    await flow.stop();
    await sandbox.stop();
  });

  it('sends the SKUs of new orders, each once', async () => {
    const first = await openSandbox();
    await begin();
    await sentOn(flow, first.cycleId);
    await order('HT-1', sku);
    await order('HT-2', 'NOT-IN-THE-ERP');
    await eventually('the first order', () => flow.skusFor('orders').length > 0 || undefined);
    await order('HT-3', 'MC100-NAV-S');
    await eventually('the second order', () => flow.skusFor('orders').length > 1 || undefined);
    assert.deepEqual(flow.skusFor('orders'), [sku, 'MC100-NAV-S']);
    assert.equal(flow.pages.at(-1)?.cycle.cycleId, first.cycleId);
  });

  it('sends what sold lately as its figures grow older', async () => {
    const first = await openSandbox();
    await begin({ node: { ageSeconds: 1 } });
    await sentOn(flow, first.cycleId);
    await order('HT-1', sku);
    const aged = await eventually('SKUs for their age', () => (flow.skusFor('age').length > 1 ? flow.skusFor('age') : undefined));
    assert.deepEqual([...new Set(aged)], [sku]);
  });

  it('sends everything again and again while the next cycle is overdue, and that one whole', async () => {
    const first = await openSandbox({ now: () => Date.now() - 7_200_000 });
    await begin({ node: { ageSeconds: 1, intervalSeconds: 1 } });
    await sentOn(flow, first.cycleId);
    const all = flow.skusFor('cycle').length;
    await eventually('all SKUs for their age', () => flow.skusFor('age').length >= all || undefined);
    const late = sandbox.bluecherry.stock.run({ runMs: 0 });
    await sentOn(flow, late.cycleId);
    assert.equal((await flow.store.read.feedCycles.last(feed))?.changed, 0);
    assert.equal(flow.skusFor('cycle', late.cycleId).length, all);
  });

  it('sends everything again when somebody presses the button, and says who asked', async () => {
    const first = await openSandbox();
    await begin();
    await sentOn(flow, first.cycleId);
    const all = flow.skusFor('cycle');
    const press = (await flow.request().post('/selvedge/bluecherry-in/stock/press').send({})) as { body: { kind: string } };
    assert.equal(press.body.kind, 'done');
    await eventually('all SKUs', () => flow.skusFor('resync').length >= all.length || undefined);
    const { body } = (await flow.request().post('/selvedge/feeds/stock/resync').send({})) as { body: object };
    assert.deepEqual(body, { feed });
    await eventually('all SKUs once more', () => flow.skusFor('resync').length >= 2 * all.length || undefined);
    assert.deepEqual(flow.skusFor('resync'), [...all, ...all]);
    const [row] = await flow.store.read.audit.recent(1);
    assert.deepEqual([row?.who, row?.action, row?.subject], ['operator', 'feed.resync', `feed:${feed}`]);
  });

  it('has no full resync of master data, and says so', async () => {
    await openSandbox();
    await begin({ node: { resource: 'skus' } });
    const { status, body } = (await flow.request().post('/selvedge/feeds/stock/resync').send({})) as { status: number; body: { code: string; message: string } };
    assert.deepEqual([status, body.code], [409, 'CONFIGURATION_INVALID']);
    assert.match(body.message, /Only a node that reads inventory/);
  });

  it('goes on with orders while BlueCherry cannot be reached', async () => {
    const first = await openSandbox();
    await begin();
    await sentOn(flow, first.cycleId);
    sandbox.bluecherry.traffic.addFaults({ kind: 'close' });
    flow.look();
    await eventually('the feed to fail', () => flow.status().startsWith('REMOTE_') || undefined);
    await order('HT-1', sku);
    await eventually('the order', () => flow.skusFor('orders').includes(sku) || undefined);
    assert.match(flow.status(), /^REMOTE_/);
    assert.deepEqual(await flow.open(), [], 'an outage passes by itself');
  });

  it('sends everything again when a page that failed behind it is replayed, and closes the exception', async () => {
    const first = await openSandbox();
    await begin({ behind: [{ ...probe('seen'), func: "if (context.get('good')) return null; throw new Error('not yet');" }] });
    await sentOn(flow, first.cycleId);
    const [parked] = await flow.open();
    assert.deepEqual([parked?.entity, parked?.key], ['stock-position-page', feed]);
    flow.node('seen').context().set('good', true);
    await flow.services.desk.replay(parked!.id, 'ann');
    await eventually('the exception to close', async () => (await flow.services.desk.get(parked!.id))?.state === 'resolved' || undefined);
    assert.deepEqual(flow.skusFor('resync'), flow.skusFor('cycle'));
  });

  it('waits while a lane behind it is full', async () => {
    const first = await openSandbox({ stock: large });
    const lane = { id: 'seen', type: 'durable-lane', z: 'tab', lane: 'pages', capacityEntries: 1, concurrency: 1, wires: [['kept']] };
    await begin({ behind: [lane, hold('kept')] });
    await eventually('the source to wait', () => flow.services.heldBack.get(feed) === 'pages' || undefined);
    assert.equal(flow.pages.length, 1);
    assert.notEqual(await flow.store.read.cursors.get(`${feed}:emitted`), first.cycleId);
  });
});
