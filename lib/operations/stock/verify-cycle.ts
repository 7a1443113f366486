import type { StockCycle } from '../../model/stock.ts';

/** What the feed says of its cycle. */
export interface StatedCycle extends Pick<StockCycle, 'cycleId' | 'mode'> {
  /** Lines; null: not stated, as with files. */
  readonly recordCount: number | null;
  /** Null: not stated. */
  readonly checksum: string | null;
}

/** What was read of it. */
export interface ReadCycle {
  /** Lines, each SKU, location and lot once. */
  readonly count: number;
  /** Worked out only when it is asked for: see stock-checksum.ts. */
  checksum(): string;
  /** The feed named a newer cycle while this one was being read, or has withdrawn it. */
  readonly superseded: boolean;
  /** SKUs that had stock and would have none, of all that had stock; the same in units, where they were counted. */
  readonly dropped: { readonly skus: number; readonly of: number; readonly units?: number; readonly ofUnits?: number };
}

export type CycleVerdict =
  | { readonly accepted: true }
  /** `read-again`: begin anew with the newest cycle. `alarm`: nothing is taken over until a person has looked. */
  | { readonly accepted: false; readonly then: 'read-again' | 'alarm'; readonly why: 'superseded' | 'record-count' | 'checksum' | 'drop'; readonly sentence: string };

/**
 * Whether a cycle that was read whole may take the place of what is known.
 * @param guardPercent a cycle that leaves more than this share of the SKUs with stock, or of their units, without it raises
 * an alarm and does not empty the shop
 * @param acceptedDrop the cycle whose drop a person has confirmed
 */
export function verifyCycle(stated: StatedCycle, read: ReadCycle, guardPercent: number, acceptedDrop: string | null): CycleVerdict {
  const refuse = (then: 'read-again' | 'alarm', why: 'superseded' | 'record-count' | 'checksum' | 'drop', sentence: string): CycleVerdict => ({ accepted: false, then, why, sentence });
  if (read.superseded) return refuse('read-again', 'superseded', `Cycle ${stated.cycleId} was superseded while it was being read.`);
  if (stated.recordCount !== null && read.count !== stated.recordCount) {
    return refuse('read-again', 'record-count', `Cycle ${stated.cycleId} states ${stated.recordCount} lines, and ${read.count} were read.`);
  }
  if (stated.checksum !== null && read.checksum() !== stated.checksum.trim().toLowerCase()) {
    return refuse('read-again', 'checksum', `The lines of cycle ${stated.cycleId} do not have the checksum that it states.`);
  }
  if (acceptedDrop === stated.cycleId) return { accepted: true };
  const { skus, of, units = 0, ofUnits = 0 } = read.dropped;
  if (skus * 100 > of * guardPercent) return refuse('alarm', 'drop', dropText(stated, `${skus} of ${of} SKUs with stock`, guardPercent));
  if (units * 100 > ofUnits * guardPercent) return refuse('alarm', 'drop', dropText(stated, `${units} of ${ofUnits} units`, guardPercent));
  return { accepted: true };
}

function dropText({ cycleId }: StatedCycle, what: string, guardPercent: number): string {
  return `Cycle ${cycleId} would take away ${what}, more than ${guardPercent} %: nothing was taken over, and the shop keeps its figures until somebody has looked.`;
}
