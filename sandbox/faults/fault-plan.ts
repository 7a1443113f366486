import type { Random } from '../seeded-random.ts';
import type { Fault, FaultKind } from './fault.ts';

/** Which request meets which fault: the first that matches and whose die falls. */
export class FaultPlan {
  readonly #kinds: readonly FaultKind[];
  readonly #random: Random;
  #faults: { readonly fault: Fault; left: number }[] = [];

  constructor(kinds: readonly FaultKind[], random: Random) {
    this.#kinds = kinds;
    this.#random = random;
  }

  add(...faults: readonly Fault[]): void {
    for (const fault of faults) {
      if (!this.#kinds.includes(fault.kind)) throw new RangeError(`There is no fault "${fault.kind}" here; there are ${this.#kinds.join(', ')}.`);
    }
    this.#faults.push(...faults.map((fault) => ({ fault, left: fault.times ?? Infinity })));
  }

  clear(): void {
    this.#faults = [];
  }

  list(): Fault[] {
    return this.#faults.map(({ fault, left }) => (Number.isFinite(left) ? { ...fault, times: left } : fault));
  }

  strike(method: string, url: string): Fault | null {
    if (this.#faults.length === 0) return null;
    const hit = this.#faults.find(
      ({ fault }) =>
        (fault.match?.method ?? method).toUpperCase() === method &&
        url.includes(fault.match?.pathIncludes ?? '') &&
        (fault.probability === undefined || this.#random() < fault.probability),
    );
    if (!hit) return null;
    hit.left -= 1;
    if (hit.left <= 0) this.#faults = this.#faults.filter((candidate) => candidate !== hit);
    return hit.fault;
  }
}
