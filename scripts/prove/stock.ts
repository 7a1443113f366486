import { compareBuffers } from './stock/compare-buffers.ts';
import { proveFewestCalls } from './stock/fewest-calls.ts';
import type { PartReport } from './stock/part-report.ts';
import { proveStaleFeed } from './stock/stale-feed.ts';
import { proveWorkedFixture } from './stock/worked-fixture.ts';
import type { Verdict } from './verdict.ts';

export interface StockOptions {
  /** Whose flows run in the parts with the real host. */
  readonly client: string;
  /** What that host keeps its data in, in the part `calls`. */
  readonly engine: 'sqlite' | 'postgres';
  readonly seed: number;
  /** Trading days that are added up. */
  readonly days: number;
  /** Only this one; all of them when undefined. */
  readonly part: StockPart | undefined;
}

type Part = (options: StockOptions, say: (line: string) => void) => Promise<PartReport>;

const parts = {
  'fixture': (_, say) => proveWorkedFixture(say),
  'trading-day': ({ seed, days }, say) => compareBuffers({ seed, days, alsoFixed: [1, 2, 5] }, say),
  'calls': (options, say) => proveFewestCalls(options, say),
  'stale-feed': ({ client, seed }, say) => proveStaleFeed(client, seed, say),
} as const satisfies Record<string, Part>;

export type StockPart = keyof typeof parts;
export const stockParts = Object.keys(parts) as readonly StockPart[];

/** "The shop shows what there is to sell", against the product as it stands. */
export async function proveStock(options: StockOptions, say: (line: string) => void): Promise<Verdict> {
  const began = performance.now();
  const figures: Partial<Record<StockPart, object>> = {};
  const faults: string[] = [];
  for (const name of stockParts) {
    if (options.part !== undefined && options.part !== name) continue;
    const report = await parts[name](options, say);
    figures[name] = report.figures;
    faults.push(...report.faults);
  }
  return { prove: 'stock', holds: faults.length === 0, figures: { ...figures, seconds: Math.round((performance.now() - began) / 1000) }, seed: options.seed, faults };
}
