import type { InventoryCycle } from './inventory-source.ts';

/** By the time whose truth a cycle states: a late one that overlaps its successor is not the newest. */
export function newestFirst(cycles: readonly InventoryCycle[]): readonly InventoryCycle[] {
  return cycles.toSorted(
    ({ cycle: one }, { cycle: other }) => Date.parse(other.asOf) - Date.parse(one.asOf) || other.sequence - one.sequence || Date.parse(other.completedAt) - Date.parse(one.completedAt),
  );
}
