import type { OrderState } from '../../model/sales-order.ts';

/**
 * BigCommerce's order statuses by id; merchants rename the labels and cannot add ids. The names are those of the reference
 * (orders.v2, "Order Status").
 */
export const coreStatusMap: ReadonlyMap<string, OrderState> = new Map<string, OrderState>([
  ['0', 'awaiting-payment'], // Incomplete: a checkout that was left; `store/order/created` fires for it all the same
  ['1', 'awaiting-payment'], // Pending
  ['2', 'paid'], // Shipped
  ['3', 'paid'], // Partially Shipped
  ['4', 'refunded'], // Refunded
  ['5', 'cancelled'], // Cancelled
  ['6', 'cancelled'], // Declined: by the seller
  ['7', 'awaiting-payment'], // Awaiting Payment
  ['8', 'paid'], // Awaiting Pickup
  ['9', 'paid'], // Awaiting Shipment
  ['10', 'paid'], // Completed
  ['11', 'paid'], // Awaiting Fulfillment
  ['12', 'on-hold'], // Manual Verification Required
  ['13', 'on-hold'], // Disputed
  ['14', 'paid'], // Partially Refunded
]);
