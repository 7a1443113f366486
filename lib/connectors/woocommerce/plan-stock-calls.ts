/** The figure that one sellable is to show. */
export interface StockChange {
  /** Of a variation its parent. */
  readonly productId: string;
  /** Null for a simple product. */
  readonly variantId: string | null;
  readonly skuCode: string;
  /** Absolute. */
  readonly quantity: number;
  readonly urgent: boolean;
}

/** Changes that go in one call: variations of one parent, or simple products. */
export interface StockCall {
  /** Null: simple products. */
  readonly parentId: string | null;
  readonly changes: readonly StockChange[];
}

/** WooCommerce's own maximum for a batch. */
export const changesPerCall = 100;

/**
 * The least calls that write these changes, urgent ones first: variations go only in batches of one parent, so each parent takes
 * ceil(n / 100), and simple products together ceil(n / 100). What is urgent is drawn together at the head of its group, so it takes
 * the least calls as well. Of several changes of one sellable the last counts, and it is urgent when one of them was.
 */
export function planStockCalls(changes: readonly StockChange[]): readonly StockCall[] {
  const groups = new Map<string | null, Map<string, StockChange>>();
  for (const change of changes) {
    const parentId = change.variantId === null ? null : change.productId;
    const group = groups.get(parentId) ?? new Map<string, StockChange>();
    groups.set(parentId, group);
    const id = change.variantId ?? change.productId;
    group.set(id, { ...change, urgent: change.urgent || group.get(id)?.urgent === true });
  }
  const calls = [...groups].flatMap(([parentId, group]) => {
    const sorted = urgentFirst([...group.values()], ({ urgent }) => urgent);
    return Array.from({ length: Math.ceil(sorted.length / changesPerCall) }, (_, index): StockCall => ({ parentId, changes: sorted.slice(index * changesPerCall, (index + 1) * changesPerCall) }));
  });
  return urgentFirst(calls, (call) => call.changes.some(({ urgent }) => urgent));
}

function urgentFirst<T>(list: readonly T[], urgent: (one: T) => boolean): readonly T[] {
  return [...list.filter((one) => urgent(one)), ...list.filter((one) => !urgent(one))];
}
