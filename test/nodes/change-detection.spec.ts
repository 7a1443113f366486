import { strict as assert } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import type { CanonicalMessage } from '../../lib/model/envelope.ts';
import type { StockChange, StockLevelPage } from '../../lib/model/stock.ts';
import { emitTracked } from '../../nodes/runtime/emit-tracked.ts';
import type { MessageEnd } from '../../nodes/runtime/track-delivery.ts';
import { eventually } from '../support/eventually.ts';
import { catchAll, exceptions, hold, probe, tab } from '../support/messages.ts';
import { runFlow, type FlowRun } from '../support/node-runtime.ts';
import { calculatedAt, levelPage, stockChannel, stockFeed, stockLevel, stockMessage } from '../support/stock-pages.ts';

type Change = CanonicalMessage<StockChange>;

const source = { id: 'in', type: 'test-message', z: 'tab', sample: 'none', dryRun: true, wires: [['changes']] };
const changes = (parts: object = {}) => ({ id: 'changes', type: 'change-detection', z: 'tab', firstRun: 'send', wires: [['seen', 'lane']], ...parts });
const lane = { id: 'lane', type: 'durable-lane', z: 'tab', lane: 'stock', order: 'latest', concurrency: 1000, maxAttempts: 3, retryDelaysSeconds: ['0.01'], priority: 3, wires: [['end']] };
const end = { id: 'end', type: 'exception-queue', z: 'tab', action: 'close', reason: 'written', wires: [[]] };
const flow = (parts: object = {}): object[] => [tab, source, changes(parts), probe('seen'), lane, end, catchAll, exceptions, probe('parked')];

describe('change-detection', () => {
  let folder: string;
  let run: FlowRun;
  let seen: Change[];
  const start = async (nodes: readonly object[] = flow()): Promise<void> => {
    run = await runFlow(nodes, { dataDir: folder });
    watch();
  };
  const watch = (): void => {
    seen = [];
    run.node('seen').on('input', (message) => seen.push(message as unknown as Change));
  };
  const send = (page: StockLevelPage, selvedge: Partial<CanonicalMessage['selvedge']> = {}): Promise<MessageEnd> =>
    emitTracked(run.services, run.node('in'), stockMessage(page, selvedge), new AbortController().signal);
  /** What left since it was asked for last. */
  const left = (): string[] => seen.splice(0).map(({ payload: { level, before, reason } }) => `${level.skuCode} ${before ?? '-'}>${level.published} ${reason}`);
  const figures = async (...skuCodes: string[]) => Object.fromEntries(await run.store.read.snapshots.get(`stock:${stockChannel}`, skuCodes));
  const press = async (): Promise<{ kind: string; note: string }> => (await run.request().post('/selvedge/change-detection/changes/press').send({})).body as { kind: string; note: string };
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'selvedge-changes-'));
  });
  afterEach(async () => {
    await run.stop();
    await rm(folder, { recursive: true });
  });

  it('lets through what is news to the channel, each as a message that its lane can order', async () => {
    await start();
    await send(levelPage([stockLevel('A1', 3), stockLevel('B1', 4)], 1));
    left();
    await send(levelPage([stockLevel('A1', 3), stockLevel('B1', 5), stockLevel('C1', 0)], 2, { cycleId: 'C2' }));
    const [first] = seen;
    assert.deepEqual([first?.topic, first?.payload.feed, first?.payload.urgency], ['stock-change', stockFeed, 1]);
    const { key, revision, occurredAt, priority, source: from } = first?.selvedge ?? assert.fail();
    assert.deepEqual([key, revision, occurredAt, priority, from], ['C1@harbour-thread', calculatedAt(2), '2026-03-01T11:00:00.000Z', 1, { system: 'bluecherry', account: 'bluecherry:HTL', node: 'changes' }]);
    assert.deepEqual(left(), ['C1 ->0 cycle', 'B1 4>5 cycle']);
    assert.deepEqual(await figures('A1', 'B1', 'C1'), { A1: '3', B1: '5', C1: '0' });
  });

  it('reads once and writes nothing for a page in which nothing has changed', async () => {
    await start([tab, source, changes({ wires: [['seen', 'end']] }), probe('seen'), end]);
    const levels = Array.from({ length: 1000 }, (_, n) => stockLevel(`S${n}`, n % 7));
    await send(levelPage(levels, 1));
    left();
    let [reads, writes] = [0, 0];
    const { snapshots } = run.store.read;
    const get = snapshots.get.bind(snapshots);
    const write = run.store.write.bind(run.store);
    Object.assign(snapshots, { get: (feed: string, keys: readonly string[]) => get(feed, keys).finally(() => (reads += 1)) });
    Object.assign(run.store, { write: ((...work: Parameters<typeof write>) => {
      writes += 1;
      return write(...work);
    }) as typeof write });
    assert.equal((await send(levelPage(levels, 2, { reason: 'age' }))).kind, 'done');
    assert.deepEqual([left(), reads, writes], [[], 1, 0]);
  });

  it('sends all of it when a person asks for all', async () => {
    await start();
    await send(levelPage([stockLevel('A1', 3), stockLevel('B1', 4)], 1));
    left();
    await send(levelPage([stockLevel('A1', 3), stockLevel('B1', 4)], 2, { reason: 'resync', cycleId: 'C2' }));
    assert.deepEqual(left(), ['A1 3>3 resync', 'B1 4>4 resync']);
  });

  it('sends the same figure again of what the channel sold or took back by itself since it was written', async () => {
    await start();
    const at = Date.now();
    const note = (order: string, skuCode: string, notedAt: number): Promise<void> => run.store.write(({ demand }) => demand.note(stockChannel, order, [{ skuCode, units: 2, orderedAt: notedAt }], notedAt));
    await note('HT-1', 'C1', at - 9_000);
    const levels = ['A1', 'B1', 'C1', 'D1'].map((skuCode) => stockLevel(skuCode, 8));
    await send(levelPage(levels, 1));
    left();
    await run.store.write(({ snapshots }) => snapshots.put(`written:${stockChannel}`, levels.map(({ skuCode }) => ({ key: skuCode, hash: `8@${at - 5_000}` })), at));
    await note('HT-2', 'A1', at - 2_000);
    await note('HT-1', 'C1', at - 1_000);
    await run.store.write(({ demand }) => demand.note(stockChannel, 'HT-1', [], at));
    await run.store.write(({ demand }) => demand.imported(['HT-2'], at, at));
    await send(levelPage(levels, 2, { reason: 'cycle' }));
    assert.deepEqual(left(), [], 'every order makes a page of its own');
    await send(levelPage(levels, 3, { reason: 'orders' }));
    assert.deepEqual(left(), ['A1 8>8 orders', 'C1 8>8 orders']);
  });

  describe('in what order', () => {
    it('lets the most urgent changes go first, with the others of their style beside them', async () => {
      await start();
      await send(levelPage(['A1', 'A2', 'B1', 'B2', 'C1', 'D1', 'E1'].map((skuCode) => stockLevel(skuCode, 5)), 1));
      left();
      const hot = { hot: true };
      await send(levelPage([stockLevel('A1', 9), stockLevel('A2', 0), stockLevel('B1', 2), stockLevel('B2', 4, hot), stockLevel('C1', 9, hot), stockLevel('D1', 3), stockLevel('E1', 6)], 2));
      assert.deepEqual(seen.map(({ selvedge: { key, priority }, payload: { urgency } }) => `${key.slice(0, 2)} ${priority ?? ''} ${urgency}`), ['B2 0 0', 'B1 0 3', 'A2 1 1', 'A1 1 4', 'C1 2 2', 'D1 3 3', 'E1 4 4']);
    });
  });

  describe('on the first run', () => {
    it('holds everything back until a person starts it, then asks the source for all and lets it through', async () => {
      await start(flow({ firstRun: 'wait' }));
      const told: string[] = [];
      const off = run.store.signals.on((topic) => told.push(topic));
      assert.deepEqual(await press(), { kind: 'skipped', note: 'change-detection.press.none' });
      const ended = await send(levelPage([stockLevel('A1', 3)], 1));
      await send(levelPage([stockLevel('B1', 4)], 2));
      assert.deepEqual([ended.kind, left(), await figures('A1', 'B1')], ['skipped', [], {}]);
      await run.stop();

      await start(flow({ firstRun: 'wait' }));
      run.store.signals.on((topic) => told.push(topic));
      await send(levelPage([stockLevel('A1', 3)], 3));
      assert.deepEqual(left(), [], 'a restart starts nothing');
      assert.equal((await press()).kind, 'done');
      assert.ok(await run.store.read.cursors.get(`${stockFeed}:asked`), 'the wish for all figures stands in the store');
      assert.ok(told.includes(`feed:${stockFeed}`));
      assert.equal((await press()).kind, 'skipped', 'once is enough');
      await send(levelPage([stockLevel('A1', 3)], 4, { reason: 'resync' }));
      await send(levelPage([stockLevel('B1', 4)], 5, { reason: 'resync' }));
      await send(levelPage([stockLevel('C1', 2)], 6, { cycleId: 'C2' }));
      assert.deepEqual(left(), ['A1 ->3 first-run', 'B1 ->4 first-run', 'C1 ->2 cycle']);
      assert.deepEqual((await run.store.read.audit.recent(5)).map(({ action, subject }) => `${action} ${subject}`), ['stock.first-run channel:harbour-thread']);
      off();
    });

    it('needs nobody where it may send at once', async () => {
      await start();
      await send(levelPage([stockLevel('A1', 0)], 1));
      assert.deepEqual(left(), ['A1 ->0 first-run']);
    });

    it('shows in a dry run what would leave, and writes nothing', async () => {
      await start(flow({ firstRun: 'wait' }));
      assert.equal((await send(levelPage([stockLevel('A1', 3)], 1), { dryRun: true })).kind, 'shown');
      assert.deepEqual([seen[0]?.selvedge.dryRun, left()], [true, ['A1 ->3 first-run']]);
      assert.deepEqual([await figures('A1'), await run.store.read.cursors.get(`stock:${stockChannel}`), await run.store.read.lanes.underWay('stock-change', ['A1@harbour-thread'])], [{}, null, new Set()]);
    });
  });

  describe('when it is interrupted', () => {
    const stuck = (id: string): object[] => flow({ wires: [['seen', 'lane', id]] }).concat(hold(id));

    it('sends the same again after a crash between sending and keeping, and the lane keeps it once', async () => {
      await start([...stuck('slow').filter((node) => (node as { id: string }).id !== 'lane'), { ...lane, wires: [['waits']] }, hold('waits')]);
      const page = levelPage([stockLevel('A1', 3), stockLevel('B1', 4)], 1);
      const sent = emitTracked(run.services, run.node('in'), stockMessage(page), new AbortController().signal);
      await eventually('both on disk', async () => ((await run.store.read.lanes.underWay('stock-change', ['A1@harbour-thread', 'B1@harbour-thread'])).size === 2) || undefined);
      await run.stop();
      assert.equal((await sent).kind, 'interrupted');

      await start([...flow().filter((node) => (node as { id: string }).id !== 'lane'), { ...lane, wires: [['waits']] }, hold('waits')]);
      assert.deepEqual(await figures('A1', 'B1'), {});
      assert.equal((await send(page)).kind, 'done');
      assert.deepEqual(left(), ['A1 ->3 first-run', 'B1 ->4 first-run']);
      assert.deepEqual(await figures('A1', 'B1'), { A1: '3', B1: '4' });
      assert.equal((await run.store.read.lanes.unsettled('stock-change', 'A1@harbour-thread')).length, 1);
    });

    it('gives the page back when a deploy replaces the flow under it, and keeps nothing of what did not arrive', async () => {
      await start(stuck('slow'));
      const page = levelPage([stockLevel('A1', 3)], 1);
      const sent = emitTracked(run.services, run.node('in'), stockMessage(page), new AbortController().signal);
      await eventually('the message', () => seen[0]);
      await run.deploy(flow({ firstRun: 'send' }), 'full');
      assert.equal((await sent).kind, 'interrupted');
      watch();
      assert.deepEqual(await figures('A1'), {});
      assert.equal((await send(page)).kind, 'done');
      assert.deepEqual([left(), await figures('A1'), await run.store.read.exceptions.list({ limit: 5 })], [['A1 ->3 first-run'], { A1: '3' }, []]);
    });
  });

  it('sends nothing of a page that comes again, and gives one back that was calculated before one that has passed', async () => {
    await start();
    const [older, newer] = [levelPage([stockLevel('A1', 3), stockLevel('B1', 1)], 1), levelPage([stockLevel('A1', 7)], 2)];
    await send(newer);
    await send(newer);
    assert.equal((await send(older)).kind, 'interrupted', 'its source brings it again, calculated anew');
    assert.deepEqual([left(), await figures('A1', 'B1')], [['A1 ->7 first-run'], { A1: '7' }]);
  });

  it('takes pages of one channel only', async () => {
    await start();
    assert.equal((await send(levelPage([stockLevel('A1', 3), stockLevel('B1', 3, { channel: 'outlet' })], 1))).kind, 'parked');
    assert.deepEqual([left(), (await run.store.read.exceptions.list({ limit: 5 })).map(({ code }) => code)], [[], ['PAYLOAD_INVALID']]);
  });

  it('has sent the last level of every SKU, whatever pages came, came again or came late', async () => {
    await start();
    const page = fc.record({
      levels: fc.uniqueArray(fc.record({ sku: fc.constantFrom('A1', 'A2', 'B1', 'B2', 'C1'), published: fc.nat(3), hot: fc.boolean() }), { selector: ({ sku }) => sku }),
      reason: fc.constantFrom('cycle' as const, 'orders' as const, 'age' as const, 'resync' as const),
      late: fc.integer({ min: 0, max: 3 }),
    });
    let serial = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(page, { maxLength: 12 }), async (pages) => {
        const channel = `shop-${(serial += 1)}`;
        const made = pages.map(({ levels, reason }, second) => levelPage(levels.map(({ sku, published, hot }) => stockLevel(sku, published, { hot, channel })), second, { reason }));
        const arriving = pages.map(({ late }, index) => ({ at: index + late, index })).sort((one, other) => one.at - other.at).map(({ index }) => made[index] ?? assert.fail());
        let newest = -1;
        const last = new Map<string, number>();
        for (const one of arriving) {
          const second = made.indexOf(one);
          const { kind } = await send(one);
          const passes = one.levels.length === 0 || second >= newest;
          assert.equal(kind, passes ? 'done' : 'interrupted');
          if (!passes || one.levels.length === 0) continue;
          newest = second;
          for (const { skuCode, published } of one.levels) last.set(skuCode, published);
        }
        const sent = new Map(seen.splice(0).map(({ payload: { level } }) => [level.skuCode, level.published]));
        assert.deepEqual(sent, new Map([...sent.keys()].map((sku) => [sku, last.get(sku)])));
        assert.equal(sent.size, last.size);
        assert.deepEqual(await run.store.read.snapshots.get(`stock:${channel}`, [...last.keys()]), new Map([...last].map(([sku, published]) => [sku, String(published)])));
      }),
      { numRuns: 25 },
    );
  });
});
