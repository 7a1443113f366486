import { readFile } from 'node:fs/promises';
import type { Json } from '../../sandbox/json-value.ts';

/** A WooCommerce order as it was recorded; only what a checker looks at. */
export interface RecordedOrder {
  id: number;
  number?: string;
  status: string;
  currency: string;
  total: string;
  total_tax: string;
  discount_total: string;
  shipping_total: string;
  line_items: { id: number; sku: string | null; quantity: number; total: string; total_tax: string; product_id: number }[];
  shipping_lines: { total: string; total_tax: string }[];
  fee_lines: { total: string; total_tax: string }[];
  refunds?: { id: number; total: string }[];
  [other: string]: unknown;
}

export interface RecordedCase {
  /** The case's name, or the order's number. */
  readonly name: string;
  readonly order: RecordedOrder;
}

/** The orders as the sandbox's shop takes them. */
export function asShopOrders(cases: readonly RecordedCase[]): readonly Json[] {
  return cases.map(({ order }) => order as unknown as Json);
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
    const wrapped = item as { name?: unknown; order?: RecordedOrder; refunds?: { id: number; amount: string; reason?: string }[] };
    const order = structuredClone(wrapped.order ?? (item as RecordedOrder));
    if (typeof order.id !== 'number') throw new Error(`${file}: entry ${index + 1} has no order with an id`);
    if (wrapped.refunds && !order.refunds?.length) {
      order.refunds = wrapped.refunds.map((refund) => ({ id: refund.id, reason: refund.reason ?? '', total: `-${refund.amount}` }));
    }
    const name = typeof wrapped.name === 'string' ? wrapped.name : (order.number ?? String(order.id));
    while (taken.has(order.id)) order.id += 1_000_000;
    taken.add(order.id);
    return { name, order };
  });
}
