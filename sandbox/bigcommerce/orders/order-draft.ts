import { isJsonObject, objectsOf, textOf, type JsonObject } from '../../json-value.ts';
import { amountOf, sum, toCents, type Amount } from '../amounts.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Product, Variant } from '../catalogue/product.ts';
import type { Ids } from '../ids.ts';
import { iso8601 } from '../dates.ts';
import type { OrderAddress, OrderCoupon, OrderFee, OrderLine } from './order.ts';

export interface DraftLine {
  /** Of the catalogue; without it the line is the shop's own, or a gift certificate. */
  readonly sku?: string;
  readonly quantity: number;
  readonly name?: string;
  /** In money, as the shop enters prices; the catalogue's when absent. */
  readonly price?: number;
  /** Which of the addresses, from 0. */
  readonly address?: number;
  readonly wrapping?: { readonly name: string; readonly message: string; readonly cost: number };
  readonly giftCertificate?: boolean;
}

/** An order as a test wants it placed; money in units of the currency. */
export interface OrderDraft {
  readonly lines: readonly DraftLine[];
  /** 11 (Awaiting Fulfillment) unless said; 0 is an order that nobody has completed. */
  readonly statusId?: number;
  readonly addresses?: readonly { readonly contact?: JsonObject; readonly method?: string; readonly cost?: number; readonly handling?: number }[];
  readonly billing?: JsonObject;
  readonly coupons?: readonly { readonly code: string; readonly kind: 'percentage' | 'total'; readonly amount: number }[];
  /** A discount that no coupon gave, off the whole order. */
  readonly discount?: number;
  readonly fees?: readonly { readonly name: string; readonly cost: number }[];
  readonly storeCredit?: number;
  readonly giftCertificate?: number;
  readonly customerId?: number;
  readonly customerMessage?: string;
  readonly paymentMethod?: string;
  /** Epoch milliseconds; now unless said. */
  readonly placedAt?: number;
}

/** Of a body over HTTP. */
export const readDraft = (body: JsonObject): OrderDraft => {
  const lines = objectsOf(body, 'lines');
  if (lines.length === 0) throw new TypeError('An order needs "lines": [{"sku": "…", "quantity": 1}].');
  for (const line of lines) if (!Number.isInteger(line['quantity'])) throw new TypeError(`The line of ${textOf(line, 'sku')} needs a whole "quantity".`);
  return body as unknown as OrderDraft;
};

/** A percentage of each line, or an amount spread over them; cents that do not divide go to the largest lines. */
const spread = (amount: Amount, worth: readonly Amount[]): Amount[] => {
  const total = sum(worth);
  const shares = worth.map((each) => (total === 0 ? 0 : Math.floor((amount * each) / total / 100) * 100));
  let rest = amount - sum(shares);
  const largest = worth.map((each, index) => ({ each, index })).sort((a, b) => b.each - a.each || a.index - b.index);
  for (const { index } of largest) {
    if (rest < 100) break;
    shares[index] = (shares[index] ?? 0) + 100;
    rest -= 100;
  }
  return shares;
};

const priceOf = (product: Product, variant: Variant): number => Number(variant.members['sale_price'] ?? variant.members['price'] ?? product.members['price']);

export const lineOptions = (ids: Ids, product: Product, variant: Variant): JsonObject[] =>
  variant.optionValues.flatMap(({ optionId, valueId }) => {
    const option = product.options.find(({ id }) => id === optionId);
    const value = option?.values.find(({ id }) => id === valueId);
    if (!option || !value) return [];
    const names = { display_name: option.displayName, display_name_customer: option.displayName, display_name_merchant: option.displayName };
    const values = { display_value: value.label, display_value_customer: value.label, display_value_merchant: value.label };
    const type = option.type === 'swatch' ? 'Swatch' : 'Multiple choice';
    return [{ id: ids.next('order option', 45), option_id: option.id, product_option_id: option.id, ...names, ...values, value: String(value.id), type, name: option.displayName, display_style: type === 'Swatch' ? '' : 'Rectangle' }];
  });

export interface DraftContext {
  readonly catalogue: Catalogue;
  readonly ids: Ids;
  readonly taxRate: number;
  readonly contact: () => JsonObject;
}

export interface DraftedOrder {
  readonly billing: JsonObject;
  readonly lines: OrderLine[];
  readonly addresses: OrderAddress[];
  readonly coupons: OrderCoupon[];
  readonly fees: OrderFee[];
  readonly discount: Amount;
}

/** One line of the catalogue, or of no catalogue. */
export const draftLine = ({ catalogue, ids, taxRate }: DraftContext, line: DraftLine, addressId: number): OrderLine => {
  const found = line.sku === undefined ? undefined : catalogue.bySku(line.sku)[0];
  if (line.sku !== undefined && !found && line.price === undefined) throw new RangeError(`The shop has no SKU "${line.sku}".`);
  const certificate = line.giftCertificate === true;
  return {
    id: ids.next('order line', 615),
    addressId: certificate ? 0 : addressId,
    productId: found?.product.id ?? 0,
    variantId: found?.variant.id ?? 0,
    name: line.name ?? (found ? textOf(found.product.members, 'name') : certificate ? 'Gift Certificate' : 'Custom item'),
    sku: line.sku ?? '',
    upc: found ? textOf(found.variant.members, 'upc') : '',
    type: certificate ? 'giftcertificate' : 'physical',
    price: amountOf(line.price ?? (found ? priceOf(found.product, found.variant) : 0)),
    quantity: line.quantity,
    taxRate: certificate ? 0 : taxRate,
    wrapping: line.wrapping ? { ...line.wrapping, cost: amountOf(line.wrapping.cost) } : null,
    discounts: [],
    quantityShipped: 0,
    quantityRefunded: 0,
    wrappingRefunded: 0,
    options: found ? lineOptions(ids, found.product, found.variant) : [],
  };
};

/** Turns a draft into what an order is made of. */
export const draftOrder = (context: DraftContext, draft: OrderDraft): DraftedOrder => {
  const { ids, taxRate } = context;
  const billing = { ...context.contact(), ...(isJsonObject(draft.billing) ? draft.billing : {}) };
  const addresses = (draft.addresses ?? [{}]).map(
    ({ contact, method = 'Standard', cost = 0, handling = 0 }): OrderAddress => ({ id: ids.next('order address', 51), contact: { ...billing, ...(contact ?? {}) }, method, cost: amountOf(cost), handling: amountOf(handling), taxRate }),
  );
  const lines = draft.lines.map((line) => draftLine(context, line, addresses[line.address ?? 0]?.id ?? 0));
  const coupons = (draft.coupons ?? []).map(({ code, kind, amount }): OrderCoupon => {
    const goods = lines.filter(({ type }) => type !== 'giftcertificate');
    const worth = goods.map((line) => line.price * line.quantity);
    const shares = kind === 'percentage' ? worth.map((each) => toCents((each * amount) / 100)) : spread(Math.min(amountOf(amount), sum(worth)), worth);
    goods.forEach((line, index) => (line.discounts = [...line.discounts, { id: 'coupon', code, name: code, target: 'product', amount: shares[index] ?? 0 }]));
    return { id: ids.next('order coupon', 3), couponId: 1, code, type: kind === 'percentage' ? 1 : 2, amount: amountOf(amount), discount: sum(shares) };
  });
  const fees = (draft.fees ?? []).map(({ name, cost }): OrderFee => ({ id: ids.next('order fee', 11), name, source: 'sandbox', ex: amountOf(cost), inc: amountOf(cost), taxClassId: null }));
  return { billing, lines, addresses, coupons, fees, discount: amountOf(draft.discount ?? 0) };
};

/** An order's texts that only pass through. */
export const notesOf = (draft: OrderDraft): JsonObject => ({ staff_notes: '', customer_message: draft.customerMessage ?? '', external_order_id: '', external_merchant_id: null, external_source: null });

export const cartIdOf = (id: number, at: number): string => `${iso8601(at).replace(/\D/g, '').slice(0, 8)}-0000-4000-8000-${String(id).padStart(12, '0')}`;
