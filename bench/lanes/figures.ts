/** The value in the middle: one round that something else disturbed does not move it. */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}

export function rounded(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}

/** Ours beside a baseline of the same run: the medians of the rounds, and how far apart the rounds were. */
export interface Compared {
  readonly perSecond: number;
  readonly baselinePerSecond: number;
  /** Ours over the baseline. */
  readonly ratio: number;
  /** Of the ratio: the lowest and the highest round. */
  readonly spread: readonly [number, number];
}

export function compared(rounds: readonly { readonly ours: number; readonly baseline: number }[]): Compared {
  const ratios = rounds.map(({ ours, baseline }) => ours / baseline);
  return {
    perSecond: rounded(median(rounds.map(({ ours }) => ours))),
    baselinePerSecond: rounded(median(rounds.map(({ baseline }) => baseline))),
    ratio: rounded(median(ratios), 3),
    spread: [rounded(Math.min(...ratios), 3), rounded(Math.max(...ratios), 3)],
  };
}

export interface Delays {
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
}

/** In milliseconds. */
export function delaysOf(values: readonly number[]): Delays {
  return { p50: rounded(median(values), 2), p99: rounded(percentile(values, 99), 2), longest: rounded(Math.max(...values), 2) };
}
