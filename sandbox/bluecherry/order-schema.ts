import Type from 'typebox';

const Text = Type.String();
const Decimal = Type.String({ pattern: '^-?[0-9]+(\\.[0-9]+)?$' });
const some = <T extends Type.TSchema>(schema: T) => Type.Optional(schema);

const Party = Type.Object({
  name: some(Text),
  company: some(Text),
  address1: some(Text),
  address2: some(Text),
  city: some(Text),
  state: some(Text),
  zip: some(Text),
  country: some(Text),
  phone: some(Text),
  email: some(Text),
});

const Line = Type.Object({
  lineNo: Type.Integer(),
  sku: some(
    Type.Object({
      division: some(Text),
      style: some(Text),
      colorCode: some(Text),
      label: some(Text),
      dimension: some(Text),
      sizeBucket: some(Type.Integer()),
    }),
  ),
  skuCode: some(Text),
  location: some(Text),
  qtyOrdered: Type.Number(),
  price: Decimal,
  discountAmount: some(Decimal),
  amount: Decimal,
  taxAmount: Decimal,
});

const charge = { code: some(Text), description: some(Text), amount: Decimal, taxAmount: Decimal };
const Charge = Type.Object({ type: Type.Union([Type.Literal('freight'), Type.Literal('fee'), Type.Literal('rounding')]), ...charge });

/**
 * The shape of an order in a batch. What breaks it makes the whole batch MALFORMED; what is merely absent or wrong is a matter
 * of one order, hence almost everything is optional here.
 */
export const OrderBody = Type.Object({
  externalRef: Type.String({ minLength: 1 }),
  orderType: some(Text),
  customer: some(Text),
  store: some(Text),
  customerPo: some(Text),
  division: some(Text),
  terms: some(Text),
  shipVia: some(Text),
  currency: some(Text),
  orderDate: some(Text),
  startDate: some(Text),
  cancelDate: some(Text),
  paymentReference: some(Text),
  note: some(Text),
  billTo: some(Party),
  shipTo: some(Party),
  lines: some(Type.Array(Line)),
  charges: some(Type.Array(Charge)),
  discounts: some(Type.Array(Type.Object({ code: some(Text), amount: Decimal, taxAmount: some(Decimal) }))),
  taxes: some(Type.Array(Type.Object({ code: some(Text), rate: some(Type.Union([Type.String(), Type.Number(), Type.Null()])), amount: Decimal }))),
  totals: Type.Object({
    merchandise: some(Decimal),
    discount: some(Decimal),
    freight: some(Decimal),
    fees: some(Decimal),
    rounding: some(Decimal),
    tax: some(Decimal),
    total: Decimal,
  }),
});
export type OrderBody = Type.Static<typeof OrderBody>;

export const OrderBatchBody = Type.Object({ orders: Type.Array(OrderBody, { minItems: 1, maxItems: 100 }) });
