import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { median, rounded } from './lanes/figures.ts';
import { runChild } from './lanes/run-child.ts';
import type { CycleFigures, OneCycle } from './stock/one-cycle.ts';
import { writeCycle, type GeneratedCycle } from './stock/write-cycle.ts';

export interface StockOptions {
  readonly skus: number;
  readonly locations: number;
  readonly order: GeneratedCycle['order'];
  readonly rounds: number;
  /** Also ten times as many SKUs. */
  readonly large: boolean;
}

/** Processor time, in user and kernel mode; ratios are to parsing the same pages and doing nothing. */
export interface StockFigures {
  readonly skus: number;
  readonly lines: number;
  readonly changed: number;
  readonly written: number;
  /** For each 1,000 SKUs. */
  readonly ms: number;
  readonly baselineMs: number;
  readonly ratio: number;
  readonly ratioWithChecksum: number;
  /** The very first cycle, of which everything is new and leaves. */
  readonly firstRatio: number;
  /** Of the whole process. */
  readonly mostRssMib: number;
  readonly firstRssMib: number;
  readonly baselineRssMib: number;
  /** Wall time of each part of the median round, in ms for each 1,000 SKUs. */
  readonly parts: Readonly<Record<string, number>>;
  /** Processes that wanted a core, over the last minute. */
  readonly load: number;
}

export interface StockBench {
  readonly sizes: readonly StockFigures[];
  /** Time per SKU of the larger size over the smaller one; null: only one was measured. */
  readonly growth: number | null;
}

/** A full cycle in which every fiftieth SKU changed: read, verified, taken over, calculated, compared, its changes kept. */
export async function benchStock({ large, skus, ...options }: StockOptions, say: (line: string) => void): Promise<StockBench> {
  const sizes: StockFigures[] = [];
  for (const size of large ? [skus, skus * 10] : [skus]) sizes.push(await benchSize({ ...options, skus: size }, say));
  const [small, big] = sizes;
  return { sizes, growth: small && big ? rounded(big.ms / small.ms, 2) : null };
}

async function benchSize({ skus, locations, order, rounds }: Omit<StockOptions, 'large'>, say: (line: string) => void): Promise<StockFigures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'selvedge-bench-stock-'));
  const [first, other] = [path.join(folder, 'first'), path.join(folder, 'other')];
  const run = (argument: OneCycle): Promise<CycleFigures> => runChild('../stock/one-cycle.ts', argument);
  const per1000 = (ms: number): number => rounded((ms * 1000) / skus, 2);
  const tell = (name: string, { cpuMs, wallMs, mostRssMib, parts }: CycleFigures): void => {
    const each = Object.entries(parts).map(([part, ms]) => `${part} ${rounded(ms)}`).join(', ');
    say(`${skus} SKUs, ${name}: ${rounded(cpuMs)} ms of processor time, ${rounded(wallMs)} ms by the clock${each === '' ? '' : ` (${each})`}, ${rounded(mostRssMib)} MiB`);
  };
  try {
    for (const [cycle, file] of [first, other].entries()) writeCycle(file, { skus, locations, cycle, order });
    const begun = await run({ pages: first, sequence: 1, folder, checksum: false });
    tell('first cycle', begun);
    const [ours, checked, baselines]: [CycleFigures[], CycleFigures[], CycleFigures[]] = [[], [], []];
    for (let round = 0; round < rounds; round += 1) {
      // Each cycle differs from the one before it, so that always the same number of SKUs has changed.
      baselines.push(await run({ pages: other, sequence: 0, folder: null, checksum: false }));
      ours.push(await run({ pages: other, sequence: 2 + 2 * round, folder, checksum: false }));
      checked.push(await run({ pages: first, sequence: 3 + 2 * round, folder, checksum: true }));
      for (const [name, list] of [['parsing alone', baselines], ['following cycle', ours], ['with checksum', checked]] as const) tell(name, list.at(-1) ?? begun);
    }
    const cpu = (figures: readonly CycleFigures[]): number => median(figures.map(({ cpuMs }) => cpuMs));
    const most = (figures: readonly CycleFigures[]): number => rounded(Math.max(...figures.map(({ mostRssMib }) => mostRssMib)));
    const middle = ours.find(({ cpuMs }) => cpuMs === cpu(ours)) ?? begun;
    return {
      skus,
      lines: middle.lines,
      changed: middle.changed,
      written: middle.written,
      ms: per1000(cpu(ours)),
      baselineMs: per1000(cpu(baselines)),
      ratio: rounded(cpu(ours) / cpu(baselines), 2),
      ratioWithChecksum: rounded(cpu(checked) / cpu(baselines), 2),
      firstRatio: rounded(begun.cpuMs / cpu(baselines), 2),
      mostRssMib: most([...ours, ...checked]),
      firstRssMib: rounded(begun.mostRssMib),
      baselineRssMib: most(baselines),
      parts: Object.fromEntries(Object.entries(middle.parts).map(([part, ms]) => [part, per1000(ms)])),
      load: rounded(loadavg()[0] ?? 0, 1),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
