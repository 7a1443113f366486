import { OperationError } from '../../errors/operation-error.ts';
import { formatMinor } from '../../model/money/format-minor.ts';
import { unitPrice } from '../../model/money/unit-price.ts';
import type { Address, OrderCodes, OrderLine, SalesOrder } from '../../model/sales-order.ts';
import type { BluecherryAccountSettings } from './account-config.ts';
import { addDays, calendarDay } from './calendar-day.ts';
import type { ImportCharge, ImportLine, ImportOrder, ImportParty } from './import-order.ts';

export type ImportRules = Pick<BluecherryAccountSettings, 'timeZone' | 'startAfterDays' | 'cancelAfterDays' | 'chargeCodes'>;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/**
 * An order as BlueCherry takes it, adding up to the penny: `total` = lines and charges with their tax. Where the shop's own
 * total or tax differs from the sum of its rounded parts, the difference is a charge of type `rounding` with its own tax, so
 * that tax and total are the shop's to the penny (order validation has bounded both differences).
 * @throws CONFIGURATION_INVALID without ERP codes (no code translation before), ORDER_INCOMPLETE without a line's SKU
 */
export function toImportOrder(order: SalesOrder, rules: ImportRules): ImportOrder {
  const codes = codesOf(order);
  const money = (minor: number): string => formatMinor(minor, order.currency);
  const charge = (type: ImportCharge['type'], description: string, net: number, tax: number): ImportCharge => ({
    type, code: rules.chargeCodes[type], description, amount: money(net), taxAmount: money(tax),
  });

  const parts = [...order.lines, ...order.shippingLines, ...order.fees];
  const { tax } = order.totals;
  const rounding = { net: order.totals.total - sum(parts.map((part) => part.net)) - tax, tax: tax - sum(parts.map((part) => part.tax)) };
  // A bank transfer may arrive weeks after the order: shipping counts from the payment.
  const startDate = addDays(calendarDay(order.paidAt ?? order.createdAt, rules.timeZone), rules.startAfterDays);

  return {
    externalRef: order.externalRef,
    orderType: codes.orderType,
    customer: codes.customer,
    store: '',
    customerPo: order.orderNumber,
    division: codes.division,
    terms: codes.terms,
    shipVia: codes.shipVia,
    currency: order.currency,
    orderDate: calendarDay(order.createdAt, rules.timeZone),
    startDate,
    cancelDate: addDays(startDate, Math.max(1, rules.cancelAfterDays)),
    paymentReference: order.payment.transactionId,
    note: order.note,
    billTo: toParty(order.billTo, order),
    shipTo: toParty(order.shipTo, order),
    lines: order.lines.map((line, index) => toLine(line, index + 1, codes.warehouse, order)),
    charges: [
      ...order.shippingLines.map((line) => charge('freight', line.methodTitle, line.net, line.tax)),
      ...order.fees.map((fee) => charge('fee', fee.name, fee.net, fee.tax)),
      ...(rounding.net === 0 && rounding.tax === 0 ? [] : [charge('rounding', 'Rounding in the shop', rounding.net, rounding.tax)]),
    ],
    discounts: order.coupons.map((coupon) => ({ code: coupon.code, amount: money(coupon.discount), taxAmount: money(coupon.discountTax) })),
    taxes: order.taxes.map((line) => ({ code: line.rateCode, rate: line.ratePercent === null ? null : String(line.ratePercent), amount: money(line.amount + line.shippingAmount) })),
    totals: {
      merchandise: money(sum(order.lines.map((line) => line.net))),
      discount: money(order.totals.discount),
      freight: money(sum(order.shippingLines.map((line) => line.net))),
      fees: money(sum(order.fees.map((fee) => fee.net))),
      rounding: money(rounding.net),
      tax: money(tax),
      total: money(order.totals.total),
    },
  };
}

function codesOf(order: SalesOrder): OrderCodes {
  const { codes } = order;
  if (!codes) throw new OperationError('CONFIGURATION_INVALID', `Order ${order.orderNumber} has no ERP codes: put code translation before BlueCherry out.`, { details: { order: order.orderNumber } });
  const missing = Object.entries(codes).flatMap(([name, value]) => (value === '' ? [name] : []));
  if (missing.length > 0) {
    throw new OperationError('CONFIGURATION_INVALID', `Order ${order.orderNumber} has no ERP code for ${missing.join(', ')}: code translation lacks a rule.`, { details: { order: order.orderNumber, missing } });
  }
  return codes;
}

function toLine(line: OrderLine, lineNo: number, location: string, order: SalesOrder): ImportLine {
  const details = { order: order.orderNumber, line: lineNo };
  if (!line.sku || line.skuCode === null) {
    throw new OperationError('ORDER_INCOMPLETE', `Line ${lineNo} of order ${order.orderNumber} (${line.name}) has no BlueCherry SKU: put order validation before BlueCherry out.`, { details });
  }
  if (line.quantity < 1) throw new OperationError('QUANTITY_INVALID', `Line ${lineNo} of order ${order.orderNumber} has ${line.quantity} units.`, { details });
  const { division, style, colorCode, label, dimension, sizeBucket } = line.sku;
  return {
    lineNo,
    sku: { division, style, colorCode, label, dimension, sizeBucket },
    skuCode: line.skuCode,
    location,
    qtyOrdered: line.quantity,
    price: unitPrice(line.subtotal, line.quantity, order.currency),
    discountAmount: formatMinor(line.discount, order.currency),
    amount: formatMinor(line.net, order.currency),
    taxAmount: formatMinor(line.tax, order.currency),
  };
}

/** A carrier wants a name, a telephone number and an email; the shop often has them on the billing address alone. */
function toParty(address: Address, order: SalesOrder): ImportParty {
  return {
    name: `${address.firstName} ${address.lastName}`.trim() || address.company,
    company: address.company,
    address1: address.address1,
    address2: address.address2,
    city: address.city,
    state: address.state,
    zip: address.postcode,
    country: address.country,
    phone: address.phone || order.billTo.phone,
    email: address.email || order.customer.email,
  };
}
