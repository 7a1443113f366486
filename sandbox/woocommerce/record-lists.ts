import type { Twist } from '../faults/fault.ts';
import type { Answer, Incoming } from '../http/exchange.ts';
import { numberOf, textOf, type JsonObject } from '../json-value.ts';
import { pageOf } from './page-of.ts';
import type { QueryParameters } from './query-parameters.ts';
import { selectFields } from './select-fields.ts';
import type { Shop } from './shop.ts';
import { wordpressError } from './wordpress-answer.ts';
import { wordpressJson } from './wordpress-json.ts';

const simulated = ['sku', 'include', 'status', 'type', 'page', 'per_page', 'offset', '_fields', 'context', 'consumer_key', 'consumer_secret'];

const listOf = (rows: readonly JsonObject[], request: Incoming, query: QueryParameters, twist: Twist | null): Answer => {
  const fields = query.list('_fields');
  return pageOf(request, query, rows, twist, (row) => wordpressJson(fields ? selectFields(row, fields) : row));
};

/** `GET /products`, newest first. With `sku` it shows variations too, each with its `parent_id`. */
export const productList = (shop: Shop, request: Incoming, query: QueryParameters, twist: Twist | null): Answer => {
  const silent = query.names().filter((name) => !simulated.includes(name) && !name.startsWith('oauth_'));
  if (silent.length > 0) return wordpressError(501, 'sandbox_not_simulated', `The sandbox does not simulate ${silent.join(', ')}; see sandbox/README.md.`);
  const skus = query.list('sku');
  const include = query.ids('include');
  const isWanted = (product: JsonObject): boolean =>
    (include?.has(numberOf(product, 'id')) ?? true) &&
    [undefined, 'any', textOf(product, 'status')].includes(query.text('status')) &&
    [undefined, textOf(product, 'type')].includes(query.text('type'));
  const rows = (skus ? shop.catalogue.withSku(skus) : shop.catalogue.products())
    .filter(isWanted)
    .sort((left, right) => textOf(right, 'date_created_gmt').localeCompare(textOf(left, 'date_created_gmt')) || numberOf(right, 'id') - numberOf(left, 'id'));
  return listOf(rows, request, query, twist);
};

/** `GET /products/{id}/variations`, with `include`, `sku` and `stock_status`. */
export const variationList = (shop: Shop, parentId: number, request: Incoming, query: QueryParameters, twist: Twist | null): Answer => {
  const include = query.ids('include');
  const skus = query.list('sku');
  const status = query.text('stock_status');
  const rows = shop.catalogue
    .variationsOf(parentId)
    .filter((variation) => (include?.has(numberOf(variation, 'id')) ?? true) && (skus?.includes(textOf(variation, 'sku')) ?? true) && [undefined, textOf(variation, 'stock_status')].includes(status));
  return listOf(rows, request, query, twist);
};

export const customerList = (shop: Shop, request: Incoming, query: QueryParameters, twist: Twist | null): Answer => {
  const email = query.text('email');
  const include = query.ids('include');
  const rows = shop.customers.filter((customer) => (email === undefined || textOf(customer, 'email') === email) && (include?.has(numberOf(customer, 'id')) ?? true));
  return listOf(rows, request, query, twist);
};

export const refundList = (shop: Shop, orderId: number, request: Incoming, query: QueryParameters, twist: Twist | null): Answer =>
  listOf(shop.refundsOf(orderId), request, query, twist);
