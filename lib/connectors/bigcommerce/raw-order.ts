import { Ajv } from 'ajv';
import Type from 'typebox';
import { OperationError } from '../../errors/operation-error.ts';

/*
 * The members of an order that the kit reads, and no others. Orders v2 writes money as text, consignments as numbers; absent text
 * is null, "" or not there.
 */
const Text = Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Null()]));
const Id = Type.Integer({ minimum: 1 });
const OptionalId = Type.Optional(Type.Union([Type.Integer(), Type.String(), Type.Null()]));
const Amount = Type.Union([Type.String(), Type.Number()]);
const OptionalAmount = Type.Optional(Type.Union([Amount, Type.Null()]));
const list = <T extends Type.TSchema>(item: T) => Type.Optional(Type.Union([Type.Array(item), Type.Null()]));

const Discount = Type.Object({ id: Text, amount: Amount, name: Text, code: Text, target: Text });
const Product = Type.Object({
  id: Id, product_id: OptionalId, variant_id: OptionalId, name: Text, sku: Text, type: Text,
  quantity: Type.Union([Type.Number(), Type.String()]),
  total_ex_tax: Amount, total_inc_tax: Amount, total_tax: Amount, discounted_total_inc_tax: OptionalAmount,
  applied_discounts: list(Discount), wrapping_name: Text, wrapping_message: Text,
});
export type RawProduct = Type.Static<typeof Product>;

const Shipping = Type.Object({ id: Id, line_items: Type.Array(Product), shipping_method: Text });
const Pickup = Type.Object({ id: Id, pickup_method_id: OptionalId, pickup_method_display_name: Text, location: Type.Optional(Type.Unknown()), line_items: Type.Array(Product) });
const Others = list(Type.Object({ line_items: Type.Array(Product) }));
const Consignments = Type.Object({
  // A link where they were not asked for.
  resource: Type.Optional(Type.Never()),
  shipping: list(Shipping),
  pickups: list(Pickup),
  downloads: Others,
  email: Type.Optional(Type.Union([Type.Object({ gift_certificates: Others }), Type.Array(Type.Never(), { maxItems: 0 }), Type.Null()])),
});

const Fee = Type.Object({ id: Id, display_name_merchant: Text, display_name_customer: Text, cost_ex_tax: OptionalAmount, cost_inc_tax: Amount, cost_tax: OptionalAmount });
const Tax = Type.Object({ sales_tax_id: Text, tax_rate_id: OptionalId, name: Text, class: Text, rate: OptionalAmount, line_amount: Amount, order_product_id: OptionalId, line_item_type: Text });

const RawOrderSchema = Type.Object({
  id: Id, status_id: Type.Integer(), date_created: Type.String(), date_modified: Text,
  default_currency_code: Type.String({ minLength: 3 }), is_tax_inclusive_pricing: Type.Boolean(),
  total_ex_tax: Amount, total_inc_tax: Amount, total_tax: Amount,
  shipping_cost_ex_tax: Amount, shipping_cost_inc_tax: Amount, shipping_cost_tax: Amount,
  handling_cost_ex_tax: OptionalAmount, handling_cost_inc_tax: OptionalAmount, handling_cost_tax: OptionalAmount,
  wrapping_cost_ex_tax: OptionalAmount, wrapping_cost_inc_tax: OptionalAmount, wrapping_cost_tax: OptionalAmount,
  discount_amount: OptionalAmount, coupon_discount: OptionalAmount, refunded_amount: OptionalAmount,
  store_credit_amount: OptionalAmount, gift_certificate_amount: OptionalAmount,
  payment_method: Text, payment_provider_id: OptionalId, order_source: Text,
  customer_id: OptionalId, customer_message: Text,
  consignments: Consignments,
  // Links where they were not asked for.
  fees: Type.Optional(Type.Union([Type.Array(Fee), Type.Object({ resource: Text }), Type.Null()])),
  // Added by completeOrders.
  taxes: list(Tax),
});
export type RawOrder = Type.Static<typeof RawOrderSchema> & { readonly billing_address?: unknown; readonly refunds?: unknown };

const fits = new Ajv({ allowUnionTypes: true }).compile<RawOrder>(RawOrderSchema);

/** @throws REMOTE_RECORD_INVALID naming the order and the member that is not as published */
export function readRawOrder(raw: unknown): RawOrder {
  if (fits(raw)) return raw;
  const deepest = fits.errors?.reduce((best, error) => (error.instancePath.length > best.instancePath.length ? error : best));
  const path = `${deepest?.instancePath ?? ''}${deepest?.keyword === 'required' ? `/${String(deepest.params['missingProperty'])}` : ''}` || '/';
  const id = typeof raw === 'object' && raw !== null && 'id' in raw && (typeof raw.id === 'number' || typeof raw.id === 'string') ? String(raw.id).slice(0, 20) : '?';
  throw new OperationError('REMOTE_RECORD_INVALID', `Order ${id} from BigCommerce is not as published at ${path}: ${deepest?.message ?? 'not an order'}.`, { details: { order: id, path } });
}

/** Every product line of an order, wherever it goes. */
export function productsOf({ consignments }: RawOrder): readonly RawProduct[] {
  const { shipping, pickups, downloads, email } = consignments;
  const certificates = email && !Array.isArray(email) ? (email.gift_certificates ?? []) : [];
  const lines = [...(shipping ?? []), ...(pickups ?? []), ...(downloads ?? []), ...certificates].flatMap(({ line_items: items }) => items);
  return lines.toSorted((a, b) => a.id - b.id);
}
