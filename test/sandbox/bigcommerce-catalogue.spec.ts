import assert from 'node:assert/strict';
import type { BigCommerceSandbox } from '../../sandbox/bigcommerce/start-bigcommerce.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { callStore, type Reply, type StoreCall } from './bigcommerce-calls.ts';

interface Variant {
  readonly id: number;
  readonly sku: string;
  readonly price: number | null;
  readonly calculated_price: number;
  readonly inventory_level: number;
  readonly option_values: { option_display_name: string; label: string; id: number; option_id: number }[];
}
interface Product {
  readonly id: number;
  readonly name: string;
  readonly inventory_level: number;
  readonly is_visible: boolean;
  readonly variants: Variant[];
  readonly options: { id: number; display_name: string; option_values: { id: number; label: string }[] }[];
  readonly images: { id: number; image_url: string }[];
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller says what it reads
const dataOf = <Shape>({ body }: Reply): Shape => (body as { data: Shape }).data;
const grid = (prefix: string, colours: number, sizes: number): unknown[] =>
  Array.from({ length: colours * sizes }, (_, index) => {
    const [colour, size] = [Math.floor(index / sizes), index % sizes];
    return { sku: `${prefix}-${colour}-${size}`, inventory_level: 2, option_values: [{ option_display_name: 'Colour', label: `Colour ${colour}` }, { option_display_name: 'Size', label: `Size ${size}` }] };
  });
const shirt = (name: string, more: object = {}): object => ({ name, type: 'physical', weight: 0.3, price: 40, inventory_tracking: 'variant', ...more });

describe('BigCommerce sandbox: catalogue', () => {
  let sandbox: Sandbox;
  let store: BigCommerceSandbox;
  let call: StoreCall;
  let now = 0;
  const create = (body: object): Promise<Reply> => call('POST', '/v3/catalog/products', body);

  beforeEach(async () => {
    now = Date.parse('2026-11-21T10:00:00Z');
    sandbox = await startSandbox({ bigcommerce: { sampleOrders: false, settings: { quota: 10_000 } }, now: () => now });
    store = sandbox.bigcommerce!;
    call = callStore(store.url);
  });
  afterEach(() => sandbox.stop());

  it('makes a product with its options and all its variants in one call', async () => {
    const made = await create(shirt('Grid', { variants: grid('G', 4, 6), images: [{ image_url: 'https://example.com/g.jpg', is_thumbnail: true }], is_visible: false }));
    assert.equal(made.status, 200);
    const { id, variants, options, images, inventory_level: level, is_visible: visible } = dataOf<Product>(made);
    assert.deepEqual([variants.length, options.map(({ display_name: name, option_values: values }) => [name, values.length]), images.length, level, visible], [24, [['Colour', 4], ['Size', 6]], 1, 48, false]);
    assert.deepEqual([variants[7]!.price, variants[7]!.calculated_price, variants[7]!.option_values.map(({ label }) => label)], [null, 40, ['Colour 1', 'Size 1']]);
    const bare = dataOf<Partial<Product>>(await call('GET', `/v3/catalog/products/${id}`));
    assert.deepEqual([bare.variants, bare.options, bare.images], [undefined, undefined, undefined]);
    const some = dataOf<Partial<Product>>(await call('GET', `/v3/catalog/products/${id}?include_fields=name&include=images`));
    assert.deepEqual(Object.keys(some).sort(), ['id', 'images', 'name']);
  });

  it('refuses doubles of names, SKUs and option values', async () => {
    await create(shirt('First', { sku: 'F', variants: grid('F', 1, 2) }));
    assert.equal((await create(shirt('First'))).status, 409);
    assert.equal((await create(shirt('Second', { sku: 'F' }))).status, 409);
    assert.equal((await create(shirt('Second', { variants: grid('F', 1, 1) }))).status, 409);
    const [one, two] = grid('S', 1, 2) as { sku: string; option_values: unknown }[];
    assert.equal((await create(shirt('Second', { variants: [one, { ...two, option_values: one!.option_values }] }))).status, 409);
    assert.equal((await create(shirt('Second', { variants: [one, { ...two, sku: one!.sku }] }))).status, 409);
    assert.deepEqual(dataOf<Product[]>(await call('GET', '/v3/catalog/products?name=Second')), []);
  });

  it('has room for 600 variants and for 250 values of an option', async () => {
    assert.equal((await create(shirt('Too wide', { variants: grid('W', 25, 25) }))).status, 422);
    const full = dataOf<Product>(await create(shirt('Full', { variants: grid('X', 24, 25) })));
    assert.equal(full.variants.length, 600);
    const values = full.options[0]!.option_values;
    const one = { sku: 'X-more', option_values: [{ option_display_name: 'Colour', label: values[0]!.label }, { option_display_name: 'Size', label: 'Size 0' }] };
    assert.equal((await call('POST', `/v3/catalog/products/${full.id}/variants`, one)).status, 422);
    const labels = (count: number): object[] => Array.from({ length: count }, (_, index) => ({ label: `L${index}`, sort_order: index }));
    const plain = dataOf<Product>(await create(shirt('Plain')));
    const options = `/v3/catalog/products/${plain.id}/options`;
    assert.equal((await call('POST', options, { display_name: 'Colour', type: 'swatch', option_values: labels(251) })).status, 422);
    const option = dataOf<{ id: number }>(await call('POST', options, { display_name: 'Colour', type: 'swatch', option_values: labels(250) }));
    assert.equal((await call('POST', `${options}/${option.id}/values`, { label: 'one more', sort_order: 1 })).status, 422);
  });

  it('grows by a new size: option value first, then its variant', async () => {
    const { id, options } = dataOf<Product>(await create(shirt('Grows', { variants: grid('N', 2, 2) })));
    const [colour, size] = options;
    const variant = (sizeId: number): object => ({ sku: 'N-0-XL', option_values: [{ option_id: colour!.id, id: colour!.option_values[0]!.id }, { option_id: size!.id, id: sizeId }] });
    assert.equal((await call('POST', `/v3/catalog/products/${id}/variants`, variant(9))).status, 422);
    const path = `/v3/catalog/products/${id}/options/${size!.id}/values`;
    const added = dataOf<{ id: number }>(await call('POST', path, { label: 'XL', sort_order: 9 }));
    assert.equal((await call('POST', path, { label: 'XL', sort_order: 9 })).status, 422);
    const made = dataOf<Variant>(await call('POST', `/v3/catalog/products/${id}/variants`, variant(added.id)));
    assert.equal((await call('POST', `/v3/catalog/products/${id}/variants`, { ...variant(added.id), sku: 'other' })).status, 409);
    assert.equal((await call('POST', `/v3/catalog/products/${id}/variants`, { sku: 'half', option_values: [{ option_id: size!.id, id: added.id }] })).status, 422);
    assert.equal((await call('DELETE', `${path}/${added.id}`)).status, 409, 'in use');
    assert.equal((await call('DELETE', `/v3/catalog/products/${id}/variants/${made.id}`)).status, 204);
    assert.equal((await call('DELETE', `${path}/${added.id}`)).status, 204);
    assert.equal((await call('GET', `${path}/${added.id}`)).status, 404);
  });

  it('reads and changes options and their values', async () => {
    const options = '/v3/catalog/products/111/options';
    const [colour] = dataOf<Product['options']>(await call('GET', options));
    assert.equal((await call('PUT', `${options}/${colour!.id}`, { display_name: 'Shade', sort_order: 3 })).status, 200);
    const [value] = dataOf<{ id: number; label: string }[]>(await call('GET', `${options}/${colour!.id}/values`));
    await call('PUT', `${options}/${colour!.id}/values/${value!.id}`, { label: 'Moss', sort_order: 4 });
    const { option_values: [shown] } = dataOf<Variant>(await call('GET', '/v3/catalog/products/111/variants/3001'));
    assert.deepEqual([shown!.option_display_name, shown!.label], ['Shade', 'Moss']);
    assert.equal((await call('GET', `${options}/${colour!.id}/values/${value!.id}`)).status, 200);
    assert.equal((await call('GET', `${options}/9`)).status, 404);
    assert.equal((await call('DELETE', `${options}/${colour!.id}`)).status, 409);
    const plain = dataOf<Product>(await create(shirt('Plain')));
    const made = dataOf<{ id: number }>(await call('POST', `/v3/catalog/products/${plain.id}/options`, { display_name: 'Size', type: 'rectangles', option_values: [{ label: 'S', sort_order: 0 }] }));
    assert.equal((await call('POST', `/v3/catalog/products/${plain.id}/options`, { display_name: 'Size', type: 'rectangles', option_values: [{ label: 'S', sort_order: 0 }] })).status, 409);
    assert.equal((await call('GET', `/v3/catalog/products/${plain.id}/options/${made.id}`)).status, 200);
    assert.equal((await call('DELETE', `/v3/catalog/products/${plain.id}/options/${made.id}`)).status, 204);
  });

  it('changes 50 variants at once, or none when one is unknown', async () => {
    const batch = (list: object[]): Promise<Reply> => call('PUT', '/v3/catalog/variants', list);
    assert.equal((await batch(Array.from({ length: 51 }, () => ({ id: 3001, price: 1 })))).status, 413);
    const refused = await batch([{ id: 3001, price: 1 }, { id: 9, price: 1 }]);
    assert.deepEqual([refused.status, (refused.body as { batch_errors: { errors: object }[] }).batch_errors.map(({ errors }) => Object.keys(errors))], [422, [['1.id']]]);
    assert.equal(dataOf<Variant>(await call('GET', '/v3/catalog/products/111/variants/3001')).price, null);
    const done = await batch(Array.from({ length: 50 }, (_, index) => ({ id: 3001 + index, price: 55.5, inventory_level: index })));
    assert.deepEqual(dataOf<Variant[]>(done).map(({ calculated_price: price, inventory_level: level }) => [price, level])[49], [55.5, 49]);
  });

  it('changes products alone and ten at a time', async () => {
    now += 60_000;
    assert.equal((await call('PUT', '/v3/catalog/products/111', { name: 'New name', is_visible: false })).status, 200);
    assert.equal((await call('PUT', '/v3/catalog/products/112', { name: 'New name' })).status, 409);
    const changed = dataOf<Product[]>(await call('GET', '/v3/catalog/products?date_modified:min=2026-11-21T10:01:00Z'));
    assert.deepEqual(changed.map(({ id, name, is_visible: visible }) => [id, name, visible]), [[111, 'New name', false]]);
    const batch = (list: object[]): Promise<Reply> => call('PUT', '/v3/catalog/products', list);
    assert.equal((await batch(Array.from({ length: 11 }, () => ({ id: 111 })))).status, 413);
    assert.equal((await batch([{ id: 111, price: 1 }, { id: 9, price: 1 }])).status, 422);
    assert.deepEqual(dataOf<{ price: number }[]>(await batch([{ id: 111, price: 1 }, { id: 112, price: 2 }])).map(({ price }) => price), [1, 2]);
    assert.equal((await call('PUT', '/v3/catalog/products/9', { price: 1 })).status, 404);
    assert.equal((await call('DELETE', '/v3/catalog/products/112')).status, 204);
    assert.equal((await call('GET', '/v3/catalog/products/112')).status, 404);
  });

  it('finds products and variants by SKU and id, in pages', async () => {
    assert.deepEqual(dataOf<Product[]>(await call('GET', '/v3/catalog/products?sku:in=NG1001-OLV-XS,NG4001')).map(({ id }) => id), [111, 117]);
    assert.deepEqual(dataOf<Product[]>(await call('GET', '/v3/catalog/products?id:in=113,111&sort=id&direction=desc')).map(({ id }) => id), [113, 111]);
    const page = (await call('GET', '/v3/catalog/products?limit=3&page=3')).body as { data: Product[]; meta: { pagination: { total: number; total_pages: number; links: { next?: string } } } };
    assert.deepEqual([page.data.length, page.meta.pagination.total, page.meta.pagination.total_pages, page.meta.pagination.links.next], [2, 8, 3, undefined]);
    assert.equal((await call('GET', '/v3/catalog/products?limit=251')).status, 422);
    const capped = (await call('GET', '/v3/catalog/products?limit=50&include=options')).body as { meta: { pagination: { per_page: number } } };
    assert.equal(capped.meta.pagination.per_page, 10, 'with options a page has ten products, whatever was asked for');
    const variants = dataOf<Variant[]>(await call('GET', '/v3/catalog/variants?sku=NG1001-OLV-XS'));
    assert.deepEqual(variants.map(({ id }) => id), [3001]);
    assert.equal(dataOf<Variant[]>(await call('GET', '/v3/catalog/variants?product_id:in=111,117')).length, 13);
    assert.equal(dataOf<Variant[]>(await call('GET', '/v3/catalog/products/111/variants?limit=4&page=3')).length, 2);
  });

  it('lets people in the panel do what the API refuses', async () => {
    store.store.patchVariant(3002, { sku: 'NG1001-OLV-XS' });
    assert.equal(dataOf<Variant[]>(await call('GET', '/v3/catalog/variants?sku=NG1001-OLV-XS')).length, 2);
    store.store.patchProduct(111, { name: 'Edited by hand' });
    assert.equal(dataOf<Product>(await call('GET', '/v3/catalog/products/111')).name, 'Edited by hand');
    const id = store.store.addProduct({ name: 'Born here', type: 'physical', sku: 'BORN', weight: 1, price: 5 });
    const { variants: [base] } = dataOf<Product>(await call('GET', `/v3/catalog/products/${id}?include=variants`));
    assert.deepEqual([base!.sku, base!.option_values], ['BORN', []]);
  });

  it('renames a variant to a free SKU alone', async () => {
    const path = '/v3/catalog/products/111/variants/3001';
    assert.equal((await call('PUT', path, { sku: 'NG1001-OLV-S' })).status, 409);
    assert.equal((await call('PUT', path, { sku: 'NEW', gtin: '00012345600012' })).status, 200);
    assert.equal(dataOf<Variant[]>(await call('GET', '/v3/catalog/variants?sku=NEW')).length, 1);
    assert.equal(dataOf<Variant[]>(await call('GET', '/v3/catalog/variants?sku=NG1001-OLV-XS')).length, 0);
  });
});
