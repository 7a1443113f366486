import type { Sku } from '../../lib/model/identity.ts';
import type { Address, OrderLine, SalesOrder } from '../../lib/model/sales-order.ts';

export const leeds: Address = {
  firstName: 'Ann', lastName: 'Smith', company: '', address1: '1 Mill Lane', address2: '', city: 'Leeds', state: '', postcode: 'LS1 4DY', country: 'GB', phone: '0113 496 0010', email: 'ann@example.com',
};

export function orderLine(change: Partial<OrderLine> = {}): OrderLine {
  return { lineId: '1', skuCode: 'MC100-NAV-XS', name: 'Merino Crew - Navy, XS', quantity: 1, subtotal: 6583, discount: 0, net: 6583, tax: 1317, taxes: [{ rateId: '1', amount: 1317 }], remoteProductId: '11', remoteVariantId: '12', ...change };
}

/** Order 53 of the recordings in canonical form, with changes. */
export function salesOrder(change: Partial<SalesOrder> = {}): SalesOrder {
  return {
    orderId: '53', orderNumber: '53', channel: 'harbour-thread', externalRef: 'HT-53', state: 'paid', remoteStatus: 'processing', createdVia: 'checkout',
    currency: 'GBP', pricesIncludeTax: true, createdAt: '2026-11-20T23:43:13Z', modifiedAt: '2026-11-20T23:43:13Z', paidAt: '2026-11-20T23:43:13Z',
    customer: { kind: 'registered', remoteId: '2', email: 'ann@example.com' }, billTo: leeds, shipTo: leeds,
    payment: { method: 'stripe', title: 'Card', transactionId: 'ch_0' },
    lines: [orderLine()],
    shippingLines: [{ lineId: '2', methodId: 'flat_rate', instanceId: '', methodTitle: 'Standard', net: 495, tax: 99 }],
    fees: [], coupons: [], taxes: [], refunds: [],
    totals: { merchandise: 6583, discount: 0, shipping: 495, fees: 0, tax: 1416, total: 8494 },
    note: '',
    ...change,
  };
}

export function sku(skuCode = 'MC100-NAV-XS', change: Partial<Sku> = {}): Sku {
  const [style = '', colorCode = ''] = skuCode.split('-');
  return { skuCode, identity: { division: '01', style, colorCode, label: '', dimension: '', sizeBucket: 1 }, styleName: 'Merino Crew', colorName: 'Navy', sizeName: 'XS', upc: null, active: true, modifiedAt: null, ...change };
}
