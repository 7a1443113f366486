import { strict as assert } from 'node:assert';
import type { CanonicalMessage } from '../../lib/model/envelope.ts';
import type { ShownStockPage, StockChange, StockLevel, StockLevelPage } from '../../lib/model/stock.ts';
import { emitTracked } from '../../nodes/runtime/emit-tracked.ts';
import type { MessageEnd } from '../../nodes/runtime/track-delivery.ts';
import { eventually } from '../support/eventually.ts';
import { catchAll, exceptions, hold, probe, tab } from '../support/messages.ts';
import { runFlow, type FlowRun } from '../support/node-runtime.ts';
import { calculatedAt, levelPage, shownPage, stockChannel, stockLevel, stockMessage } from '../support/stock-pages.ts';

type Change = CanonicalMessage<StockChange>;

const source = { id: 'in', type: 'test-message', z: 'tab', sample: 'none', dryRun: true, wires: [['changes']] };
const changes = { id: 'changes', type: 'change-detection', z: 'tab', firstRun: 'send', wires: [['seen', 'lane']] };
const lane = { id: 'lane', type: 'durable-lane', z: 'tab', lane: 'stock', order: 'latest', concurrency: 1000, maxAttempts: 3, retryDelaysSeconds: ['0.01'], priority: 3, wires: [['end']] };
const end = { id: 'end', type: 'exception-queue', z: 'tab', action: 'close', reason: 'written', wires: [[]] };
const minuteMs = 60_000;

describe('change-detection, where a channel shows something else', () => {
  let run: FlowRun;
  let seen: Change[];
  const start = async (behind: object = end): Promise<void> => {
    run = await runFlow([tab, source, changes, probe('seen'), lane, behind, catchAll, exceptions, probe('parked')]);
    seen = [];
    run.node('seen').on('input', (message) => seen.push(message as unknown as Change));
  };
  afterEach(() => run.stop());
  const send = (page: StockLevelPage | ShownStockPage, selvedge: Partial<CanonicalMessage['selvedge']> = {}): Promise<MessageEnd> =>
    emitTracked(run.services, run.node('in'), stockMessage(page, selvedge), new AbortController().signal);
  const left = (): string[] => seen.splice(0).map(({ payload: { level, reason } }) => `${level.skuCode} ${level.published} ${reason}`);
  const key = (skuCode: string): string => `${skuCode}@${stockChannel}`;
  /** These figures were sent, and written to the channel so long ago. */
  const written = async (levels: readonly StockLevel[], agoMs = 10 * minuteMs, second = 1): Promise<void> => {
    await send(levelPage(levels, second));
    const keys = levels.map(({ skuCode }) => key(skuCode));
    await eventually('the lane to be through', async () => ((await run.store.read.lanes.underWay('stock-change', keys)).size === 0) || undefined);
    const at = Date.now() - agoMs;
    await run.store.write(({ snapshots }) => snapshots.put(`written:${stockChannel}`, levels.map(({ skuCode, published }) => ({ key: skuCode, hash: `${published}@${at}` })), at));
    left();
  };
  const sold = (order: string, skuCode: string, units: number, agoMs: number): Promise<void> =>
    run.store.write(({ demand }) => demand.note(stockChannel, order, [{ skuCode, units, orderedAt: Date.now() - agoMs }], Date.now() - agoMs));
  const ordersSeen = (startedAt: number): Promise<void> =>
    run.store.write(({ feedRuns }) => feedRuns.record({ feed: `${stockChannel}:orders`, startedAt, endedAt: startedAt, outcome: 'good', read: 0, emitted: 0, cycle: null, failure: null }));
  const told = async (skuCode: string) => (await run.store.read.timeline.of('stock-change', key(skuCode), 20)).filter(({ kind }) => kind === 'drift').map(({ text }) => text);
  const open = () => run.store.read.exceptions.list({ state: ['open', 'assigned', 'replaying'], limit: 9 });

  it('writes the figure sent last once more, as it was calculated, and tells what it found', async () => {
    await start();
    await written([stockLevel('A1', 5), stockLevel('A2', 5), stockLevel('B1', 0)]);
    const page = shownPage({ A1: 5, A2: 9, B1: 4, NOT_OURS: 7 });
    assert.equal((await send(page)).kind, 'done');
    const [urgent] = seen;
    assert.deepEqual([urgent?.payload.urgency, urgent?.payload.before, urgent?.selvedge.priority, urgent?.selvedge.revision], [1, 0, 1, calculatedAt(1)]);
    assert.deepEqual(left(), ['B1 0 drift', 'A2 5 drift']);
    assert.deepEqual([await told('A2'), await told('A1')], [['harbour-thread shows 9, more than it should (5 expected): 5 is written again.'], []]);
  });

  it('keeps of a repair what the lane needs: the same revision goes through once more', async () => {
    await start();
    await written([stockLevel('A1', 5)]);
    await send(shownPage({ A1: 9 }));
    await eventually('the lane to be through twice', async () => ((await run.store.read.timeline.of('stock-change', key('A1'), 20)).filter(({ kind }) => kind === 'journaled').length === 2) || undefined);
  });

  it('takes units that the channel sold since for no drift', async () => {
    await start();
    await written([stockLevel('A1', 5), stockLevel('B1', 5)]);
    await sold('HT-1', 'A1', 2, 5 * minuteMs);
    await ordersSeen(Date.now() + 1000);
    await send(shownPage({ A1: 3, B1: 5 }));
    assert.deepEqual(left(), []);
    await send(shownPage({ A1: 4, B1: 5 }));
    assert.deepEqual(left(), ['A1 5 drift'], 'more than it should show after the sale');
  });

  it('does not repair what may be a sale whose order was not read yet, and does once orders are known until then', async () => {
    await start();
    await written([stockLevel('A1', 5)]);
    const page = shownPage({ A1: 3 });
    await send(page);
    await ordersSeen(Date.parse(page.readAt) - 1);
    await send(page);
    assert.deepEqual([left(), await told('A1')], [[], []]);
    await ordersSeen(Date.parse(page.readAt));
    await send(page);
    assert.deepEqual(left(), ['A1 5 drift']);
    assert.match((await told('A1'))[0] ?? '', /shows 3, less than it should \(5 expected\)/);
  });

  it('leaves alone what was written within two minutes of the question, and what was sold around the time of the write', async () => {
    await start();
    await written([stockLevel('A1', 5)], 90_000);
    await written([stockLevel('B1', 5)], 10 * minuteMs, 2);
    await sold('HT-1', 'B1', 2, 11 * minuteMs);
    await ordersSeen(Date.now() + 1000);
    for (const shown of [3, 4, 5]) await send(shownPage({ A1: 9, B1: shown }));
    assert.deepEqual(left(), []);
    await send(shownPage({ A1: 9, B1: 2 }));
    assert.deepEqual(left(), ['B1 5 drift']);
  });

  it('leaves alone what is on its way already', async () => {
    await start(hold('end'));
    await send(levelPage([stockLevel('A1', 5)]));
    left();
    await send(shownPage({ A1: 9 }));
    assert.deepEqual(left(), []);
  });

  it('writes a figure that was sent and never came to the channel', async () => {
    await start();
    await written([stockLevel('A1', 5)]);
    await run.store.write(({ snapshots }) => snapshots.forget(`written:${stockChannel}`, ['A1']));
    await send(shownPage({ A1: 0 }));
    assert.deepEqual(left(), ['A1 5 drift']);
  });

  it('tells once of a SKU that the channel keeps no stock of, sends its figure when a person replays that, and closes it by itself', async () => {
    await start();
    await written([stockLevel('A1', 5), stockLevel('B1', 5)]);
    for (let time = 0; time < 2; time += 1) await send(shownPage({ A1: null, B1: 5 }));
    const [one, ...others] = await open();
    assert.deepEqual([left(), others, one?.code, one?.entity, one?.key, one?.attempts], [[], [], 'SHOP_STOCK_NOT_KEPT', 'stock-change', key('A1'), 1]);

    await run.request().post(`/selvedge/exceptions/${one?.id ?? 0}/replay`).send({});
    await eventually('the figure', () => seen[0]);
    assert.deepEqual(left(), ['A1 5 drift']);
    await send(shownPage({ A1: 5, B1: 5 }));
    assert.deepEqual(await open(), []);
  });

  it('does not tell again of what a person has dismissed, until a new figure is sent', async () => {
    await start();
    await written([stockLevel('A1', 5)]);
    await send(shownPage({ A1: null }));
    const [one] = await open();
    await run.services.desk.dismiss(one?.id ?? 0, 'ann', 'sold to order');
    await send(shownPage({ A1: null }));
    assert.deepEqual(await open(), []);
    await written([stockLevel('A1', 4)], 10 * minuteMs, 2);
    await send(shownPage({ A1: null }));
    assert.deepEqual((await open()).map(({ revision }) => revision), [calculatedAt(2)]);
  });

  it('shows in a dry run what it would repair, and writes nothing', async () => {
    await start();
    await written([stockLevel('A1', 5), stockLevel('B1', 5)]);
    assert.equal((await send(shownPage({ A1: 9, B1: null }), { dryRun: true })).kind, 'shown');
    assert.deepEqual([seen[0]?.selvedge.dryRun, left(), await told('A1'), await open()], [true, ['A1 5 drift'], [], []]);
  });

  it('costs one read where the channel shows what was sent', async () => {
    await start();
    await written([stockLevel('A1', 5), stockLevel('B1', 5)]);
    let reads = 0;
    const { snapshots } = run.store.read;
    const get = snapshots.get.bind(snapshots);
    Object.assign(snapshots, { get: (feed: string, keys: readonly string[]) => get(feed, keys).finally(() => (reads += keys.length === 0 ? 0 : 1)) });
    await send(shownPage({ A1: 5, B1: 5, NOT_OURS: 3 }));
    assert.deepEqual([left(), reads], [[], 1]);
  });
});
