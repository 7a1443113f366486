import { textOf, type Json, type JsonObject } from '../../json-value.ts';
import { asNumber, decimal } from '../amounts.ts';
import { rfc2822 } from '../dates.ts';
import type { Order, OrderAddress, OrderFee, Shipment } from './order.ts';
import { statusName } from './order-statuses.ts';
import { presentLine } from './present-line.ts';
import { handlingTotals, itemsShipped, itemsTotal, orderTotals, shippingTotals } from './totals.ts';

/** What the shop itself adds to how an order looks. */
export interface ShopFace {
  /** Of the links in v2's answers: `https://api.bigcommerce.com/stores/{hash}/v2`. */
  readonly base: () => string;
  readonly currency: string;
  /** The shop enters prices with tax. */
  readonly taxIncluded: boolean;
  readonly statusLabels: ReadonlyMap<number, string>;
}

export interface Including {
  readonly consignments: boolean;
  readonly lineItems: boolean;
  readonly fees: boolean;
}

export const link = (face: ShopFace, resource: string): JsonObject => ({ url: `${face.base()}${resource}`, resource });

export const presentFee = (fee: OrderFee): JsonObject => ({
  id: fee.id,
  type: 'custom_fee',
  display_name_customer: fee.name,
  display_name_merchant: fee.name,
  source: fee.source,
  base_cost: decimal(fee.ex),
  cost_ex_tax: decimal(fee.ex),
  cost_inc_tax: decimal(fee.inc),
  cost_tax: decimal(fee.inc - fee.ex),
  tax_class_id: fee.taxClassId,
});

const unitsAt = (order: Order, address: OrderAddress): { total: number; shipped: number } => {
  const lines = order.lines.filter(({ addressId }) => addressId === address.id);
  return { total: lines.reduce((units, { quantity }) => units + quantity, 0), shipped: lines.reduce((units, { quantityShipped }) => units + quantityShipped, 0) };
};

export const presentAddress = (face: ShopFace, order: Order, address: OrderAddress): JsonObject => {
  const shipping = shippingTotals(address, face.taxIncluded);
  const handling = handlingTotals(address, face.taxIncluded);
  const units = unitsAt(order, address);
  return {
    id: address.id,
    order_id: order.id,
    ...address.contact,
    items_total: units.total,
    items_shipped: units.shipped,
    shipping_method: address.method,
    base_cost: decimal(address.cost),
    cost_ex_tax: decimal(shipping.ex),
    cost_inc_tax: decimal(shipping.inc),
    cost_tax: decimal(shipping.tax),
    cost_tax_class_id: 2,
    base_handling_cost: decimal(address.handling),
    handling_cost_ex_tax: decimal(handling.ex),
    handling_cost_inc_tax: decimal(handling.inc),
    handling_cost_tax: decimal(handling.tax),
    handling_cost_tax_class_id: 2,
    shipping_zone_id: 1,
    shipping_zone_name: 'Home',
    shipping_quotes: link(face, `/orders/${order.id}/shipping_addresses/${address.id}/shipping_quotes`),
    form_fields: [],
  };
};

/** The order by where it goes; here money is numbers. Gift certificates go by mail. */
export const presentConsignments = (face: ShopFace, order: Order, withLines: boolean): JsonObject => {
  const items = (lines: Order['lines']): Json => lines.map((line) => (withLines ? presentLine(order, line, face.taxIncluded) : link(face, `/orders/${order.id}/products/${line.id}`)));
  const certificates = order.lines.filter(({ type }) => type === 'giftcertificate');
  const digital = order.lines.filter(({ type }) => type === 'digital');
  return {
    pickups: [],
    shipping: order.addresses.map((address) => {
      const shipping = shippingTotals(address, face.taxIncluded);
      const handling = handlingTotals(address, face.taxIncluded);
      const units = unitsAt(order, address);
      return {
        id: address.id,
        ...address.contact,
        form_fields: [],
        shipping_method: address.method,
        line_items: items(order.lines.filter(({ addressId }) => addressId === address.id)),
        items_total: units.total,
        items_shipped: units.shipped,
        base_cost: asNumber(address.cost),
        cost_ex_tax: asNumber(shipping.ex),
        cost_inc_tax: asNumber(shipping.inc),
        cost_tax: asNumber(shipping.tax),
        cost_tax_class_id: 2,
        base_handling_cost: asNumber(address.handling),
        handling_cost_ex_tax: asNumber(handling.ex),
        handling_cost_inc_tax: asNumber(handling.inc),
        handling_cost_tax: asNumber(handling.tax),
        handling_cost_tax_class_id: 2,
        shipping_zone_id: 1,
        shipping_zone_name: 'Home',
        shipping_quotes: link(face, `/orders/${order.id}/consignments/shipping/${address.id}/shipping_quotes`),
      };
    }),
    downloads: digital.length === 0 ? [] : [{ recipient_email: textOf(order.billing, 'email'), line_items: items(digital) }],
    email: { gift_certificates: certificates.length === 0 ? [] : [{ recipient_email: textOf(order.billing, 'email'), line_items: items(certificates) }] },
  };
};

export const presentOrder = (face: ShopFace, order: Order, including: Including): JsonObject => {
  const totals = orderTotals(order, face.taxIncluded);
  const name = statusName(order.statusId);
  const path = `/orders/${order.id}`;
  const { shipping, handling, wrapping, subtotal, total } = totals;
  return {
    id: order.id,
    customer_id: order.customerId,
    date_created: rfc2822(order.createdAt),
    date_modified: rfc2822(order.modifiedAt),
    date_shipped: order.shippedAt === null ? '' : rfc2822(order.shippedAt),
    status_id: order.statusId,
    status: name,
    custom_status: face.statusLabels.get(order.statusId) ?? name,
    subtotal_ex_tax: decimal(subtotal.ex),
    subtotal_inc_tax: decimal(subtotal.inc),
    subtotal_tax: decimal(totals.subtotalTax),
    base_shipping_cost: decimal(face.taxIncluded ? shipping.inc : shipping.ex),
    shipping_cost_ex_tax: decimal(shipping.ex),
    shipping_cost_inc_tax: decimal(shipping.inc),
    shipping_cost_tax: decimal(shipping.tax),
    shipping_cost_tax_class_id: 2,
    base_handling_cost: decimal(face.taxIncluded ? handling.inc : handling.ex),
    handling_cost_ex_tax: decimal(handling.ex),
    handling_cost_inc_tax: decimal(handling.inc),
    handling_cost_tax: decimal(handling.tax),
    handling_cost_tax_class_id: 2,
    base_wrapping_cost: decimal(face.taxIncluded ? wrapping.inc : wrapping.ex),
    wrapping_cost_ex_tax: decimal(wrapping.ex),
    wrapping_cost_inc_tax: decimal(wrapping.inc),
    wrapping_cost_tax: decimal(wrapping.tax),
    wrapping_cost_tax_class_id: 3,
    total_ex_tax: decimal(total.ex),
    total_inc_tax: decimal(total.inc),
    total_tax: decimal(total.tax),
    is_tax_inclusive_pricing: face.taxIncluded,
    items_total: itemsTotal(order),
    items_shipped: itemsShipped(order),
    payment_method: order.paymentMethod,
    payment_provider_id: '',
    payment_status: order.paymentStatus,
    // The reference: "always returns 0".
    refunded_amount: '0.0000',
    order_is_digital: order.addresses.length === 0,
    store_credit_amount: decimal(order.storeCredit),
    gift_certificate_amount: decimal(order.giftCertificate),
    ip_address: '',
    ip_address_v6: '',
    geoip_country: '',
    geoip_country_iso2: '',
    currency_id: 1,
    currency_code: face.currency,
    currency_exchange_rate: '1.0000000000',
    default_currency_id: 1,
    default_currency_code: face.currency,
    store_default_currency_code: face.currency,
    store_default_to_transactional_exchange_rate: '1.0000000000',
    discount_amount: decimal(totals.otherDiscount),
    coupon_discount: decimal(totals.couponDiscount),
    shipping_address_count: order.addresses.length,
    is_deleted: order.isDeleted,
    is_email_opt_in: false,
    credit_card_type: null,
    order_source: 'www',
    ebay_order_id: '0',
    cart_id: order.cartId,
    billing_address: { ...order.billing, form_fields: [] },
    tax_provider_id: 'BasicTaxProvider',
    customer_locale: 'en',
    external_id: null,
    channel_id: 1,
    ...order.notes,
    products: link(face, `${path}/products`),
    shipping_addresses: link(face, `${path}/shippingaddresses`),
    coupons: link(face, `${path}/coupons`),
    consignments: including.consignments ? presentConsignments(face, order, including.lineItems) : link(face, `${path}/consignments`),
    fees: including.fees ? order.fees.map(presentFee) : link(face, `${path}/fees`),
  };
};

export const presentShipment = (order: Order, shipment: Shipment): JsonObject => {
  const contact = order.addresses.find(({ id }) => id === shipment.addressId)?.contact ?? {};
  return {
    id: shipment.id,
    order_id: order.id,
    customer_id: order.customerId,
    order_address_id: shipment.addressId,
    date_created: rfc2822(shipment.createdAt),
    ...shipment.members,
    billing_address: order.billing,
    shipping_address: contact,
    items: shipment.items.map(({ lineId, quantity }) => ({ order_product_id: lineId, product_id: order.lines.find(({ id }) => id === lineId)?.productId ?? 0, quantity })),
  };
};
