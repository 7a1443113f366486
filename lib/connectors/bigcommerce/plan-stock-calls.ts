/** The figure that one sellable is to show at one location. */
export interface StockChange {
  /** Of a variant its product. */
  readonly productId: string;
  /** Null for a product without options, whose stock BigCommerce keeps by product. */
  readonly variantId: string | null;
  readonly skuCode: string;
  readonly locationId: number;
  /** Absolute, 0 or more. */
  readonly quantity: number;
  readonly urgent: boolean;
}

/** Changes that go in one call, those of a location side by side. */
export interface StockCall {
  readonly changes: readonly StockChange[];
}

/** reference/inventory.v3: "Limit of 2000 items for payload length". */
export const changesPerCall = 2000;

/**
 * The least calls that write these changes, ceil(n / 2,000): urgent ones first, and within a call grouped by location, as BigCommerce
 * advises. Of several changes of one sellable at one location the last counts, and it is urgent when one of them was.
 */
export function planStockCalls(changes: readonly StockChange[]): readonly StockCall[] {
  const latest = new Map<string, StockChange>();
  for (const change of changes) {
    const key = `${change.locationId} ${change.variantId === null ? `product ${change.productId}` : change.skuCode}`;
    latest.set(key, { ...change, urgent: change.urgent || latest.get(key)?.urgent === true });
  }
  const all = [...latest.values()];
  const sorted = [...all.filter(({ urgent }) => urgent), ...all.filter(({ urgent }) => !urgent)];
  return Array.from({ length: Math.ceil(sorted.length / changesPerCall) }, (_, index) => ({
    changes: sorted.slice(index * changesPerCall, (index + 1) * changesPerCall).toSorted((a, b) => a.locationId - b.locationId),
  }));
}
