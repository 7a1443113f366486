/** The smallest of the values that at least this share of them does not exceed (nearest rank). @param sorted ascending, not empty */
export function percentile(sorted: readonly number[], share: number): number {
  const rank = Math.ceil(share * sorted.length - 1e-9);
  const value = sorted[Math.min(sorted.length, Math.max(1, rank)) - 1];
  if (value === undefined) throw new RangeError('No values to take a percentile of.');
  return value;
}
