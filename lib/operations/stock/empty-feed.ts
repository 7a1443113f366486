/** What a cycle brought. Times are ms since 1970 (UTC). */
export interface CycleYield {
  readonly cycleId: string;
  readonly mode: 'full' | 'delta';
  readonly asOf: number;
  readonly records: number;
  /** SKUs whose figures it changed. */
  readonly changed: number;
}

export interface EmptyFeedLimits {
  /** So long, and over so many cycles, nothing may change before somebody looks: nights and weekends are quiet. */
  readonly quietMs: number;
  readonly quietCycles: number;
}

export interface EmptyFeed {
  readonly kind: 'no-records' | 'time-stands-still' | 'nothing-changes';
  readonly cycleId: string;
  /** Cycles in a row. */
  readonly cycles: number;
  readonly sentence: string;
}

/**
 * A feed that reports success and brings nothing: a full cycle without records, cycles that keep stating the same time, or
 * none of them with a change for long. Null: it brings something.
 */
export function emptyFeed(cycles: readonly CycleYield[], limits: EmptyFeedLimits): EmptyFeed | null {
  const newestFirst = [...new Map(cycles.map((cycle) => [cycle.cycleId, cycle])).values()].sort((one, other) => other.asOf - one.asOf);
  const [last] = newestFirst;
  if (!last) return null;
  const finding = (kind: EmptyFeed['kind'], count: number, sentence: string): EmptyFeed => ({ kind, cycleId: last.cycleId, cycles: count, sentence });
  if (last.mode === 'full' && last.records === 0) return finding('no-records', 1, `The full cycle ${last.cycleId} was reported as complete and has no records at all.`);
  const sameTime = run(newestFirst, ({ asOf }) => asOf === last.asOf);
  if (sameTime.length >= 3) return finding('time-stands-still', sameTime.length, `The last ${sameTime.length} cycles all state the same time: new cycles are made from old figures.`);
  const quiet = run(newestFirst, ({ changed }) => changed === 0);
  const quietMs = last.asOf - (quiet.at(-1)?.asOf ?? last.asOf);
  if (quiet.length < limits.quietCycles || quietMs < limits.quietMs) return null;
  return finding('nothing-changes', quiet.length, `The last ${quiet.length} cycles were reported as complete and changed no SKU for ${Math.floor(quietMs / 3_600_000)} hours.`);
}

function run<T>(values: readonly T[], fits: (value: T) => boolean): readonly T[] {
  const end = values.findIndex((value) => !fits(value));
  return end === -1 ? values : values.slice(0, end);
}
