import { createHash } from 'node:crypto';
import type { SalesOrder } from '../model/sales-order.ts';

/**
 * A hash of what a customer bought and where it goes: lines, money, shipping and addresses. Equal for two revisions that
 * differ only in status, notes, refunds or what the kit itself added (SKU identity, ERP codes).
 */
export function commercialFingerprint(order: SalesOrder): string {
  const content = [
    order.currency,
    order.lines.map((line) => [line.lineId, line.skuCode, line.quantity, line.subtotal, line.discount, line.net, line.tax]),
    order.shippingLines.map((line) => [line.methodId, line.instanceId, line.net, line.tax]),
    order.fees.map((fee) => [fee.name, fee.net, fee.tax]),
    order.coupons.map((coupon) => [coupon.code, coupon.discount, coupon.discountTax]),
    order.totals.total,
    Object.entries(order.shipTo).sort(([a], [b]) => (a < b ? -1 : 1)),
    Object.entries(order.billTo).sort(([a], [b]) => (a < b ? -1 : 1)),
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 32);
}
