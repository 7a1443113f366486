const hourMs = 3_600_000;

/** When the channel had the SKU on sale; null: since before and until after anything asked about. */
export interface OnSale {
  readonly since: number | null;
  readonly until: number | null;
}

/** Units sold from a time until now. */
export interface Sold {
  readonly since: number;
  readonly units: number;
}

/** A single sale counts as no more than one in ten minutes; the more sales there are, the shorter a time they may speak for. */
const oneSaleMs = 600_000;

/**
 * Units an hour. Only the time in which the SKU could be bought counts, so one that went on sale minutes ago or is sold out
 * since does not look slow. Of several windows the fastest counts: what began to sell an hour ago is not thinned by the
 * five hours before.
 * @param sold one window or more, each ending now
 */
export function sellRate(sold: readonly Sold[], onSale: OnSale, now: number): number {
  return sold.reduce((fastest, window) => Math.max(fastest, rateOf(window, onSale, now)), 0);
}

function rateOf({ since, units }: Sold, onSale: OnSale, now: number): number {
  if (units <= 0) return 0;
  const exposedMs = Math.min(now, onSale.until ?? now) - Math.max(since, onSale.since ?? since);
  return (units * hourMs) / Math.max(exposedMs, oneSaleMs / units);
}
