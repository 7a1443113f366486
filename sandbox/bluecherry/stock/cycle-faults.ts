/** What can go wrong with a cycle; each is told by something that a careful reader sees. */
export const cycleFaultKinds = [
  'late', 'overlap', 'skipped', 'failed', 'complete-with-errors', 'sequence-gap', 'wrong-count', 'wrong-checksum', 'truncated', 'empty',
  'permuted', 'repeated', 'totals-only', 'numeric-strings', 'file-without-done', 'file-cut',
] as const;
export type CycleFaultKind = (typeof cycleFaultKinds)[number];

export interface CycleFault {
  readonly kind: CycleFaultKind;
  /** Cycles that it strikes; for ever when absent. */
  readonly times?: number;
  /** For late and overlap: how much longer the cycle runs. Half an interval, and one interval and a second, when absent. */
  readonly byMs?: number;
}

export type StruckFaults = ReadonlyMap<CycleFaultKind, CycleFault>;

/** Faults that wait for the next cycles. A cycle takes one of each kind. */
export class CycleFaults {
  #waiting: { readonly fault: CycleFault; left: number }[] = [];

  add(...faults: readonly CycleFault[]): void {
    for (const { kind } of faults) {
      if (!cycleFaultKinds.includes(kind)) throw new RangeError(`There is no fault "${kind}" of a cycle; there are ${cycleFaultKinds.join(', ')}.`);
    }
    this.#waiting.push(...faults.map((fault) => ({ fault, left: fault.times ?? Infinity })));
  }

  clear(): void {
    this.#waiting = [];
  }

  list(): CycleFault[] {
    return this.#waiting.map(({ fault, left }) => (Number.isFinite(left) ? { ...fault, times: left } : fault));
  }

  strike(): StruckFaults {
    const struck = new Map<CycleFaultKind, CycleFault>();
    for (const waiting of this.#waiting) {
      if (struck.has(waiting.fault.kind)) continue;
      struck.set(waiting.fault.kind, waiting.fault);
      waiting.left -= 1;
    }
    this.#waiting = this.#waiting.filter(({ left }) => left > 0);
    return struck;
  }
}
