import { readFile } from 'node:fs/promises';

/** Decimal text; plug-ins write numbers too. */
export type Amount = string | number | null;

export interface RecordedLine {
  id: number;
  sku?: string | null;
  quantity: number | string;
  total: Amount;
  total_tax?: Amount;
  product_id?: number;
  variation_id?: number;
}

interface RecordedPart {
  total: Amount;
  total_tax?: Amount;
}

/** A WooCommerce order as it was recorded; only what a checker looks at, and nothing of it is certain but the id. */
export interface RecordedOrder {
  id: number;
  number?: string | number;
  status: string;
  currency: string;
  total: Amount;
  total_tax?: Amount;
  discount_total?: Amount;
  date_created_gmt?: string | null;
  date_modified_gmt?: string | null;
  line_items?: RecordedLine[] | null;
  shipping_lines?: RecordedPart[] | null;
  fee_lines?: RecordedPart[] | null;
  refunds?: { id: number; total: Amount }[] | null;
  [other: string]: unknown;
}

export interface RecordedCase {
  /** The case's name, or the order's number. */
  readonly name: string;
  readonly order: RecordedOrder;
}

interface RecordedRefund {
  readonly id: number;
  /** Positive on a refund, negative on its order. */
  readonly amount?: Amount;
  readonly total?: Amount;
  readonly reason?: string;
}

/** A list of the order; none where the member is absent, null or no list. */
export function rowsOf<T>(rows: readonly T[] | null | undefined): readonly T[] {
  return Array.isArray(rows) ? (rows as readonly T[]) : [];
}

/**
 * Reads a file of recorded orders: an array of orders, or of `{name, order, refunds}`. Recordings of several shops may
 * use the same order id: a later one then gets an id of its own, because one shop has each id once.
 */
export async function readRecordedOrders(file: string): Promise<readonly RecordedCase[]> {
  const parsed: unknown = JSON.parse(await readFile(file, 'utf8'));
  if (!Array.isArray(parsed)) throw new Error(`${file} must hold an array of orders, or of {name, order, refunds}`);
  const taken = new Set<number>();
  return parsed.map((item: unknown, index) => {
    const wrapped = item as { name?: unknown; order?: RecordedOrder; refunds?: RecordedRefund[] };
    const order = structuredClone(wrapped.order ?? (item as RecordedOrder));
    if (typeof order.id !== 'number') throw new Error(`${file}: entry ${index + 1} has no order with an id`);
    if (wrapped.order && wrapped.refunds && rowsOf(order.refunds).length === 0) {
      order.refunds = wrapped.refunds.map(({ id, amount, total, reason = '' }) => ({ id, reason, total: `-${String(amount ?? total ?? '').replace('-', '')}` }));
    }
    const name = typeof wrapped.name === 'string' ? wrapped.name : String(order.number ?? order.id);
    while (taken.has(order.id)) order.id += 1_000_000;
    taken.add(order.id);
    return { name, order };
  });
}
