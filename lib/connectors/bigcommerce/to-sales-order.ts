import { OperationError } from '../../errors/operation-error.ts';
import { formatMinor } from '../../model/money/format-minor.ts';
import type { Address, OrderLine, OrderState, SalesOrder } from '../../model/sales-order.ts';
import { readExact, toMinor } from './exact-amount.ts';
import { fromRfc2822 } from './order-date.ts';
import { productsOf, readRawOrder, type RawOrder } from './raw-order.ts';
import { idOf, listOf, notAsPublished, textOf } from './remote-record.ts';
import { tieMoney, type TiedMoney } from './tie-money.ts';
import { toAddress, toPickupAddress } from './to-address.ts';
import { toCoupons } from './to-coupons.ts';

export interface SalesOrderContext {
  /** The account the order comes from. */
  readonly channel: string;
  /** Makes the order's id unique in BlueCherry: `NGO-` gives `NGO-218`. */
  readonly externalRefPrefix: string;
  /** By status id. */
  readonly statusMap: ReadonlyMap<string, OrderState>;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/**
 * A BigCommerce order in the canonical shape: an order of v2 with its consignments, lines and fees inline, as the connector fetches
 * it; see {@link tieMoney} for its figures. Amounts are in the transactional currency, without tax.
 * @throws REMOTE_RECORD_INVALID with the member's path, STATUS_UNMAPPED, QUANTITY_INVALID, AMOUNT_INVALID, CURRENCY_UNKNOWN,
 * MONEY_DOES_NOT_ADD_UP, ORDER_INCOMPLETE for an order that goes to several addresses, which one ERP order cannot
 */
export function toSalesOrder(remote: unknown, context: SalesOrderContext): SalesOrder {
  const raw = readRawOrder(remote);
  const orderId = String(raw.id);
  const currency = raw.default_currency_code;
  const money = tieMoney(raw);
  const billTo = toAddress(raw.billing_address);
  const destination = destinationOf(raw, billTo);
  const lines = productsOf(raw).map((product): OrderLine => {
    const figures = money.lines.get(product.id) ?? { subtotal: 0, discount: 0, net: 0, tax: 0 };
    return {
      lineId: String(product.id),
      skuCode: textOf(product.sku).trim() || null,
      name: textOf(product.name),
      quantity: readQuantity(product.quantity, orderId, String(product.id)),
      ...figures,
      taxes: taxRows(raw).filter((row) => row.product === String(product.id)).map(({ rateId, exact }) => ({ rateId, amount: toMinor(exact, money.unit) })),
      remoteProductId: textOf(product.product_id),
      remoteVariantId: idOf(product.variant_id),
    };
  });
  const shippingLines = destination.method === null && money.shipping.net === 0 && money.shipping.tax === 0
    ? []
    : [{ lineId: destination.id, methodId: destination.method ?? '', instanceId: destination.instance, methodTitle: destination.method ?? '', ...money.shipping }];
  const fees = feesOf(raw, money);
  const remoteId = idOf(raw.customer_id);
  const createdAt = fromRfc2822(raw.date_created);
  if (createdAt === undefined) throw notAsPublished(`Order ${orderId}`, '/date_created', 'not a date', { order: orderId });

  return {
    orderId,
    orderNumber: orderId,
    channel: context.channel,
    externalRef: `${context.externalRefPrefix}${orderId}`,
    state: stateOf(String(raw.status_id), orderId, context.statusMap),
    remoteStatus: String(raw.status_id),
    createdVia: textOf(raw.order_source),
    currency,
    pricesIncludeTax: raw.is_tax_inclusive_pricing,
    createdAt,
    modifiedAt: fromRfc2822(raw.date_modified) ?? createdAt,
    // Orders v2 do not say when they were paid.
    paidAt: null,
    customer: { kind: remoteId === null ? 'guest' : 'registered', remoteId, email: billTo.email },
    billTo,
    shipTo: destination.address,
    payment: { method: textOf(raw.payment_method), title: paymentTitle(raw, money), transactionId: textOf(raw.payment_provider_id) },
    lines,
    shippingLines,
    fees,
    coupons: [...toCoupons(raw, money)],
    taxes: taxesByRate(raw, money),
    refunds: refundsOf(raw, money.unit),
    totals: {
      merchandise: sum(lines.map((line) => line.net)),
      discount: sum(lines.map((line) => line.discount)),
      shipping: money.shipping.net,
      fees: sum(fees.map((fee) => fee.net)),
      tax: money.tax,
      total: money.total,
    },
    note: textOf(raw.customer_message),
  };
}

interface Destination {
  readonly id: string;
  readonly address: Address;
  /** Null: nothing is sent (downloads, gift certificates by email). */
  readonly method: string | null;
  readonly instance: string;
}

function destinationOf({ id, consignments }: RawOrder, billTo: Address): Destination {
  const shipping = (consignments.shipping ?? []).filter(({ line_items: items }) => items.length > 0);
  const pickups = (consignments.pickups ?? []).filter(({ line_items: items }) => items.length > 0);
  const places = shipping.length + pickups.length;
  if (places > 1) {
    throw new OperationError('ORDER_INCOMPLETE', `Order ${id} goes to ${places} addresses, and an order of BlueCherry has one: enter it there as ${places} orders.`, {
      details: { order: String(id), addresses: [...shipping, ...pickups].map((place) => String(place.id)) },
    });
  }
  const [parcel] = shipping;
  if (parcel) return { id: String(parcel.id), address: toAddress(parcel), method: textOf(parcel.shipping_method), instance: '' };
  const [pickup] = pickups;
  if (!pickup) return { id: '0', address: toAddress(undefined), method: null, instance: '' };
  return { id: String(pickup.id), address: toPickupAddress(pickup.location, billTo), method: textOf(pickup.pickup_method_display_name) || 'pickup', instance: textOf(pickup.pickup_method_id) };
}

function feesOf(raw: RawOrder, money: TiedMoney): SalesOrder['fees'] {
  const wrappings = new Set(productsOf(raw).map(({ wrapping_name: name }) => textOf(name).trim()).filter((name) => name !== ''));
  const own = [
    { lineId: 'handling', name: 'Handling', ...money.handling },
    { lineId: 'wrapping', name: ['Gift wrapping', [...wrappings].join(', ')].filter((text) => text !== '').join(': '), ...money.wrapping },
  ].filter(({ net, tax }) => net !== 0 || tax !== 0);
  const stated = (Array.isArray(raw.fees) ? raw.fees : []).map((fee) => ({
    lineId: String(fee.id), name: textOf(fee.display_name_merchant) || textOf(fee.display_name_customer), ...(money.fees.get(fee.id) ?? { net: 0, tax: 0 }),
  }));
  return [...own, ...stated];
}

/** Store credit and gift certificates pay for an order; they do not make it cheaper. */
function paymentTitle(raw: RawOrder, { unit, total }: TiedMoney): string {
  const paid = ([['store credit', raw.store_credit_amount], ['gift certificate', raw.gift_certificate_amount]] as const)
    .map(([name, amount]) => ({ name, minor: toMinor(readExact(amount, name, 0), unit) }))
    .filter(({ minor }) => minor !== 0);
  if (sum(paid.map(({ minor }) => minor)) > total) {
    throw new OperationError('MONEY_DOES_NOT_ADD_UP', `Order ${raw.id} from BigCommerce was paid with more store credit and gift certificates than it costs.`, { details: { order: String(raw.id) } });
  }
  return [textOf(raw.payment_method), ...paid.map(({ name, minor }) => `${name} ${formatMinor(minor, raw.default_currency_code)} ${raw.default_currency_code}`)].filter((text) => text !== '').join(' + ');
}

interface TaxRow {
  readonly rateId: string;
  readonly product: string | null;
  readonly exact: number;
  readonly onShipping: boolean;
  readonly name: string;
  readonly label: string;
  readonly percent: number | null;
}

function taxRows(raw: RawOrder): readonly TaxRow[] {
  return (raw.taxes ?? []).map((row) => {
    const percent = Number(row.rate ?? NaN);
    return {
      rateId: textOf(row.sales_tax_id) || textOf(row.tax_rate_id),
      product: row.line_item_type === 'item' ? textOf(row.order_product_id) : null,
      exact: readExact(row.line_amount, 'taxes/line_amount'),
      onShipping: row.line_item_type === 'shipping',
      name: textOf(row.name),
      label: textOf(row.class),
      percent: Number.isNaN(percent) ? null : percent,
    };
  });
}

/** Empty unless the order's taxes were fetched: they cost a call of their own. */
function taxesByRate(raw: RawOrder, { unit }: TiedMoney): SalesOrder['taxes'] {
  const rates = new Map<string, { row: TaxRow; amount: number; shipping: number }>();
  for (const row of taxRows(raw)) {
    const key = `${row.rateId} ${row.name} ${row.percent ?? ''}`;
    const rate = rates.get(key) ?? { row, amount: 0, shipping: 0 };
    rates.set(key, { ...rate, amount: rate.amount + (row.onShipping ? 0 : row.exact), shipping: rate.shipping + (row.onShipping ? row.exact : 0) });
  }
  return [...rates.values()].map(({ row, amount, shipping }) => ({
    rateId: row.rateId, rateCode: row.name, label: row.label, ratePercent: row.percent, compound: false, amount: toMinor(amount, unit), shippingAmount: toMinor(shipping, unit),
  }));
}

/** The refunds where they were fetched; else their sum, which the order states itself. */
function refundsOf(raw: RawOrder, unit: number): SalesOrder['refunds'] {
  const minor = (amount: unknown): number => toMinor(readExact(amount, 'refunds/total_amount'), unit);
  if (Array.isArray(raw.refunds)) return listOf(raw.refunds).map((refund) => ({ refundId: textOf(refund['id']), amount: minor(refund['total_amount']), reason: textOf(refund['reason']) }));
  const refunded = toMinor(readExact(raw.refunded_amount, 'refunded_amount', 0), unit);
  return refunded === 0 ? [] : [{ refundId: `${raw.id}-refunded`, amount: refunded, reason: '' }];
}

function stateOf(status: string, order: string, statusMap: ReadonlyMap<string, OrderState>): OrderState {
  const state = statusMap.get(status);
  if (!state) throw new OperationError('STATUS_UNMAPPED', `Order ${order} has the status id ${status}, which has no meaning here yet.`, { details: { order, status } });
  return state;
}

/** Whole units only; how many are plausible is for order validation to say. */
function readQuantity(value: number | string, order: string, line: string): number {
  const quantity = typeof value === 'number' || /^\s*-?\d+(\.0*)?\s*$/.test(value) ? Number(value) : NaN;
  if (Number.isSafeInteger(quantity)) return quantity;
  throw new OperationError('QUANTITY_INVALID', `Order ${order}, line ${line}: "${String(value).slice(0, 30)}" is not a whole number of units.`, { details: { order, line, quantity: String(value).slice(0, 30) } });
}
