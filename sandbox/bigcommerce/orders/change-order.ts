import { isJsonObject, numberOf, objectsOf, textOf, type JsonObject } from '../../json-value.ts';
import { amountOf } from '../amounts.ts';
import { Refusal } from '../refusal.ts';
import type { OrderBook } from './order-book.ts';
import { draftLine, lineOptions } from './order-draft.ts';
import { isStatus } from './order-statuses.ts';
import type { Order, OrderFee, OrderLine } from './order.ts';

const texts = ['staff_notes', 'customer_message', 'external_order_id', 'external_source', 'external_merchant_id'];

/** Of an update; the contract's others are not simulated. */
export const changeable = [...texts, 'status_id', 'customer_id', 'billing_address', 'shipping_addresses', 'products', 'fees'];

const refuse = (field: string, reason: string): Refusal => new Refusal(400, `The field '${field}' is invalid.`, { invalid_reason: reason });

const priceOf = (book: OrderBook, input: JsonObject): number | null => {
  const value = input[book.context.taxIncluded ? 'price_inc_tax' : 'price_ex_tax'];
  return typeof value === 'number' ? value : null;
};

/** Units that a line had before. */
type Moves = [line: OrderLine, before: number][];

const changeLine = (book: OrderBook, order: Order, line: OrderLine, input: JsonObject, moves: Moves): void => {
  const before = line.quantity;
  if (typeof input['quantity'] === 'number') {
    if (input['quantity'] < line.quantityShipped || !Number.isInteger(input['quantity'])) throw refuse('products', `${line.quantityShipped} units of line ${line.id} are shipped.`);
    line.quantity = input['quantity'];
  }
  const price = priceOf(book, input);
  if (price !== null) line.price = amountOf(price);
  line.name = textOf(input, 'name') || line.name;
  // The reference: an update clears all discounts of the changed lines.
  line.discounts = [];
  if (line.quantity === 0) order.lines = order.lines.filter(({ id }) => id !== line.id);
  moves.push([line, before]);
};

const addLine = (book: OrderBook, order: Order, input: JsonObject, moves: Moves): void => {
  const { catalogue, ids } = book.context;
  const addressId = order.addresses[0]?.id ?? 0;
  const product = catalogue.products.get(numberOf(input, 'product_id'));
  if ('product_id' in input && !product) throw refuse('products', `There is no product ${numberOf(input, 'product_id')}.`);
  const chosen = objectsOf(input, 'product_options');
  const variant = product?.variants.find(
    ({ id, optionValues }) => id === input['variant_id'] || (input['variant_id'] === undefined && optionValues.every(({ optionId, valueId }) => chosen.some((option) => option['id'] === optionId && option['value'] === String(valueId)))),
  );
  if (product && !variant) throw refuse('products', `Product ${product.id} has no such variant.`);
  const quantity = numberOf(input, 'quantity');
  if (quantity < 1) throw refuse('products', 'A new line needs a quantity.');
  const price = priceOf(book, input);
  const line = draftLine(book.context, { quantity, ...(variant ? { sku: variant.sku } : { name: textOf(input, 'name') }), ...(price === null ? {} : { price }) }, addressId);
  const own: OrderLine = product && variant ? { ...line, productId: product.id, variantId: variant.id, sku: variant.sku, options: lineOptions(ids, product, variant) } : { ...line, sku: textOf(input, 'sku') };
  order.lines.push(own);
  moves.push([own, 0]);
};

const readFee = (book: OrderBook, order: Order, input: JsonObject): OrderFee => {
  const known = order.fees.find(({ id }) => id === input['id']);
  if ('id' in input && !known) throw refuse('fees', `There is no fee ${numberOf(input, 'id')}.`);
  const ex = amountOf(input['cost_ex_tax'] ?? 0);
  const inc = 'cost_inc_tax' in input ? amountOf(input['cost_inc_tax']) : ex + amountOf(input['cost_tax'] ?? 0);
  const taxClassId = typeof input['tax_class_id'] === 'number' ? input['tax_class_id'] : null;
  return { id: known?.id ?? book.context.ids.next('order fee', 11), name: textOf(input, 'display_name_customer') || textOf(input, 'display_name_merchant') || (known?.name ?? ''), source: textOf(input, 'source'), ex, inc, taxClassId };
};

/** An update merges: lines are patched, removed with quantity 0 or added without an id; fees that are not named are gone. All of it, or nothing. */
export const changeOrder = (book: OrderBook, order: Order, body: JsonObject): void => {
  const draft = structuredClone(order);
  const moves: Moves = [];
  if (draft.notes['external_merchant_id'] !== null && 'external_merchant_id' in body) throw refuse('external_merchant_id', 'It cannot be changed once it is set.');
  for (const name of texts) if (name in body) draft.notes[name] = body[name] ?? null;
  if ('customer_id' in body) draft.customerId = numberOf(body, 'customer_id');
  if (isJsonObject(body['billing_address'])) draft.billing = { ...draft.billing, ...body['billing_address'] };
  for (const input of objectsOf(body, 'shipping_addresses')) {
    const address = draft.addresses.find(({ id }) => id === input['id']);
    if (!address) throw refuse('shipping_addresses', `The order has no address ${numberOf(input, 'id')}.`);
    changeAddress(address, input);
  }
  for (const input of objectsOf(body, 'products')) {
    const line = 'id' in input ? draft.lines.find(({ id }) => id === input['id']) : undefined;
    if (line) changeLine(book, draft, line, input, moves);
    else if ('id' in input) throw refuse('products', `The order has no line ${numberOf(input, 'id')}.`);
    else addLine(book, draft, input, moves);
  }
  if (Array.isArray(body['fees'])) draft.fees = objectsOf(body, 'fees').map((input) => readFee(book, draft, input));
  if ('status_id' in body && !isStatus(numberOf(body, 'status_id'))) throw refuse('status_id', `There is no status ${numberOf(body, 'status_id')}.`);
  Object.assign(order, draft);
  for (const [line, before] of moves) book.lineChanged(order, line, before);
  if ('status_id' in body) book.setStatus(order, numberOf(body, 'status_id'));
  book.touch(order);
};

export const changeAddress = (address: Order['addresses'][number], input: JsonObject): void => {
  const contact = Object.fromEntries(Object.entries(input).filter(([name]) => !['id', 'shipping_method', 'form_fields'].includes(name)));
  address.contact = { ...address.contact, ...contact };
  address.method = textOf(input, 'shipping_method') || address.method;
};
