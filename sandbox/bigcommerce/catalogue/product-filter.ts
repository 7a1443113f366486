import { textOf, type JsonObject } from '../../json-value.ts';
import { readDate } from '../dates.ts';
import type { Query } from '../query.ts';
import { invalid } from '../refusal.ts';
import { skuOf } from './present-product.ts';
import type { Product } from './product.ts';

export const productFilters = [
  'id', 'id:in', 'id:not_in', 'id:min', 'id:max', 'id:greater', 'id:less', 'name', 'sku', 'sku:in', 'upc', 'mpn', 'is_visible', 'type', 'availability',
  'date_modified:min', 'date_modified:max', 'keyword', 'sort', 'direction', 'include', 'include_fields', 'exclude_fields', 'page', 'limit',
] as const;

type Test = (product: Product) => boolean;

const instant = (query: Query, name: string): number | null => {
  const text = query.text(name);
  const at = text === null ? null : readDate(text);
  if (at !== null && Number.isNaN(at)) throw invalid({ [name]: 'must be a date' });
  return at;
};

const skusOf = (product: Product): string[] => [skuOf(product), ...product.variants.map(({ sku }) => sku)];

/** What a list of products asks for. A SKU finds the product of the variant that has it, too. */
export const productTest = (query: Query): Test => {
  const tests: Test[] = [];
  const number = (name: string, fits: (product: Product, wanted: number) => boolean): void => {
    const wanted = query.number(name);
    if (wanted !== null) tests.push((product) => fits(product, wanted));
  };
  const text = (name: string, fits: (product: Product, wanted: string) => boolean): void => {
    const wanted = query.text(name);
    if (wanted !== null) tests.push((product) => fits(product, wanted));
  };
  number('id', ({ id }, wanted) => id === wanted);
  number('id:min', ({ id }, wanted) => id >= wanted);
  number('id:max', ({ id }, wanted) => id <= wanted);
  number('id:greater', ({ id }, wanted) => id > wanted);
  number('id:less', ({ id }, wanted) => id < wanted);
  for (const name of ['name', 'upc', 'mpn', 'type', 'availability']) text(name, ({ members }, wanted) => textOf(members, name) === wanted);
  text('sku', (product, wanted) => skusOf(product).includes(wanted));
  text('keyword', ({ members }, wanted) => `${textOf(members, 'name')} ${textOf(members, 'sku')}`.toLowerCase().includes(wanted.toLowerCase()));
  const [ids, notIds, skus] = [query.list('id:in'), query.list('id:not_in'), query.list('sku:in')];
  if (ids) tests.push(({ id }) => ids.includes(String(id)));
  if (notIds) tests.push(({ id }) => !notIds.includes(String(id)));
  if (skus) tests.push((product) => skusOf(product).some((sku) => skus.includes(sku)));
  const visible = query.flag('is_visible');
  if (visible !== null) tests.push(({ members }) => members['is_visible'] === visible);
  const [since, until] = [instant(query, 'date_modified:min'), instant(query, 'date_modified:max')];
  if (since !== null) tests.push(({ modifiedAt }) => modifiedAt >= since);
  if (until !== null) tests.push(({ modifiedAt }) => modifiedAt <= until);
  return (product) => tests.every((test) => test(product));
};

const sortable: Readonly<Record<string, (product: Product) => string | number>> = {
  id: ({ id }) => id,
  name: ({ members }) => textOf(members, 'name'),
  sku: skuOf,
  price: ({ members }) => Number(members['price']),
  date_modified: ({ modifiedAt }) => modifiedAt,
};

export const sortedProducts = (query: Query, products: readonly Product[]): Product[] => {
  const [name = 'id'] = (query.text('sort') ?? 'id').split(':');
  const key = sortable[name];
  if (!key) throw invalid({ sort: `The sandbox sorts by ${Object.keys(sortable).join(', ')}.` });
  const down = query.text('direction') === 'desc' || query.text('sort')?.endsWith(':desc') === true;
  const by = (a: Product, b: Product): number => {
    const [left, right] = [key(a), key(b)];
    return (left < right ? -1 : left > right ? 1 : a.id - b.id) * (down ? -1 : 1);
  };
  return [...products].sort(by);
};

export const fieldsOf = (query: Query): { readonly only: string[] | null; readonly without: string[] | null } => ({ only: query.list('include_fields'), without: query.list('exclude_fields') });

/** The `inventory_level` that a written product or variant carries. */
export const writtenLevel = (body: JsonObject): number | null => (typeof body['inventory_level'] === 'number' ? body['inventory_level'] : null);
