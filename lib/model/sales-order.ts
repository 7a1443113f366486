import Type from 'typebox';
import { SkuIdentity } from './identity.ts';

/** Integer minor units (pence, cents) of the order's currency; may be negative. */
const Minor = Type.Integer({ minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER });
const Instant = Type.String({ description: 'ISO 8601 UTC' });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const Address = Type.Object({
  firstName: Type.String(),
  lastName: Type.String(),
  company: Type.String(),
  address1: Type.String(),
  address2: Type.String(),
  city: Type.String(),
  state: Type.String(),
  postcode: Type.String(),
  /** ISO 3166-1 alpha-2, upper case. */
  country: Type.String(),
  phone: Type.String(),
  email: Type.String(),
});
export type Address = Type.Static<typeof Address>;

/** Amounts are without tax; `net` is what remains of `subtotal` after `discount`. */
export const OrderLine = Type.Object({
  lineId: Type.String(),
  skuCode: nullable(Type.String()),
  name: Type.String(),
  quantity: Type.Integer(),
  subtotal: Minor,
  discount: Minor,
  net: Minor,
  tax: Minor,
  taxes: Type.Array(Type.Object({ rateId: Type.String(), amount: Minor })),
  remoteProductId: Type.String(),
  remoteVariantId: nullable(Type.String()),
  /** Known after order validation. */
  sku: Type.Optional(SkuIdentity),
});
export type OrderLine = Type.Static<typeof OrderLine>;

export const ShippingLine = Type.Object({
  lineId: Type.String(),
  methodId: Type.String(),
  instanceId: Type.String(),
  methodTitle: Type.String(),
  net: Minor,
  tax: Minor,
});
export type ShippingLine = Type.Static<typeof ShippingLine>;

export const FeeLine = Type.Object({ lineId: Type.String(), name: Type.String(), net: Minor, tax: Minor });
export type FeeLine = Type.Static<typeof FeeLine>;

export const CouponLine = Type.Object({ code: Type.String(), discount: Minor, discountTax: Minor });

export const TaxLine = Type.Object({
  rateId: Type.String(),
  rateCode: Type.String(),
  label: Type.String(),
  ratePercent: nullable(Type.Number()),
  compound: Type.Boolean(),
  /** On goods and fees. */
  amount: Minor,
  shippingAmount: Minor,
});

/** `amount` is positive: money that went back to the customer, tax included. */
export const OrderRefund = Type.Object({ refundId: Type.String(), amount: Minor, reason: Type.String() });

/** ERP codes, known after code translation. */
export const OrderCodes = Type.Object({
  customer: Type.String(),
  division: Type.String(),
  warehouse: Type.String(),
  shipVia: Type.String(),
  terms: Type.String(),
  orderType: Type.String(),
});
export type OrderCodes = Type.Static<typeof OrderCodes>;

/** What a storefront order is to us, whatever the platform calls it. */
export const OrderState = Type.Union([
  Type.Literal('awaiting-payment'),
  Type.Literal('on-hold'),
  Type.Literal('paid'),
  Type.Literal('failed'),
  Type.Literal('cancelled'),
  Type.Literal('refunded'),
]);
export type OrderState = Type.Static<typeof OrderState>;

/** A customer order as the storefront, its owner, states it. */
export const SalesOrder = Type.Object({
  /** The storefront's own id: stable, unlike its number, which plugins change. */
  orderId: Type.String({ minLength: 1 }),
  orderNumber: Type.String(),
  /** The storefront account the order came from. */
  channel: Type.String(),
  /** Under which BlueCherry knows the order; unique per storefront order. */
  externalRef: Type.String({ minLength: 1 }),
  state: OrderState,
  remoteStatus: Type.String(),
  createdVia: Type.String(),
  /** ISO 4217. */
  currency: Type.String(),
  pricesIncludeTax: Type.Boolean(),
  createdAt: Instant,
  modifiedAt: Instant,
  paidAt: nullable(Instant),
  customer: Type.Object({
    kind: Type.Union([Type.Literal('guest'), Type.Literal('registered')]),
    remoteId: nullable(Type.String()),
    email: Type.String(),
  }),
  billTo: Address,
  shipTo: Address,
  payment: Type.Object({ method: Type.String(), title: Type.String(), transactionId: Type.String() }),
  lines: Type.Array(OrderLine),
  shippingLines: Type.Array(ShippingLine),
  fees: Type.Array(FeeLine),
  coupons: Type.Array(CouponLine),
  taxes: Type.Array(TaxLine),
  refunds: Type.Array(OrderRefund),
  /** As the storefront states them; `merchandise` is the sum of the lines' `net`. `total` includes tax. */
  totals: Type.Object({ merchandise: Minor, discount: Minor, shipping: Minor, fees: Minor, tax: Minor, total: Minor }),
  note: Type.String(),
  codes: Type.Optional(OrderCodes),
});
export type SalesOrder = Type.Static<typeof SalesOrder>;
