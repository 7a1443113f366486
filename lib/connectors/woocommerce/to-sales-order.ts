import { OperationError } from '../../errors/operation-error.ts';
import { readMinor } from '../../model/money/read-minor.ts';
import { readRoundedMinor } from '../../model/money/read-rounded-minor.ts';
import type { OrderLine, OrderState, SalesOrder } from '../../model/sales-order.ts';
import { fromGmt } from './list-position.ts';
import { readRawOrder, type RawOrder } from './raw-order.ts';
import { statusWithoutPrefix } from './status-map.ts';
import { toAddress } from './to-address.ts';

export interface SalesOrderContext {
  /** The account the order comes from. */
  readonly channel: string;
  /** Makes the order's id unique in BlueCherry: `WEB-` gives `WEB-53`. */
  readonly externalRefPrefix: string;
  readonly statusMap: ReadonlyMap<string, OrderState>;
}

type Scalar = string | number | boolean | null | undefined;
const text = (value: Scalar): string => (value === null || value === undefined ? '' : String(value));
/** Numbers carry the noise of floating point (163.94000000000003); WooCommerce itself computes with six decimals. */
const decimal = (value: Scalar): string => (typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(6) : text(value).trim());
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
/** 0 and "" mean "none" where WooCommerce refers to something. */
const reference = (value: Scalar): string | null => (text(value) === '' || text(value) === '0' ? null : text(value));
const flag = (value: Scalar): boolean => value === true || value === 1 || value === '1' || value === 'yes' || value === 'true';

/**
 * A WooCommerce order in the canonical shape. Money comes from the decimal strings, never from `price`, which is a
 * float (65.83333333333333); all amounts are without tax whether or not the shop shows prices with it. Parts are rounded to
 * the currency (a shop may state them with six decimals); the total is what was paid and must be exact.
 * @throws REMOTE_RECORD_INVALID with the member's path, STATUS_UNMAPPED, QUANTITY_INVALID, AMOUNT_INVALID, CURRENCY_UNKNOWN
 */
export function toSalesOrder(remote: unknown, context: SalesOrderContext): SalesOrder {
  const raw = readRawOrder(remote);
  const orderId = String(raw.id);
  const money = (value: Scalar): number => readRoundedMinor(decimal(value), raw.currency);
  /** Taxes and parts that do not apply are "" or absent; a sum that is absent is what its parts make. */
  const optionalMoney = (value: Scalar, absent = 0): number => (text(value) === '' ? absent : money(value));

  const fees = (raw.fee_lines ?? []).map((fee) => ({ lineId: String(fee.id), name: text(fee.name), net: money(fee.total), tax: optionalMoney(fee.total_tax) }));
  const lines = raw.line_items.map((line): OrderLine => {
    const net = money(line.total);
    const subtotal = optionalMoney(line.subtotal, net);
    return {
      lineId: String(line.id),
      skuCode: text(line.sku).trim() || null,
      name: text(line.name),
      quantity: readQuantity(line.quantity, orderId, String(line.id)),
      subtotal,
      discount: subtotal - net,
      net,
      tax: optionalMoney(line.total_tax),
      taxes: (line.taxes ?? []).map((tax) => ({ rateId: text(tax.id), amount: optionalMoney(tax.total) })),
      // Of a variation the parent; the variation is what is sold.
      remoteProductId: text(line.product_id),
      remoteVariantId: reference(line.variation_id),
    };
  });
  const shippingLines = (raw.shipping_lines ?? []).map((line) => ({
    lineId: String(line.id),
    methodId: text(line.method_id),
    instanceId: text(line.instance_id),
    methodTitle: text(line.method_title),
    net: optionalMoney(line.total),
    tax: optionalMoney(line.total_tax),
  }));
  const remoteId = reference(raw.customer_id);
  const createdAt = instant(raw, 'date_created_gmt');

  return {
    orderId,
    orderNumber: text(raw.number) || orderId,
    channel: context.channel,
    externalRef: `${context.externalRefPrefix}${orderId}`,
    state: stateOf(raw.status, orderId, context.statusMap),
    remoteStatus: raw.status,
    createdVia: text(raw.created_via),
    currency: raw.currency,
    pricesIncludeTax: flag(raw.prices_include_tax),
    createdAt,
    modifiedAt: fromGmt(raw.date_modified_gmt) ?? createdAt,
    paidAt: fromGmt(raw.date_paid_gmt) ?? null,
    customer: { kind: remoteId === null ? 'guest' : 'registered', remoteId, email: toAddress(raw.billing).email },
    billTo: toAddress(raw.billing),
    shipTo: toAddress(raw.shipping),
    payment: { method: text(raw.payment_method), title: text(raw.payment_method_title), transactionId: text(raw.transaction_id) },
    lines,
    shippingLines,
    fees,
    coupons: (raw.coupon_lines ?? []).map((coupon) => ({ code: text(coupon.code), discount: optionalMoney(coupon.discount), discountTax: optionalMoney(coupon.discount_tax) })),
    taxes: (raw.tax_lines ?? []).map((tax) => ({
      rateId: text(tax.rate_id),
      rateCode: text(tax.rate_code),
      label: text(tax.label),
      ratePercent: text(tax.rate_percent).trim() === '' || Number.isNaN(Number(tax.rate_percent)) ? null : Number(tax.rate_percent),
      compound: flag(tax.compound),
      amount: optionalMoney(tax.tax_total),
      shippingAmount: optionalMoney(tax.shipping_tax_total),
    })),
    // Negative on the order, positive as a resource of its own: the sign says nothing.
    refunds: (raw.refunds ?? []).map((refund) => ({ refundId: String(refund.id), amount: Math.abs(money(refund.total)), reason: text(refund.reason) })),
    totals: {
      merchandise: sum(lines.map((line) => line.net)),
      discount: optionalMoney(raw.discount_total, sum(lines.map((line) => line.discount))),
      shipping: optionalMoney(raw.shipping_total, sum(shippingLines.map((line) => line.net))),
      fees: sum(fees.map((fee) => fee.net)),
      tax: optionalMoney(raw.total_tax, sum([...lines, ...shippingLines, ...fees].map((part) => part.tax))),
      total: readMinor(decimal(raw.total), raw.currency),
    },
    note: text(raw.customer_note),
  };
}

function stateOf(status: string, order: string, statusMap: ReadonlyMap<string, OrderState>): OrderState {
  const state = statusMap.get(status) ?? statusMap.get(statusWithoutPrefix(status));
  if (!state) {
    throw new OperationError('STATUS_UNMAPPED', `Order ${order} has the status "${status.slice(0, 60)}", which has no meaning here yet.`, { details: { order, status: status.slice(0, 60) } });
  }
  return state;
}

/** Whole units only; how many are plausible is for order validation to say. */
function readQuantity(value: number | string, order: string, line: string): number {
  const quantity = typeof value === 'number' || /^\s*-?\d+(\.0*)?\s*$/.test(value) ? Number(value) : NaN;
  if (Number.isSafeInteger(quantity)) return quantity;
  throw new OperationError('QUANTITY_INVALID', `Order ${order}, line ${line}: "${String(value).slice(0, 30)}" is not a whole number of units.`, {
    details: { order, line, quantity: String(value).slice(0, 30) },
  });
}

function instant(raw: RawOrder, member: 'date_created_gmt'): string {
  const value = fromGmt(raw[member]);
  if (value === undefined) {
    throw new OperationError('REMOTE_RECORD_INVALID', `Order ${raw.id} from WooCommerce is not as published at /${member}: not a date.`, { details: { order: String(raw.id), path: `/${member}` } });
  }
  return value;
}
