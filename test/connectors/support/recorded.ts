import { readFileSync } from 'node:fs';

export type Raw = Record<string, unknown> & { id: number; line_items: Record<string, unknown>[] };

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'));

/** A fresh copy each time, so that a test may change it. */
export const recordedOrders = (): Raw[] => read('samples/woocommerce/orders.json') as Raw[];

export function recordedOrder(id: number): Raw {
  const order = recordedOrders().find((candidate) => candidate.id === id);
  if (!order) throw new Error(`order ${id} is not among the recorded ones`);
  return order;
}

export interface RecordedDelivery {
  readonly headers: Record<string, string>;
  readonly rawBody: string;
}
export const recordedDeliveries = (): RecordedDelivery[] => read('test/fixtures/woocommerce/webhook-deliveries.json') as RecordedDelivery[];
