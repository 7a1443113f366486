import type { JsonObject } from '../../json-value.ts';
import type { Amount } from '../amounts.ts';

export interface Wrapping {
  readonly name: string;
  readonly message: string;
  /** Of one unit, as the shop enters prices. */
  readonly cost: Amount;
}

export interface OrderLine {
  readonly id: number;
  readonly addressId: number;
  /** 0: no product of the catalogue. */
  readonly productId: number;
  readonly variantId: number;
  name: string;
  readonly sku: string;
  readonly upc: string;
  readonly type: 'physical' | 'digital' | 'giftcertificate';
  /** Of one unit, with or without tax as the shop enters prices. */
  price: Amount;
  quantity: number;
  readonly taxRate: number;
  wrapping: Wrapping | null;
  /** Off the whole line, by coupon code. */
  discounts: readonly { readonly id: string; readonly code: string | null; readonly name: string; readonly target: 'order' | 'product'; readonly amount: Amount }[];
  quantityShipped: number;
  quantityRefunded: number;
  wrappingRefunded: number;
  readonly options: readonly JsonObject[];
}

export interface OrderAddress {
  readonly id: number;
  contact: JsonObject;
  method: string;
  readonly cost: Amount;
  readonly handling: Amount;
  readonly taxRate: number;
}

export interface OrderCoupon {
  readonly id: number;
  readonly couponId: number;
  readonly code: string;
  /** 0 per item, 1 percentage, 2 per total, 3 shipping, 4 free shipping, 5 promotion. */
  readonly type: number;
  readonly amount: Amount;
  readonly discount: Amount;
}

export interface OrderFee {
  readonly id: number;
  readonly name: string;
  readonly source: string;
  readonly ex: Amount;
  readonly inc: Amount;
  readonly taxClassId: number | null;
}

export interface Shipment {
  readonly id: number;
  readonly addressId: number;
  readonly createdAt: number;
  readonly members: JsonObject;
  readonly items: readonly { readonly lineId: number; readonly quantity: number }[];
}

export interface Refund {
  readonly id: number;
  readonly createdAt: number;
  readonly reason: string;
  readonly total: Amount;
  readonly tax: Amount;
  readonly overridden: boolean;
  readonly items: readonly JsonObject[];
  readonly payments: readonly JsonObject[];
}

export interface Transaction {
  readonly id: number;
  readonly event: string;
  readonly method: string;
  readonly amount: Amount;
  readonly gateway: string;
  readonly at: number;
  readonly reference: number | null;
}

export interface Order {
  readonly id: number;
  customerId: number;
  statusId: number;
  readonly createdAt: number;
  modifiedAt: number;
  shippedAt: number | null;
  billing: JsonObject;
  lines: OrderLine[];
  readonly addresses: OrderAddress[];
  readonly coupons: readonly OrderCoupon[];
  fees: OrderFee[];
  /** Off the whole order, not by coupon. */
  readonly discount: Amount;
  readonly storeCredit: Amount;
  readonly giftCertificate: Amount;
  readonly paymentMethod: string;
  paymentStatus: string;
  /** Texts and numbers that are kept as they were written. */
  readonly notes: JsonObject;
  readonly cartId: string;
  /** Its units are off the shop's stock. */
  unitsTaken: boolean;
  isDeleted: boolean;
  readonly shipments: Shipment[];
  readonly refunds: Refund[];
  readonly transactions: Transaction[];
}

export const lineDiscount = (line: OrderLine): Amount => line.discounts.reduce((total, { amount }) => total + amount, 0);
