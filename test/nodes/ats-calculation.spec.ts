import { strict as assert } from 'node:assert';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import type { Clock } from '../../lib/lanes/contract.ts';
import { systemClock } from '../../lib/lanes/system-clock.ts';
import type { ExceptionRecord } from '../../lib/model/exception-record.ts';
import type { SkuPosition, StockCycle, StockLevel, StockLevelPage } from '../../lib/model/stock.ts';
import type { AtsContext } from '../../lib/operations/stock/calculate-level.ts';
import type { ExceptionRow } from '../../lib/store/contract/exception-table.ts';
import type { StoreTables } from '../../lib/store/contract/store.ts';
import type { BufferAdvice } from '../../nodes/operations/ats-calculation/advise-buffer.ts';
import { asOf, cycle, minutes, noTotals, onHand, skuPosition, stockLine } from '../lib/operations/stock/positions.ts';
import { eventually } from '../support/eventually.ts';
import { catchAll, exceptions, probe, tab } from '../support/messages.ts';
import { runFlow, type FlowRun } from '../support/node-runtime.ts';

const iso = (at: number): string => new Date(at).toISOString();
const worked = skuPosition([stockLine()], '', 'MC100');
const later = (count: number): StockCycle => ({ ...cycle, cycleId: `INV-${count}`, sequence: cycle.sequence + count, asOf: iso(asOf + count * minutes(30)), completedAt: iso(asOf + count * minutes(30) + minutes(4)), nextExpectedAt: iso(asOf + (count + 1) * minutes(30)) });
const unstated = (skuCode: string): SkuPosition => skuPosition([stockLine({ terms: null, totals: { ...noTotals, qoh: 5 } })], '', skuCode);

describe('ats-calculation', () => {
  let folder: string;
  let run: FlowRun;
  let now: number;
  const clock: Clock = { now: () => now, setTimer: (callback, delayMs) => systemClock.setTimer(callback, delayMs) };
  const start = async (config: object = {}): Promise<void> => {
    const node = { id: 'ats', type: 'ats-calculation', z: 'tab', channel: 'shop', bufferByAge: false, ...config, wires: [['out']] };
    run = await runFlow([tab, node, probe('out'), catchAll, exceptions, probe('parked')], { clientDir: folder, dataDir: folder, clock });
  };
  beforeEach(async () => {
    now = asOf + minutes(10);
    folder = await mkdtemp(path.join(tmpdir(), 'selvedge-ats-'));
    await mkdir(path.join(folder, 'tables'));
    await writeFile(path.join(folder, 'tables', 'sku-groups.csv'), 'from,to,note\nMC100,hot fragile,\nstyle:00123,winter,\n');
  });
  afterEach(async () => {
    await run.stop();
    await rm(folder, { recursive: true });
  });

  const receive = (positions: readonly SkuPosition[], of: StockCycle = cycle): void =>
    run.node('ats').receive({
      _msgid: 'm', topic: 'stock-position-page', payload: { cycle: of, reason: 'cycle', positions: [...positions] },
      selvedge: { client: 'harbour-thread', key: of.feed, revision: of.cycleId, source: { system: 'bluecherry', account: 'erp', node: 'in' }, occurredAt: of.asOf, trace: 't' },
    });
  const calculate = async (positions: readonly SkuPosition[], of: StockCycle = cycle): Promise<StockLevelPage> => {
    const arrived = run.next('out');
    receive(positions, of);
    const { topic, payload } = (await arrived) as { topic: string; payload: StockLevelPage };
    assert.equal(topic, 'stock-level-page');
    return payload;
  };
  const level = async (position: SkuPosition, of: StockCycle = cycle): Promise<StockLevel> => (await calculate([position], of)).levels[0]!;
  const sell = (order: string, units: number, skuCode = 'MC100'): Promise<void> => run.store.write(({ demand }) => demand.note('shop', order, [{ skuCode, units, orderedAt: now - minutes(1) }], now));
  const waiting = (): Promise<readonly ExceptionRow[]> => run.store.read.exceptions.list({ state: ['open', 'assigned', 'replaying'], limit: 100 });
  const told = async (): Promise<string[]> => (await waiting()).map(({ code, key, attempts }) => `${code} ${key} ${attempts}`);
  const parked = async (positions: readonly SkuPosition[]): Promise<ExceptionRecord> => {
    const arrived = run.next('parked');
    receive(positions);
    return ((await arrived) as { payload: ExceptionRecord }).payload;
  };

  it('makes levels of positions for its channel', async () => {
    await start();
    const page = await calculate([worked, onHandOf('TS1', 7)]);
    assert.deepEqual([page.cycle, page.reason, page.calculatedAt], [cycle, 'cycle', iso(now)]);
    assert.deepEqual(page.levels.map(({ skuCode, channel, published }) => [skuCode, channel, published]), [['MC100', 'shop', 49], ['TS1', 'shop', 7]]);
  });

  it('takes off orders that the cycle does not contain, and gives them back when it does', async () => {
    await start();
    await sell('HT-1', 2);
    assert.deepEqual(pick(await level(worked)), { published: 47, pending: 2 });
    await run.store.write(({ demand }) => demand.imported(['HT-1'], asOf + minutes(20), now));
    assert.deepEqual(pick(await level(worked)), { published: 47, pending: 2 });
    now += minutes(30);
    assert.deepEqual(pick(await level(worked, later(1))), { published: 49, pending: 0 });
  });

  it('holds back what may be sold unseen: the more the faster a SKU sells and the older its figures are', async () => {
    await start({ bufferByAge: true });
    await sell('HT-1', 12);
    const young = await level(worked);
    now += minutes(20);
    const old = await level(worked);
    assert.ok(young.buffer > 0 && old.buffer > young.buffer, `${young.buffer} and ${old.buffer}`);
    await run.store.write(({ feedRuns }) => feedRuns.record({ feed: 'shop:orders', startedAt: now, endedAt: now, outcome: 'good', read: 1, emitted: 1, cycle: null, failure: null }));
    now += 6_000;
    assert.ok((await level(worked)).buffer < old.buffer, 'orders that were read need no buffer');
  });

  it('shows none while the feed is stale, and all again with the next cycle', async () => {
    await start();
    now = asOf + minutes(30 + 121);
    assert.deepEqual(await level(worked).then(({ published, stale }) => [published, stale]), [0, true]);
    assert.deepEqual(await level(worked, later(5)).then(({ published, stale }) => [published, stale]), [49, false]);
  });

  it('knows the groups of a SKU and of its style, as the table has them now', async () => {
    await start({ groupTable: 'sku-groups', bufferGroups: [{ group: 'winter', fixed: '3', percent: '0' }], hotFastest: 0 });
    const page = await calculate([worked, onHandOf('TS1', 7)]);
    assert.deepEqual(page.levels.map(({ skuCode, hot, buffer }) => [skuCode, hot, buffer]), [['MC100', true, 3], ['TS1', false, 3]]);
    await writeFile(path.join(folder, 'tables', 'sku-groups.csv'), 'from,to,note\nTS1,hot,now it is\n');
    const changed = await calculate([worked, onHandOf('TS1', 7)]);
    assert.deepEqual(changed.levels.map(({ skuCode, hot, buffer }) => [skuCode, hot, buffer]), [['MC100', false, 0], ['TS1', true, 0]]);
  });

  it('lets the fastest sellers go first', async () => {
    await start({ hotFastest: 1 });
    await sell('HT-1', 2);
    await sell('HT-2', 3, 'TS1');
    const { levels } = await calculate([worked, onHandOf('TS1', 7)]);
    assert.deepEqual(levels.map(({ hot }) => hot), [false, true]);
  });

  it('does not calculate with a policy that cannot be meant, and says what is wrong', async () => {
    await start({ formula: 'custom', locationsMode: 'only', locations: [] });
    const { code, message } = await parked([worked]);
    assert.equal(code, 'CONFIGURATION_INVALID');
    assert.match(message, /custom formula has no terms.*No location counts/);
  });

  it('parks a SKU whose figure is not stated by itself, once, until it is stated', async () => {
    await start();
    for (const attempt of ['the first page', 'the second page']) {
      const page = await calculate([unstated('TS1'), worked]);
      assert.deepEqual(page.levels.map(({ skuCode }) => skuCode), ['MC100']);
      assert.deepEqual(await told(), ['STOCK_FIGURE_MISSING TS1@shop 1'], attempt);
    }
    await calculate([onHandOf('TS1', 7)]);
    assert.deepEqual(await told(), []);
  });

  it('parks the page, and not each of its SKUs, when none of them can be calculated', async () => {
    await start();
    const { code, entity, message } = await parked(Array.from({ length: 30 }, (_, index) => unstated(`TS${index}`)));
    assert.deepEqual([code, entity], ['STOCK_FIGURE_MISSING', 'stock-position-page']);
    assert.match(message, /None of the 30 SKUs/);
    assert.equal((await waiting()).length, 1);
  });

  it('tells what the channels have oversold, again when it has doubled, and closes it when it is over', async () => {
    await start();
    await sell('HT-1', 10);
    assert.equal((await level(onHandOf('MC100', 7))).oversold, 3);
    await level(onHandOf('MC100', 6));
    assert.deepEqual(await told(), ['STOCK_OVERSOLD MC100@shop 1']);
    await level(onHandOf('MC100', 4));
    assert.deepEqual(await told(), ['STOCK_OVERSOLD MC100@shop 2']);
    now += minutes(30);
    await run.store.write(({ demand }) => demand.imported(['HT-1'], asOf + minutes(20), now));
    assert.equal((await level(onHandOf('MC100', -6), later(1))).oversold, 6);
    assert.deepEqual(await told(), ['STOCK_OVERSOLD MC100@shop 2'], 'it is still oversold when BlueCherry has the orders');
    await level(onHandOf('MC100', 0), later(1));
    assert.deepEqual(await told(), []);
  });

  it('leaves an OTS that is negative by wholesale orders alone in its level', async () => {
    await start();
    assert.equal((await level(onHandOf('MC100', -200))).oversold, 200);
    assert.deepEqual(await told(), []);
  });

  it('writes nothing when a page changes nothing', async () => {
    await start();
    await calculate([worked]);
    const store = run.store as { write: FlowRun['store']['write'] };
    const write = store.write.bind(store);
    let writes = 0;
    store.write = <T>(work: (tables: StoreTables) => Promise<T>): Promise<T> => {
      writes += 1;
      return write(work);
    };
    now += 1;
    await calculate([worked, onHandOf('TS1', 7)]);
    assert.equal(writes, 0);
  });

  it('calculates later and later, also while the clock is behind and after a restart', async () => {
    await start();
    const times: string[] = [];
    const look = async (): Promise<void> => void times.push((await calculate([worked])).calculatedAt);
    await look();
    await look();
    now -= minutes(20);
    await look();
    await run.stop();
    await start();
    await look();
    now += minutes(40);
    await look();
    assert.deepEqual(times, [...new Set(times)].sort());
    assert.equal(times.at(-1), iso(now));
  });

  it('gives each SKU the same figure however its pages are cut, ordered and repeated', async () => {
    await start();
    const skus = Array.from({ length: 6 }, (_, index) => onHandOf(`TS${index}`, index * 3));
    await sell('HT-1', 4, 'TS2');
    const whole = new Map((await calculate(skus)).levels.map((one) => [one.skuCode, one]));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.constantFrom(...skus), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }), async (pages) => {
        for (const page of pages) for (const one of (await calculate(page)).levels) assert.deepEqual(one, whole.get(one.skuCode));
      }),
      { numRuns: 15 },
    );
  });

  it('replays a SKU from what its feed says by now, and sends the figure on', async () => {
    await start();
    receive([unstated('TS1')]);
    const [row] = await eventually('the exception', async () => ((await waiting()).length > 0 ? waiting() : undefined));
    await assert.doesNotReject(run.services.desk.replay(row!.id, 'ann'));
    assert.deepEqual(await told(), ['STOCK_FIGURE_MISSING TS1@shop 1'], 'no book is open yet');
    run.services.positions.set(cycle.feed, { head: () => later(1), find: (codes) => codes.map((code) => onHandOf(code, 7)) });
    const arrived = run.next('out');
    await run.services.desk.replay(row!.id, 'ann');
    const { payload } = (await arrived) as { payload: StockLevelPage };
    assert.deepEqual([payload.reason, payload.levels[0]?.published], ['resync', 7]);
    assert.deepEqual(await run.store.read.exceptions.get(row!.id).then((closed) => [closed?.state, closed?.closedBy]), ['resolved', 'selvedge']);
  });

  it('advises its form: how long cycles take, which buffer that calls for, and what one SKU is made of', async () => {
    await start({ bufferFixed: 1 });
    for (let count = 0; count < 30; count += 1) {
      const at = asOf - minutes(30) * (30 - count);
      const row = { feed: cycle.feed, cycleId: `C${count}`, mode: 'full' as const, sequence: count, asOf: at, completedAt: at + minutes(4), nextExpectedAt: null, readAt: at + minutes(5), publishedAt: at + minutes(6), records: 1, changed: 1 };
      await run.store.write(({ feedCycles }) => feedCycles.record(row));
    }
    await sell('HT-1', 400);
    run.services.positions.set(cycle.feed, { head: () => cycle, find: (codes) => (codes[0] === 'MC100' ? [worked] : []) });
    const ask = async (question: string): Promise<unknown> => (await run.request().get(`/selvedge/ats/ats/${question}`)).body;
    const advice = (await ask('advice')) as BufferAdvice;
    assert.deepEqual([advice.latency.published?.p50, advice.sellers], [minutes(6), ['MC100']]);
    assert.match(advice.suggestions[0]!.sentence, /^All SKUs: .* until it is 36 minutes old/);
    assert.ok(advice.suggestions[0]!.suggested.units > 1);
    const example = (await ask('position?sku=MC100')) as { position: SkuPosition; context: AtsContext };
    assert.deepEqual([example.position.skuCode, example.context.pending], ['MC100', 400]);
    assert.match(((await ask('position?sku=NOPE')) as { message: string }).message, /no feed that this worker reads knows it/);
  });
});

const onHandOf = (skuCode: string, units: number): SkuPosition => skuPosition([onHand(units)], '', skuCode);
const pick = ({ published, pending }: StockLevel): object => ({ published, pending });
