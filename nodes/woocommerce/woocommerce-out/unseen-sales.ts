/** Units that the shop was seen to show fewer. Times are ms since 1970 (UTC). */
export interface MissingUnits {
  readonly units: number;
  /** They were taken between these two. */
  readonly after: number;
  readonly at: number;
}

/** What was known of the sales of a SKU when its figure was written. */
export interface SalesBaseline {
  /** That was written. */
  readonly figure: number;
  /** Units of the orders known then, of those taken since `from` (ms since 1970, UTC). */
  readonly known: number;
  readonly from: number;
  /** Units sold and in no known order: taken off the figure already. */
  readonly unseen: number;
  /** Seen lately, oldest first; orders may have come for them. */
  readonly missing: readonly MissingUnits[];
}

export interface KeptBaseline extends SalesBaseline {
  /** When the figure left for the shop. */
  readonly leftAt: number;
}

export interface ShownNow {
  readonly shown: number;
  readonly now: number;
  /** When the last good reading of the shop's orders began; 0: never. */
  readonly ordersReadAt: number;
  /** Units of the known orders taken since then. */
  readonly knownSince: (at: number) => number;
}

/** Orders show up in a shop's lists a moment after they have taken their units. */
const ordersShowAfterMs = 5000;
/** Where orders are not read, nobody can say what was sold. */
const longestMs = 15 * 60_000;
const remembered = 8;

/**
 * Units that are sold and in no known order: those there were when the last figure was written and those that the shop shows fewer
 * since, less those that orders have brought in the meantime. An order that our write put back was never seen missing and takes off
 * another one's units when it becomes known; so they are at least what was seen missing since any time less what is known to be taken
 * since then. What no order explains although the orders were read since was not sold: somebody has lowered the figure by hand.
 */
export function unseenSales(last: KeptBaseline, { shown, now, ordersReadAt, knownSince }: ShownNow): Pick<SalesBaseline, 'unseen' | 'missing'> {
  const fewer = last.figure - shown;
  const seen = fewer > 0 ? [...last.missing, { units: fewer, after: last.leftAt, at: now }] : last.missing;
  const missing = seen.filter(({ at }) => at >= ordersReadAt - ordersShowAfterMs && at > now - longestMs).slice(-remembered);
  const byCount = last.unseen + fewer - (knownSince(last.from) - last.known);
  const byTime = secondsOf(missing).map((second) => sumSince(missing, second) - knownSince(second));
  return { unseen: Math.max(0, ...byTime, Math.min(byCount, sumSince(missing, 0))), missing };
}

/** Shops state the times of orders in seconds. */
export const secondsOf = (missing: readonly MissingUnits[]): readonly number[] => [...new Set(missing.map(({ after }) => wholeSecond(after)))];
export const wholeSecond = (at: number): number => Math.floor(at / 1000) * 1000;

const sumSince = (missing: readonly MissingUnits[], since: number): number => missing.reduce((sum, { units, after }) => sum + (after >= since ? units : 0), 0);
