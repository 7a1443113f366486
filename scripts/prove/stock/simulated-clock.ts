import type { ConnectorClock } from '../../../lib/connectors/contract.ts';

type Work = () => Promise<void> | void;

/** A day in seconds: time moves from one piece of work to the next, and each is done before the next begins. */
export class SimulatedClock {
  #now: number;
  #waiting: { readonly at: number; readonly work: Work }[] = [];

  constructor(startsAt: number) {
    this.#now = startsAt;
  }

  readonly now = (): number => this.#now;

  /** Time stands still during a call, so what waits for an answer waits by the clock on the wall. */
  readonly forCalls: ConnectorClock = {
    now: () => this.#now,
    setTimer(callback, delayMs) {
      const timer = setTimeout(callback, delayMs);
      return { cancel: () => clearTimeout(timer) };
    },
  };

  /** @param at ms since 1970 (UTC); what is due at the same time happens in the order of the calls */
  at(at: number, work: Work): void {
    const due = Math.max(at, this.#now);
    const place = this.#waiting.findLastIndex((waiting) => waiting.at <= due);
    this.#waiting.splice(place + 1, 0, { at: due, work });
  }

  /** From now on, until the end of the run. */
  every(intervalMs: number, work: Work): void {
    this.at(this.#now + intervalMs, async () => {
      this.every(intervalMs, work);
      await work();
    });
  }

  /** Does all that is due until then; what is due later waits for the next run. */
  async runUntil(end: number): Promise<void> {
    for (let next = this.#waiting[0]; next && next.at <= end; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#now = next.at;
      await next.work();
    }
    this.#now = end;
  }
}
