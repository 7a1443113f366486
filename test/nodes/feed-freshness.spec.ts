// One feed from its first cycle to the next after it was stale: the cases share one clock, one flow and one way of sending.
import { strict as assert } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CanonicalMessage } from '../../lib/model/envelope.ts';
import type { FeedStanding } from '../../lib/model/stock.ts';
import type { FeedCycleRow } from '../../lib/store/contract/feed-cycle-table.ts';
import { trackDelivery, type MessageEnd } from '../../nodes/runtime/track-delivery.ts';
import { fakeClock, type FakeClock } from '../lib/lanes/fake-clock.ts';
import { eventually } from '../support/eventually.ts';
import { bluecherryAccount, catchAll, exceptions, probe, tab } from '../support/messages.ts';
import { runFlow, type FlowRun, type FlowRunOptions } from '../support/node-runtime.ts';

const feed = 'bluecherry:HTL:inventory';
const minute = 60_000;
/** Midnight in London. */
const begin = Date.UTC(2026, 0, 1);

describe('feed-freshness', () => {
  let clock: FakeClock;
  let folder: string;
  let run: FlowRun;
  let passed: string[];
  let told: FeedStanding[];
  let status: string;
  let traces = 0;

  const node = (change: object = {}) => ({
    ...{ id: 'fresh', type: 'feed-freshness', z: 'tab', watch: 'inventory', account: 'erp', feed: '', lateAfterMinutes: 2, staleAfterMinutes: 8, usualIntervalMinutes: 6 },
    ...{ dependents: ['back in stock', 'catalogue'], wires: [['passed', 'end'], ['told']], ...change },
  });
  const end = { id: 'end', type: 'exception-queue', z: 'tab', action: 'close', reason: 'passed', wires: [[]] };
  const lane = { id: 'lane', type: 'durable-lane', z: 'tab', lane: 'notices', order: 'strict', concurrency: 5, maxAttempts: 5, retryDelaysSeconds: ['1'], priority: 1, wires: [['fresh']] };
  const start = async (change: object = {}, options: FlowRunOptions = {}): Promise<void> => {
    run = await runFlow([tab, bluecherryAccount('http://127.0.0.1:1'), node(change), lane, probe('passed'), end, probe('told'), catchAll, exceptions, probe('parked')], { clock, dataDir: folder, ...options });
    [passed, told] = [[], []];
    run.node('passed').on('input', (message) => passed.push((message as unknown as CanonicalMessage).selvedge.key));
    run.node('told').on('input', (message) => told.push((message as unknown as CanonicalMessage<FeedStanding>).payload));
    // The test helper tells of every call of `status` by an event that Node-RED's own types do not know.
    const calls = run.node('fresh') as unknown as { on(event: 'call:status', listener: (call: { args: [{ text: string }] }) => void): void };
    calls.on('call:status', ({ args: [{ text }] }) => (status = text.replace('feed-freshness.status.', '')));
    await clock.advance(1);
  };
  /** To so many minutes after the begin. */
  const at = async (minutes: number): Promise<void> => {
    await clock.advance(begin + minutes * minute - clock.now());
    // What the flow was told comes to its end in turns of the event loop, not in time.
    for (let turn = 0; turn < 3; turn += 1) await clock.advance(0);
  };
  const cycle = (minutes: number, change: Partial<FeedCycleRow> = {}): Promise<void> =>
    run.store.write(({ feedCycles }) =>
      feedCycles.record({
        ...{ feed, cycleId: `INV-${minutes}`, mode: 'delta', sequence: minutes, asOf: begin + minutes * minute, completedAt: begin + (minutes + 2) * minute, nextExpectedAt: begin + (minutes + 6) * minute },
        ...{ readAt: clock.now(), publishedAt: null, records: 9, changed: 3, ...change },
      }),
    );
  const message = (key: string, change: Partial<CanonicalMessage['selvedge']> = {}) => ({
    ...{ _msgid: key, topic: 'exception', payload: {} },
    selvedge: { client: 'harbour-thread', key, revision: '1', source: { system: 'selvedge', account: '', node: 'gate' }, occurredAt: new Date(begin).toISOString(), trace: `t${(traces += 1)}`, ...change },
  });
  const send = (key: string, change: Partial<CanonicalMessage['selvedge']> = {}): Promise<MessageEnd> => {
    const sent = message(key, change);
    return trackDelivery(sent.selvedge.trace, { now: clock.now(), closed: new AbortController().signal }, () => run.node('fresh').receive(sent));
  };
  const open = () => run.services.desk.list({ state: ['open', 'assigned', 'replaying'], limit: 9 });

  beforeEach(async () => {
    clock = fakeClock(begin);
    folder = await mkdtemp(path.join(tmpdir(), 'selvedge-freshness-'));
    status = '';
  });
  afterEach(async () => {
    await run.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('lets everything pass while the feed is fresh or late, holds it back with the reason when it is stale, and goes on by itself', async () => {
    await start();
    await cycle(0);
    await at(3);
    await send('A');
    assert.deepEqual([passed, status], [['A'], 'fresh']);
    await at(10);
    await send('B');
    assert.deepEqual([passed, status], [['A', 'B'], 'late']);
    await at(20);
    const reason = 'Held back: Stock of bluecherry:HTL is stale since 00:14 GMT: cycle INV-0 states 00:00 GMT, 20 min ago; the next was expected at 00:06 GMT. Held back until the next cycle: back in stock, catalogue.';
    assert.deepEqual(await send('C'), { kind: 'interrupted', note: reason }, 'what sent it brings it again');
    assert.deepEqual([passed, status], [['A', 'B'], 'stale']);
    await cycle(18);
    await send('D');
    assert.deepEqual(passed, ['A', 'B', 'D'], 'also before the next look');
    await at(21);
    assert.deepEqual(told.map(({ freshness, held: holds }) => [freshness, holds]), [['never', true], ['fresh', false], ['late', false], ['stale', true], ['fresh', false]]);
  });

  it('notices a limit in the moment in which it passes', async () => {
    await start({ lateAfterMinutes: 2.0001 });
    await cycle(0);
    await at(8);
    assert.equal(status, 'fresh');
    await clock.advance(6);
    assert.equal(status, 'fresh');
    await clock.advance(1);
    assert.equal(status, 'late');
  });

  it('raises one exception that gets worse and better with the feed, and closes with a cycle in time', async () => {
    await start();
    await cycle(0);
    await at(12);
    const [late] = await open();
    assert.deepEqual([late?.code, late?.entity, late?.key, late?.attempts], ['FEED_LATE', 'feed-standing', feed, 1]);
    await at(15);
    const [stale, ...others] = await open();
    assert.deepEqual([stale?.id, stale?.code, stale?.attempts, others], [late?.id, 'FEED_STALE', 2, []]);
    assert.match(stale?.text ?? '', /Held back until the next cycle: back in stock, catalogue\.$/);
    assert.equal((JSON.parse(stale?.message ?? '{}') as CanonicalMessage<FeedStanding>).payload.held, true);
    await cycle(14);
    await at(16);
    assert.deepEqual((await open()).map(({ code, text }) => [code, text]), [['FEED_LATE', 'Stock of bluecherry:HTL is fresh again, but came late: cycle INV-14 states 00:14 GMT, 1 min ago.']]);
    await at(21);
    await cycle(20);
    await at(22);
    assert.deepEqual([await open(), (await run.services.desk.get(late?.id ?? 0))?.state], [[], 'resolved']);
  });

  it('closes no other exception of the feed', async () => {
    await start();
    await cycle(0);
    await at(9);
    const failure = { code: 'STOCK_DROP_ALARM', message: 'too much would be gone', disposition: 'park', owner: 'operations', details: {} } as const;
    await run.services.desk.park({ message: { ...message(feed, { source: { system: 'bluecherry', account: '', node: 'in' } }), topic: 'feed-standing' }, failure, raisedBy: 'in' });
    await cycle(6, { readAt: begin + 7 * minute });
    await at(10);
    assert.deepEqual((await open()).map(({ code }) => code), ['STOCK_DROP_ALARM']);
  });

  it('does not raise again what a person has dismissed, before it gets worse', async () => {
    await start();
    await cycle(0);
    await at(9);
    await run.services.desk.dismiss((await open())[0]?.id ?? 0, 'ann', 'known: the ERP is being upgraded');
    await at(13.9);
    assert.deepEqual(await open(), []);
    await at(14.1);
    assert.deepEqual((await open()).map(({ code }) => code), ['FEED_STALE']);
  });

  it('counts a feed that never came from its first deploy on, over restarts', async () => {
    await start();
    assert.deepEqual([(await send('A')).kind, passed, status, await open()], ['interrupted', [], 'never', []]);
    await at(4);
    await run.stop();
    await start();
    await at(7.9);
    assert.deepEqual(await open(), []);
    await at(8.1);
    assert.deepEqual((await open()).map(({ code, text }) => [code, text]), [
      ['FEED_STALE', 'Stock of bluecherry:HTL has brought no cycle yet; waited for since 00:00 GMT, the first was expected by 00:06 GMT. Held back until the next cycle: back in stock, catalogue.'],
    ]);
  });

  it('goes on after a restart where it stood: held back, told once, one exception', async () => {
    await start();
    await cycle(0);
    await at(20);
    const [before] = await open();
    await run.stop();
    await start();
    await at(21);
    assert.deepEqual([status, (await send('A')).kind, passed, told], ['stale', 'interrupted', [], []]);
    assert.deepEqual((await open()).map(({ id, attempts }) => [id, attempts]), [[before?.id, before?.attempts]]);
    await cycle(18);
    await at(22);
    await send('B');
    assert.deepEqual([passed, told.map(({ freshness }) => freshness)], [['B'], ['fresh']]);
  });

  it('closes what a crash left open', async () => {
    await start();
    await cycle(0);
    await at(9);
    await run.store.write(({ cursors }) => cursors.set(`standing of ${feed} at fresh`, '{"waitingSince":0,"state":null,"told":"fresh","raised":null}', 1));
    await run.stop();
    await start();
    await cycle(6, { readAt: begin + 7 * minute });
    await at(10);
    assert.deepEqual(await open(), []);
  });

  it('looks again when its exception is replayed', async () => {
    await start();
    await cycle(0);
    await at(15);
    const [{ id } = assert.fail()] = await open();
    await run.services.desk.replay(id, 'ann');
    assert.deepEqual((await open()).map((row) => [row.id, row.state]), [[id, 'open']]);
    await cycle(6, { readAt: begin + 7 * minute });
    await cycle(12, { readAt: begin + 13 * minute });
    await run.services.desk.replay(id, 'ann');
    assert.deepEqual(await open(), []);
  });

  it('lets a page go, of which the source sends everything once the feed is back', async () => {
    await start();
    const page = { ...message('P'), topic: 'sku-page', payload: [] };
    const end = await trackDelivery(page.selvedge.trace, { now: clock.now(), closed: new AbortController().signal }, () => run.node('fresh').receive(page));
    assert.equal(end.kind, 'skipped');
    assert.match(end.note, /^Held back: Stock of bluecherry:HTL has brought no cycle yet/);
  });

  it('keeps what a lane sent in that lane, and lets it through once the feed is back', async () => {
    await start();
    await eventually('the lane', () => run.services.lanes.get('notices'));
    run.node('lane').receive(message('A', { trace: '' }));
    const event = await eventually('its delay', async () => {
      await clock.advance(100);
      return (await run.store.read.timeline.of('exception', 'A', 9)).find(({ kind }) => kind !== 'journaled');
    });
    assert.equal(event.kind, 'retry');
    assert.match(event.text, /Stock of bluecherry:HTL has brought no cycle yet/);
    assert.deepEqual([passed, run.services.lanes.get('notices')?.status().waiting], [[], 1]);
    await cycle(0);
    await eventually('it to pass', async () => {
      await clock.advance(30_000);
      return passed.includes('A') || undefined;
    });
  });

  it('says of a dry run that it would be held back', async () => {
    await start();
    const shown = await send('A', { dryRun: true });
    assert.deepEqual([shown.kind, await run.store.read.timeline.of('exception', 'A', 9)], ['shown', []]);
  });

  it('judges a feed without cycles by its good runs', async () => {
    const orders = 'harbour-thread:orders';
    await start({ watch: 'other', account: '', feed: orders });
    const ran = (minutes: number, outcome: 'good' | 'failed') =>
      run.store.write(({ feedRuns }) => feedRuns.record({ feed: orders, startedAt: begin + minutes * minute, endedAt: begin + (minutes + 1) * minute, outcome, read: 1, emitted: 1, cycle: null, failure: null }));
    await ran(0, 'good');
    await at(1);
    await ran(6, 'failed');
    assert.equal(status, 'fresh');
    await at(9);
    assert.match((await open())[0]?.text ?? '', /^Feed harbour-thread:orders is late since .*: its last good run was at .*; the next was expected by /);
    await at(15);
    assert.equal((await send('A')).kind, 'interrupted');
    assert.deepEqual([passed, told.at(-1)?.cycleId], [[], null]);
    await ran(13, 'good');
    await ran(14, 'good');
    await at(16);
    await send('B');
    assert.deepEqual([passed, await open()], [['B'], []]);
  });

  it('passes nothing on without a feed to watch: what comes waits for a person', async () => {
    await start({ watch: 'other', feed: ' ' });
    await send('A');
    assert.deepEqual([passed, (await open()).map(({ code }) => code)], [[], ['CONFIGURATION_INVALID']]);
  });

  it('tells of every feed, of those that never came as well', async () => {
    await start();
    await cycle(0, { publishedAt: begin + 5 * minute, changed: 3 });
    await run.store.write(({ feedRuns }) => feedRuns.record({ feed: 'harbour-thread:orders', startedAt: begin, endedAt: begin + 9, outcome: 'good', read: 4, emitted: 2, cycle: null, failure: null }));
    await at(9);
    interface Shown { feed: string; asOf: string | null; nextExpectedAt: string | null; lastGoodRun: { read: number } | null; standings: { freshness: string; sentence: string }[]; latencyMs: { publishing: { p95: number } }; empty: unknown }
    const { items } = (await run.request().get('/selvedge/feeds')).body as { items: Shown[] };
    const [stock, orders] = items;
    assert.deepEqual(items.map((item) => item.feed), [feed, 'harbour-thread:orders']);
    assert.deepEqual([stock?.asOf, stock?.nextExpectedAt, stock?.standings.map(({ freshness }) => freshness), stock?.empty], ['2026-01-01T00:00:00.000Z', '2026-01-01T00:06:00.000Z', ['late'], null]);
    assert.equal(stock?.latencyMs.publishing.p95, 5 * minute - 1);
    assert.deepEqual([orders?.asOf, orders?.lastGoodRun?.read, orders?.standings], ['2026-01-01T00:00:00.000Z', 4, []]);

    await run.stop();
    await start({ watch: 'other', feed: 'shop:stock' });
    const never = ((await run.request().get('/selvedge/feeds')).body as { items: Shown[] }).items.find((item) => item.feed === 'shop:stock');
    assert.deepEqual([never?.asOf, never?.standings.map(({ freshness }) => freshness)], [null, ['never']]);
  });

  it('says when a feed reports success and brings nothing', async () => {
    await start();
    for (let n = 0; n < 13; n += 1) await cycle(n * 6 * 60, { changed: 0 });
    const { items } = (await run.request().get('/selvedge/feeds')).body as { items: { empty: { kind: string } | null }[] };
    assert.equal(items[0]?.empty?.kind, 'nothing-changes');
  });

  it('gives figures to whoever measures', async () => {
    await start();
    await cycle(0, { publishedAt: begin + 5 * minute });
    await at(9);
    const figures = (await run.services.metrics.metrics()).split('\n');
    const figure = (name: string): string | undefined => figures.find((line) => line.startsWith(name))?.split(' ').at(-1);
    assert.equal(figure(`selvedge_feed_age_seconds{feed="${feed}"}`), String(9 * 60));
    assert.deepEqual(['fresh', 'late', 'stale', 'never'].map((state) => figure(`selvedge_feed_standing{feed="${feed}",state="${state}"}`)), ['0', '1', '0', '0']);
    assert.equal(figure(`selvedge_feed_cycle_latency_seconds{feed="${feed}",stage="completed",quantile="0.95"}`), '120');
    assert.equal(figure(`selvedge_feed_cycle_latency_seconds{feed="${feed}",stage="published",quantile="0.5"}`), '300');
  });
});
