import type { OrderBody } from '../bluecherry/order-schema.ts';
import type { SkuRecord } from '../bluecherry/sku-record.ts';

/** An order for one unit that somebody types into the ERP. */
export const telephoneOrder = (number: number, sku: SkuRecord, location: string, day: string): OrderBody => ({
  externalRef: `TEL-${number}`,
  orderType: 'PH',
  customer: 'WEB01',
  store: '',
  customerPo: `TEL-${number}`,
  division: sku.division,
  terms: 'CARD',
  shipVia: 'RM48',
  currency: 'GBP',
  orderDate: day,
  startDate: day,
  shipTo: { name: 'Telephone', address1: '1 Mill Lane', city: 'Leeds', zip: 'LS1 1AA', country: 'GB' },
  lines: [{
    lineNo: 1,
    sku: { division: sku.division, style: sku.style, colorCode: sku.colorCode, label: sku.label, dimension: sku.dimension, sizeBucket: sku.sizeBucket },
    skuCode: sku.skuCode,
    location,
    qtyOrdered: 1,
    price: '50.0000',
    amount: '50.00',
    taxAmount: '10.00',
  }],
  totals: { total: '60.00' },
});
