import type { AtsPolicy } from './policy.ts';

/** Units that a SKU sold in the hours of the policy. */
export interface Seller {
  readonly skuCode: string;
  readonly units: number;
}

/** One sale is chance, and no reason to go first. */
const leastUnits = 2;

/**
 * Which SKUs go first and are looked at more often: those of the named groups, and the fastest sellers. Equal ones in the
 * order of their codes, so that the choice does not change from run to run.
 */
export function hotSkus(policy: AtsPolicy['hot'], sellers: readonly Seller[]): (skuCode: string, groups: readonly string[]) => boolean {
  const fastest = new Set(
    sellers
      .filter(({ units }) => units >= leastUnits)
      .toSorted((one, other) => other.units - one.units || (one.skuCode < other.skuCode ? -1 : 1))
      .slice(0, policy.fastest)
      .map(({ skuCode }) => skuCode),
  );
  return (skuCode, groups) => fastest.has(skuCode) || policy.groups.some((group) => groups.includes(group));
}
