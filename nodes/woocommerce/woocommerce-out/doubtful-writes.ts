import type { Clock } from '../../../lib/lanes/contract.ts';

export interface DoubtfulWrites {
  /** A call that wrote to these was not answered: it may take effect later, over a newer figure. */
  note(ids: readonly string[]): void;
  /** For how long what is written to this may still be overwritten by such a call, ms; 0: it cannot. */
  doubtMs(id: string): number;
}

/** @param unknownAfterMs how long the shop may still carry out a call that it did not answer */
export function doubtfulWrites(clock: Clock, unknownAfterMs: number): DoubtfulWrites {
  const until = new Map<string, number>();
  return {
    note(ids) {
      const now = clock.now();
      for (const [id, end] of until) if (end <= now) until.delete(id);
      for (const id of ids) until.set(id, now + unknownAfterMs);
    },
    doubtMs: (id) => Math.max(0, (until.get(id) ?? 0) - clock.now()),
  };
}
