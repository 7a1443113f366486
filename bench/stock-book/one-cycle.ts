import { performance } from 'node:perf_hooks';
import type { StockCycle } from '../../lib/model/stock.ts';
import type { InventoryLine } from '../../lib/store/stock-book/contract.ts';
import { openPositionBook } from '../../lib/store/stock-book/open-position-book.ts';
import { answerParent, childArgument } from '../lanes/run-child.ts';
import { readPages } from './read-pages.ts';

export interface OneCycle {
  readonly pages: string;
  readonly sequence: number;
  /** Null: the pages are parsed, and nothing is done with them. */
  readonly book: string | null;
}

export interface CycleFigures {
  readonly wallMs: number;
  /** Of this process in user and kernel mode: what other work on the machine does not change. */
  readonly cpuMs: number;
  readonly mostRssMib: number;
  readonly lines: number;
  readonly changed: number;
  readonly emitted: number;
  /** Wall time of each part. */
  readonly parts: Readonly<Record<string, number>>;
}

/** Run in a process of its own. */
const { pages, sequence, book } = childArgument() as OneCycle;
const [startedAt, startedCpu] = [performance.now(), process.cpuUsage()];
const parts: Record<string, number> = {};
const timed = <T>(part: string, work: () => T): T => {
  const before = performance.now();
  const result = work();
  parts[part] = (parts[part] ?? 0) + performance.now() - before;
  return result;
};
const done = book === null ? parseOnly() : readIntoBook(book);
const { user, system } = process.cpuUsage(startedCpu);
const figures: CycleFigures = { wallMs: performance.now() - startedAt, cpuMs: (user + system) / 1000, mostRssMib: process.resourceUsage().maxRSS / 1024, ...done, parts };
await answerParent(figures);

type Done = Pick<CycleFigures, 'lines' | 'changed' | 'emitted'>;

function parse(text: string): readonly InventoryLine[] {
  return timed('parse', () => (JSON.parse(text) as { lines: InventoryLine[] }).lines);
}

function parseOnly(): Done {
  let lines = 0;
  for (const text of readPages(pages)) lines += parse(text).length;
  return { lines, changed: 0, emitted: 0 };
}

/** What bluecherry-in does with a full cycle: load, verify, take over, emit what changed. */
function readIntoBook(file: string): Done {
  const positions = timed('open', () => openPositionBook({ file, unitsOf: ({ totals }) => totals.ots ?? 0, onDamage: (sentence) => process.stderr.write(`${sentence}\n`) }));
  const cycle: StockCycle = { feed: 'bench', cycleId: `INV-${sequence}`, mode: 'full', sequence, asOf: '2026-03-01T11:00:00Z', completedAt: '2026-03-01T11:05:00Z', nextExpectedAt: null };
  const load = positions.begin(cycle);
  for (const text of readPages(pages)) {
    const lines = parse(text);
    timed('put', () => load.put(lines));
  }
  const lines = timed('count', () => load.count());
  timed('checksum', () => load.checksum());
  timed('dropped', () => load.dropped());
  const { changed } = timed('commit', () => load.commit());
  let emitted = 0;
  timed('emit', () => {
    for (const page of positions.changed(1000)) emitted += page.length;
  });
  timed('close', () => positions.close());
  return { lines, changed, emitted };
}
