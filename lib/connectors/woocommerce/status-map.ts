import type { OrderState } from '../../model/sales-order.ts';

/** WooCommerce stores `wc-packed` and answers `packed`; plug-ins and their documentation name either. */
export function statusWithoutPrefix(status: string): string {
  return status.replace(/^wc-/, '');
}

/**
 * WooCommerce's own order statuses. Plug-ins add more: those come from the client's table, and a status in neither is
 * an exception, never a default.
 */
export const coreStatusMap: ReadonlyMap<string, OrderState> = new Map<string, OrderState>([
  ['pending', 'awaiting-payment'],
  ['checkout-draft', 'awaiting-payment'],
  ['auto-draft', 'awaiting-payment'],
  ['on-hold', 'on-hold'],
  ['processing', 'paid'],
  ['completed', 'paid'],
  ['cancelled', 'cancelled'],
  ['trash', 'cancelled'],
  ['failed', 'failed'],
  ['refunded', 'refunded'],
]);
