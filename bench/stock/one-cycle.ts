import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { toInventoryLine } from '../../lib/connectors/bluecherry/to-inventory-line.ts';
import type { StockCycle } from '../../lib/model/stock.ts';
import { figureOf } from '../../lib/operations/stock/formulas.ts';
import type { AtsPolicy } from '../../lib/operations/stock/policy.ts';
import { openSqliteStore } from '../../lib/store/sqlite/open-sqlite-store.ts';
import { openPositionBook } from '../../lib/store/stock-book/open-position-book.ts';
import { calculatePage, type PageParts } from '../../nodes/operations/ats-calculation/calculate-page.ts';
import { findChanges } from '../../nodes/operations/change-detection/find-changes.ts';
import { keepSent } from '../../nodes/operations/change-detection/sent-figures.ts';
import { answerParent, childArgument } from '../lanes/run-child.ts';
import { readPages } from './read-pages.ts';

export interface OneCycle {
  readonly pages: string;
  readonly sequence: number;
  /** Where book and store lie; null: the pages are parsed, and nothing is done with them. */
  readonly folder: string | null;
  readonly checksum: boolean;
}

export interface CycleFigures {
  readonly wallMs: number;
  /** Of this process in user and kernel mode: what other work on the machine does not change. */
  readonly cpuMs: number;
  readonly mostRssMib: number;
  readonly lines: number;
  /** SKUs whose lines are others now. */
  readonly changed: number;
  /** Figures that leave for the channel. */
  readonly written: number;
  /** Wall time of each part. */
  readonly parts: Readonly<Record<string, number>>;
}

const skusPerPage = 1000;
const feed = 'bench:inventory';
const asOf = Date.parse('2026-03-01T11:00:00Z');
const policy: AtsPolicy = {
  channel: 'bench', formula: 'ots', terms: {},
  locations: { mode: 'all-but', codes: ['', 'FOB', 'POE'] },
  labels: { mode: 'all-but', codes: [] },
  workInProgress: { include: 'never', groups: [], horizonDays: 60, capPercent: 80, capUnits: null },
  allocationPercent: 100, threshold: 0,
  buffer: { fixed: 0, percent: 0, groups: [], byAge: { on: true, elsewherePercent: 20, serviceLevel: 0.95, rateHours: 6 } },
  stale: { lateAfterMinutes: 10, staleAfterMinutes: 120, then: 'zero' },
  hot: { groups: [], fastest: 50, hours: 24 },
};

/** Run in a process of its own. */
const { pages, sequence, folder, checksum } = childArgument() as OneCycle;
const [startedAt, startedCpu] = [performance.now(), process.cpuUsage()];
const parts: Record<string, number> = {};
const done = folder === null ? parseOnly() : await wholeCycle(folder);
const { user, system } = process.cpuUsage(startedCpu);
const figures: CycleFigures = { wallMs: performance.now() - startedAt, cpuMs: (user + system) / 1000, mostRssMib: process.resourceUsage().maxRSS / 1024, ...done, parts };
await answerParent(figures);

type Done = Pick<CycleFigures, 'lines' | 'changed' | 'written'>;

async function timed<T>(part: string, work: () => T | Promise<T>): Promise<T> {
  const before = performance.now();
  const result = await work();
  parts[part] = (parts[part] ?? 0) + performance.now() - before;
  return result;
}

function linesOf(text: string): readonly unknown[] {
  return (JSON.parse(text) as { readonly data: readonly unknown[] }).data;
}

function parseOnly(): Done {
  let lines = 0;
  for (const text of readPages(pages)) lines += linesOf(text).length;
  return { lines, changed: 0, written: 0 };
}

/** From the ERP's answers to the figures that leave for the channel, as the nodes do it, without what lies between them. */
async function wholeCycle(place: string): Promise<Done> {
  const onDamage = (sentence: string): never => {
    throw new Error(sentence);
  };
  const store = await timed('open', () => openSqliteStore({ file: path.join(place, 'store.sqlite') }));
  const book = await timed('open', () => openPositionBook({ file: path.join(place, 'stock.book'), unitsOf: (line) => figureOf(line, 'ots'), onDamage }));
  const stated: StockCycle = {
    feed, cycleId: `INV-${sequence}`, mode: 'full', sequence,
    asOf: new Date(asOf + sequence).toISOString(), completedAt: '2026-03-01T11:05:00Z', nextExpectedAt: '2026-03-01T11:35:00Z',
  };
  const load = book.begin(stated);
  for (const text of readPages(pages)) {
    const remote = await timed('parse', () => linesOf(text));
    const lines = await timed('map', () => remote.map((one) => toInventoryLine(one).line));
    await timed('put', () => load.put(lines));
  }
  const lines = await timed('count', () => load.count());
  if (checksum) await timed('checksum', () => load.checksum());
  await timed('dropped', () => load.dropped());
  const { changed } = await timed('commit', () => load.commit());

  const pageParts: PageParts = { read: store.read, clock: { now: () => asOf + 600_000 }, policy, salesFeed: 'bench:orders', groupsOf: () => [] };
  let written = 0;
  const pagesOfBook = book.changed(skusPerPage)[Symbol.iterator]();
  for (let next = await timed('changed', () => pagesOfBook.next()); !next.done; next = await timed('changed', () => pagesOfBook.next())) {
    const positions = [...next.value];
    const { page, failed } = await timed('calculate', () => calculatePage({ cycle: stated, reason: 'cycle', positions }, pageParts));
    if (failed[0]) throw new Error(failed[0].failure.message);
    const changes = await timed('compare', () => findChanges(store.read.snapshots, page, false));
    const sent = changes.map(({ change: { level } }) => ({ feed, calculatedAt: page.calculatedAt, level }));
    if (sent.length > 0) await timed('write', () => store.write(({ snapshots }) => keepSent(snapshots, policy.channel, sent, asOf)));
    written += sent.length;
  }
  await timed('close', async () => {
    book.close();
    await store.close();
  });
  return { lines, changed, written };
}
