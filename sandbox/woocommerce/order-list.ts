import type { Twist } from '../faults/fault.ts';
import type { Answer, Incoming } from '../http/exchange.ts';
import { numberOf, textOf, type JsonObject } from '../json-value.ts';
import { hiddenStatuses, orderStatuses } from './order-statuses.ts';
import { invalidPage, pageOf } from './page-of.ts';
import type { QueryParameters } from './query-parameters.ts';
import { selectFields } from './select-fields.ts';
import type { Shop } from './shop.ts';
import { invalidParameters, wordpressError, type InvalidParameter } from './wordpress-answer.ts';
import { dateParameter } from './wordpress-dates.ts';
import { wordpressJson } from './wordpress-json.ts';

const orderings = ['date', 'id', 'include', 'modified'];
const notSimulated = ['search', 'parent', 'parent_exclude', 'product', 'dp', 'order_item_display_meta', 'include_meta', 'exclude_meta', 'created_via'];
const dateFilters = [
  { name: 'after', column: 'date_created', holds: (value: string, limit: string) => value > limit },
  { name: 'before', column: 'date_created', holds: (value: string, limit: string) => value < limit },
  { name: 'modified_after', column: 'date_modified', holds: (value: string, limit: string) => value > limit },
  { name: 'modified_before', column: 'date_modified', holds: (value: string, limit: string) => value < limit },
];

/** `GET /orders`. Equal dates are told apart by id, which WooCommerce promises for `date` only. */
export class OrderList {
  readonly #shop: Shop;
  #sorted: { readonly revision: number; readonly views: Map<string, JsonObject[]> } = { revision: -1, views: new Map() };

  constructor(shop: Shop) {
    this.#shop = shop;
  }

  answer(request: Incoming, query: QueryParameters, twist: Twist | null): Answer {
    const silent = notSimulated.filter((name) => query.has(name));
    if (silent.length > 0) return wordpressError(501, 'sandbox_not_simulated', `The sandbox does not simulate ${silent.join(', ')}; see sandbox/README.md.`);
    const invalid = this.#invalid(query);
    if (invalid.length > 0) return invalidParameters(invalid);
    const matches = this.#ordered(query).filter(this.#filter(query));
    const fields = query.list('_fields');
    return pageOf(request, query, matches, twist, (order) => {
      const id = numberOf(order, 'id');
      return fields ? wordpressJson(selectFields(this.#shop.order(id) ?? order, fields)) : (this.#shop.orderText(id) ?? '');
    });
  }

  #invalid(query: QueryParameters): InvalidParameter[] {
    const invalid = invalidPage(query);
    const statuses = query.list('status');
    const known = statuses ? orderStatuses(this.#shop) : [];
    statuses?.forEach((status, index) => {
      if (!known.includes(status)) invalid.push({ name: 'status', code: 'rest_not_in_enum', message: `status[${index}] is not one of ${known.join(', ')}.` });
    });
    for (const { name } of dateFilters) {
      const value = query.text(name);
      if (value !== undefined && dateParameter(value, this.#shop.siteOffsetMinutes) === null) invalid.push({ name, code: 'rest_invalid_date', message: 'Invalid date.' });
    }
    const oneOf = (name: string, allowed: readonly string[]): void => {
      if (query.has(name) && !allowed.includes(query.text(name) ?? '')) invalid.push({ name, code: 'rest_not_in_enum', message: `${name} is not one of ${allowed.join(', ')}.` });
    };
    oneOf('orderby', orderings);
    oneOf('order', ['asc', 'desc']);
    return invalid;
  }

  #filter(query: QueryParameters): (order: JsonObject) => boolean {
    const statuses = query.list('status') ?? ['any'];
    const include = query.ids('include');
    const exclude = query.ids('exclude');
    const customer = query.text('customer');
    const dates = dateFilters.flatMap(({ name, column, holds }) => {
      const limit = dateParameter(query.text(name) ?? '', this.#shop.siteOffsetMinutes);
      return limit === null ? [] : [{ column: query.flag('dates_are_gmt') ? `${column}_gmt` : column, limit, holds }];
    });
    return (order) => {
      const status = textOf(order, 'status');
      if (!statuses.includes(status) && !(statuses.includes('any') && !hiddenStatuses.includes(status))) return false;
      if (include && !include.has(numberOf(order, 'id'))) return false;
      if (exclude?.has(numberOf(order, 'id'))) return false;
      if (customer !== undefined && String(numberOf(order, 'customer_id')) !== customer) return false;
      return dates.every(({ column, limit, holds }) => holds(textOf(order, column), limit));
    };
  }

  #ordered(query: QueryParameters): JsonObject[] {
    const orderby = query.text('orderby') ?? 'date';
    if (orderby === 'include') {
      const place = new Map([...(query.ids('include') ?? [])].map((id, index) => [id, index]));
      return this.#view('id').toSorted((left, right) => (place.get(numberOf(left, 'id')) ?? 0) - (place.get(numberOf(right, 'id')) ?? 0));
    }
    const ascending = this.#view(orderby);
    return query.text('order') === 'asc' ? ascending : ascending.toReversed();
  }

  #view(orderby: string): JsonObject[] {
    if (this.#sorted.revision !== this.#shop.revision) this.#sorted = { revision: this.#shop.revision, views: new Map() };
    const known = this.#sorted.views.get(orderby);
    if (known) return known;
    const column = { date: 'date_created_gmt', modified: 'date_modified_gmt' }[orderby];
    const view = this.#shop.stored().sort((left, right) => {
      const [before, after] = column === undefined ? ['', ''] : [textOf(left, column), textOf(right, column)];
      return before < after ? -1 : before > after ? 1 : numberOf(left, 'id') - numberOf(right, 'id');
    });
    this.#sorted.views.set(orderby, view);
    return view;
  }
}
