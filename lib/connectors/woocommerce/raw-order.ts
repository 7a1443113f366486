import { Ajv } from 'ajv';
import Type from 'typebox';
import { OperationError } from '../../errors/operation-error.ts';

/*
 * The members of a WooCommerce order that the kit reads, and no others: plug-ins add to it freely. Numbers may come as
 * text and text as numbers, absent text as null, and PHP writes an empty object as [].
 */
const Text = Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Null()]));
const Id = Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: '^\\d+$' })]);
const OptionalId = Type.Optional(Type.Union([Id, Type.Null(), Type.Literal('')]));
const Amount = Type.Union([Type.String(), Type.Number()]);
const OptionalAmount = Type.Optional(Type.Union([Amount, Type.Null()]));
const Flag = Type.Optional(Type.Union([Type.Boolean(), Type.Literal(0), Type.Literal(1), Type.String(), Type.Null()]));
const list = <T extends Type.TSchema>(item: T) => Type.Optional(Type.Union([Type.Array(item), Type.Null()]));

const Contact = Type.Optional(
  Type.Union([
    Type.Object({
      first_name: Text, last_name: Text, company: Text, address_1: Text, address_2: Text, city: Text,
      state: Text, postcode: Text, country: Text, email: Text, phone: Text,
    }),
    Type.Array(Type.Never(), { maxItems: 0 }),
    Type.Null(),
  ]),
);
export type RawContact = Type.Static<typeof Contact> | undefined;

const Line = Type.Object({
  id: Id, name: Text, product_id: OptionalId, variation_id: OptionalId,
  quantity: Type.Union([Type.Number(), Type.String()]),
  subtotal: OptionalAmount, total: Amount, total_tax: OptionalAmount, sku: Text,
  taxes: list(Type.Object({ id: OptionalId, total: OptionalAmount })),
});

const RawOrderSchema = Type.Object({
  id: Id, number: Text, status: Type.String({ minLength: 1 }), created_via: Text,
  currency: Type.String(), prices_include_tax: Flag,
  date_created_gmt: Text, date_modified_gmt: Text, date_paid_gmt: Text,
  discount_total: OptionalAmount, shipping_total: OptionalAmount, total: Amount, total_tax: OptionalAmount,
  customer_id: OptionalId, customer_note: Text, billing: Contact, shipping: Contact,
  payment_method: Text, payment_method_title: Text, transaction_id: Text,
  line_items: Type.Array(Line),
  shipping_lines: list(Type.Object({ id: Id, method_id: Text, instance_id: Text, method_title: Text, total: OptionalAmount, total_tax: OptionalAmount })),
  fee_lines: list(Type.Object({ id: Id, name: Text, total: Amount, total_tax: OptionalAmount })),
  coupon_lines: list(Type.Object({ code: Text, discount: OptionalAmount, discount_tax: OptionalAmount })),
  tax_lines: list(Type.Object({ rate_id: OptionalId, rate_code: Text, label: Text, rate_percent: Text, compound: Flag, tax_total: OptionalAmount, shipping_tax_total: OptionalAmount })),
  refunds: list(Type.Object({ id: Id, reason: Text, total: Amount })),
});
export type RawOrder = Type.Static<typeof RawOrderSchema>;

const fits = new Ajv({ allowUnionTypes: true }).compile<RawOrder>(RawOrderSchema);

/** @throws REMOTE_RECORD_INVALID naming the order and the member that is not as published */
export function readRawOrder(raw: unknown): RawOrder {
  if (fits(raw)) return raw;
  const deepest = fits.errors?.reduce((best, error) => (error.instancePath.length > best.instancePath.length ? error : best));
  const path = `${deepest?.instancePath ?? ''}${deepest?.keyword === 'required' ? `/${String(deepest.params['missingProperty'])}` : ''}` || '/';
  const id = typeof raw === 'object' && raw !== null && 'id' in raw && (typeof raw.id === 'number' || typeof raw.id === 'string') ? String(raw.id).slice(0, 20) : '?';
  throw new OperationError('REMOTE_RECORD_INVALID', `Order ${id} from WooCommerce is not as published at ${path}: ${deepest?.message ?? 'not an order'}.`, {
    details: { order: id, path },
  });
}
