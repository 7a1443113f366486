import { coreStatusMap } from '../../../lib/connectors/woocommerce/status-map.ts';
import { toSalesOrder } from '../../../lib/connectors/woocommerce/to-sales-order.ts';
import type { SalesOrder } from '../../../lib/model/sales-order.ts';

/** A WooCommerce order as it reaches BlueCherry out: every line with its SKU, the order with its ERP codes. */
export function translated(raw: unknown): SalesOrder {
  const order = toSalesOrder(raw, { channel: 'harbour-thread', externalRefPrefix: 'WEB-', statusMap: coreStatusMap });
  return {
    ...order,
    codes: { customer: 'WEB01', division: '01', warehouse: 'LDS', shipVia: 'RM48', terms: 'CARD', orderType: 'EC' },
    lines: order.lines.map((line) => ({
      ...line,
      skuCode: line.skuCode ?? 'ADDED',
      sku: { division: '02', style: '00210', colorCode: 'IND', label: '', dimension: '30', sizeBucket: 3 },
    })),
  };
}
