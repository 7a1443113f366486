import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { median, rounded } from './lanes/figures.ts';
import { runChild } from './lanes/run-child.ts';
import type { CycleFigures, OneCycle } from './stock-book/one-cycle.ts';
import { writeCycle, type GeneratedCycle } from './stock-book/write-cycle.ts';

export interface StockBookOptions {
  readonly skus: number;
  readonly locations: number;
  readonly order: GeneratedCycle['order'];
  readonly rounds: number;
}

/** Processor time, in user and kernel mode; the ratio is to parsing the same pages and doing nothing. */
export interface StockBookFigures {
  readonly skus: number;
  readonly lines: number;
  readonly changed: number;
  readonly microsecondsPerSku: number;
  readonly baselineMicrosecondsPerSku: number;
  readonly ratio: number;
  /** The very first cycle, of which everything is new and leaves. */
  readonly firstRatio: number;
  /** Of the whole process. */
  readonly mostRssMib: number;
  readonly baselineRssMib: number;
  /** Processes that wanted a core, over the last minute. */
  readonly load: number;
}

/** A full cycle in which every fiftieth SKU changed: read, counted, hashed, compared, taken over, its changes emitted. */
export async function benchStockBook({ skus, locations, order, rounds }: StockBookOptions, say: (line: string) => void): Promise<StockBookFigures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'selvedge-bench-book-'));
  const [first, other, book] = [path.join(folder, 'first'), path.join(folder, 'other'), path.join(folder, 'book')];
  const run = (argument: OneCycle): Promise<CycleFigures> => runChild('../stock-book/one-cycle.ts', argument);
  try {
    for (const [cycle, file] of [first, other].entries()) writeCycle(file, { skus, locations, cycle, order });
    const begun = await run({ pages: first, sequence: 1, book });
    const [ours, baselines]: [CycleFigures[], CycleFigures[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      const pages = round % 2 === 0 ? other : first;
      baselines.push(await run({ pages, sequence: 0, book: null }));
      ours.push(await run({ pages, sequence: 2 + round, book }));
      say(describe(`round ${round + 1}`, ours.at(-1), baselines.at(-1)));
    }
    const cpu = (figures: readonly CycleFigures[]): number => median(figures.map(({ cpuMs }) => cpuMs));
    return {
      skus,
      lines: begun.lines,
      changed: ours[0]?.changed ?? 0,
      microsecondsPerSku: rounded((cpu(ours) * 1000) / skus, 2),
      baselineMicrosecondsPerSku: rounded((cpu(baselines) * 1000) / skus, 2),
      ratio: rounded(cpu(ours) / cpu(baselines), 2),
      firstRatio: rounded(begun.cpuMs / cpu(baselines), 2),
      mostRssMib: rounded(Math.max(begun.mostRssMib, ...ours.map(({ mostRssMib }) => mostRssMib))),
      baselineRssMib: rounded(Math.max(...baselines.map(({ mostRssMib }) => mostRssMib))),
      load: rounded(loadavg()[0] ?? 0, 1),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function describe(round: string, ours: CycleFigures | undefined, baseline: CycleFigures | undefined): string {
  if (!ours || !baseline) return round;
  const parts = Object.entries(ours.parts).map(([part, ms]) => `${part} ${rounded(ms)}`);
  return `${round}: ${rounded(ours.cpuMs)} ms of processor time beside ${rounded(baseline.cpuMs)} ms for parsing; by the clock ${rounded(ours.wallMs)} ms (${parts.join(', ')}); ${rounded(ours.mostRssMib)} MiB`;
}
