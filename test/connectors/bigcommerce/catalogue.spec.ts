import assert from 'node:assert/strict';
import { catalogueLimits } from '../../../lib/connectors/bigcommerce/catalogue-limits.ts';
import type { NewProduct } from '../../../lib/connectors/bigcommerce/catalogue-shape.ts';
import type { WriteOutcome } from '../../../lib/connectors/bigcommerce/write-batch.ts';
import { failureOf } from '../support/failures.ts';
import type { LocalAnswer, ReceivedRequest } from '../support/local-server.ts';
import { data, good, nothing, openStore, type OpenStore } from './support/open-store.ts';

const jacket = (sizes: number, colours = 1): NewProduct => ({
  name: 'Field jacket', type: 'physical', weight: 1.2, price: 149, is_visible: false, inventory_tracking: 'variant', images: [{ image_url: 'https://img.example/1.jpg', is_thumbnail: true }],
  variants: Array.from({ length: sizes * colours }, (_, index) => ({
    sku: `FJ-${index}`, price: 149, upc: '012345678905',
    option_values: [{ option_display_name: 'Colour', label: `C${index % colours}` }, { option_display_name: 'Size', label: `S${Math.floor(index / colours)}` }],
  })),
});
const idsOf = ({ body }: ReceivedRequest): number[] => (JSON.parse(body) as { id: number }[]).map(({ id }) => id);
const echo = (request: ReceivedRequest): LocalAnswer => data(idsOf(request).map((id) => ({ id })));
const told = (outcomes: readonly WriteOutcome<{ readonly id: number }>[]): unknown[] => outcomes.map((outcome) => [outcome.kind, outcome.item.id]).toSorted((a, b) => Number(a[1]) - Number(b[1]));

describe('the catalogue of a BigCommerce store', () => {
  let open: OpenStore;
  afterEach(() => open.close());

  it('gets a product of 96 variants in one call', async () => {
    open = await openStore(() => data({ id: 5, variants: [] }));
    const { product, problems } = await open.store.catalogue.createProduct(jacket(24, 4));
    assert.deepEqual([product['id'], problems], [5, []]);
    assert.deepEqual([open.asked(), (open.bodies()[0] as NewProduct).variants?.length], [['POST /v3/catalog/products'], 96]);
  });

  it('says what a product was made without', async () => {
    open = await openStore(() => good({ data: { id: 5 }, errors: { status: 422, title: 'x', errors: { image_url: 'could not be fetched' } }, meta: {} }, 207));
    assert.ok((await open.store.catalogue.createProduct(jacket(1))).problems.includes('image_url: could not be fetched'));
  });

  const tooMuch: [string, NewProduct, RegExp][] = [
    ['601 variants', jacket(200, 4), /800 variants.*split it.*2 products/],
    ['251 values of one option', jacket(251), /251 values of Size/],
    ['a name of 251 characters', { ...jacket(1), name: 'x'.repeat(251) }, /name of 251/],
    ['no name', { ...jacket(1), name: '' }, /name of 0/],
    ['a SKU of 256 characters', { ...jacket(1), sku: 'x'.repeat(256) }, /SKU of more than 255/],
    ['a variant\'s SKU of 256 characters', { ...jacket(1), variants: [{ sku: 'x'.repeat(256), option_values: [{ label: 'S', option_display_name: 'Size' }] }] }, /256 characters/],
    ['a SKU twice', { ...jacket(1), variants: [...jacket(1).variants!, ...jacket(1).variants!] }, /FJ-0 twice/],
    ['a variant without options', { ...jacket(1), variants: [{ sku: 'A', option_values: [] }] }, /without option values/],
    ['1,001 images', { ...jacket(1), images: Array.from({ length: 1001 }, () => ({ image_url: 'https://img.example/1.jpg' })) }, /1000 images/],
    ['201 custom fields', { ...jacket(1), custom_fields: Array.from({ length: 201 }, () => ({ name: 'a', value: 'b' })) }, /200 custom fields/],
  ];
  for (const [title, product, words] of tooMuch) {
    it(`does not get a product with ${title}`, async () => {
      open = await openStore(() => data({ id: 5 }));
      const failure = await failureOf(open.store.catalogue.createProduct(product));
      assert.equal(failure.code, 'PAYLOAD_INVALID');
      assert.match(failure.message, words);
      assert.equal(open.server.requests.length, 0);
    });
  }

  it('gets just as many as it bears', async () => {
    open = await openStore(() => data({ id: 5 }));
    await open.store.catalogue.createProduct(jacket(catalogueLimits.valuesPerOption, 2));
    await open.store.catalogue.createProduct(jacket(150, 4));
    assert.equal(open.server.requests.length, 2);
  });

  it('refuses a name that is taken, and may have made what it did not answer', async () => {
    open = await openStore((_, count) => (count === 1 ? { status: 409, body: { status: 409, title: 'The product name is a duplicate', type: 't', errors: {} } } : count === 2 ? { instead: 'cut' } : nothing));
    const codes = [];
    for (let attempt = 0; attempt < 3; attempt += 1) codes.push((await failureOf(open.store.catalogue.createProduct(jacket(1)))).code);
    assert.deepEqual(codes, ['REMOTE_REFUSED', 'OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN']);
  });

  it('changes 1,000 variants in 20 calls, 25 products in 3, each record once', async () => {
    open = await openStore(echo);
    const variants = Array.from({ length: 1000 }, (_, index) => ({ id: index + 1, price: 10, purchasing_disabled: index % 2 === 0 }));
    const outcomes = await open.store.catalogue.updateVariants([...variants, { id: 7, price: 12 }]);
    assert.equal(outcomes.filter(({ kind }) => kind === 'written').length, 1000);
    assert.equal(open.server.requests.length, 20);
    await open.store.catalogue.updateProducts(Array.from({ length: 25 }, (_, index) => ({ id: index + 1, is_visible: true })));
    assert.deepEqual(open.server.requests.slice(20).map((request) => idsOf(request).length), [10, 10, 5]);
  });

  it('tells the variant that is refused from those beside it', async () => {
    open = await openStore((request) => (idsOf(request).includes(13) ? { status: 422, body: { batch_errors: [{ status: 422, title: 'price is wrong', errors: {} }] } } : echo(request)));
    const outcomes = await open.store.catalogue.updateVariants(Array.from({ length: 50 }, (_, index) => ({ id: index + 1, price: index })));
    assert.deepEqual(outcomes.filter(({ kind }) => kind !== 'written').map(({ kind, item }) => [kind, item.id]), [['refused', 13]]);
    assert.equal(new Set(outcomes.map(({ item }) => item.id)).size, 50);
  });

  it('asks again for what a 207 leaves out', async () => {
    open = await openStore((request) => {
      const ids = idsOf(request);
      if (ids.length === 1) return { status: 422, body: { status: 422, title: 'Bad', type: 't', errors: {} } };
      return good({ data: ids.filter((id) => id !== 2).map((id) => ({ id })), errors: {}, meta: {} }, 207);
    });
    assert.deepEqual(told(await open.store.catalogue.updateProducts([{ id: 1, price: 1 }, { id: 2, price: 1 }, { id: 3, price: 1 }])), [['written', 1], ['refused', 2], ['written', 3]]);
  });

  const answers: [string, LocalAnswer, string][] = [
    ['a cut connection', { instead: 'cut' }, 'unanswered'],
    ['an answer that names none', data([]), 'unanswered'],
    ['a wrong token', { status: 401, body: { status: 401, title: 'x', type: 't' } }, 'not-written'],
    ['a used-up quota', { status: 429, body: {} }, 'not-written'],
  ];
  for (const [title, answer, kind] of answers) {
    it(`says ${kind} after ${title}`, async () => {
      open = await openStore(() => answer);
      assert.deepEqual((await open.store.catalogue.updateVariants([{ id: 1, price: 2 }])).map((outcome) => outcome.kind), [kind]);
    });
  }

  it('gets a new size: value, then variant, then the order of sizes', async () => {
    open = await openStore(() => data({ id: 31 }));
    await open.store.catalogue.addOptionValue(5, 8, { label: 'XXL', sort_order: 6 });
    await open.store.catalogue.createVariant(5, { sku: 'FJ-XXL', price: 149, option_values: [{ id: 31, option_id: 8 }] });
    await open.store.catalogue.updateOption(5, { id: 8, display_name: 'Size', type: 'rectangles', sort_order: 1, option_values: [{ id: 30, label: 'XL', sort_order: 0 }, { id: 31, label: 'XXL', sort_order: 1 }] });
    assert.deepEqual(open.asked(), ['POST /v3/catalog/products/5/options/8/values', 'POST /v3/catalog/products/5/variants', 'PUT /v3/catalog/products/5/options/8']);
  });

  it('is found by id or SKU, a hundred a call, with variants, options, images and custom fields', async () => {
    open = await openStore(() => data([{ id: 1 }]));
    for await (const page of open.store.catalogue.findProducts({ ids: Array.from({ length: 150 }, (_, id) => id + 1) })) assert.equal(page.length, 1);
    for await (const page of open.store.catalogue.findProducts({ skus: ['FJ', 'FJ', 'A,B', ''] })) assert.equal(page.length, 1);
    assert.deepEqual(open.server.requests.map(({ query }) => (query.get('id:in') ?? query.get('sku:in') ?? '').split(',').length), [100, 50, 1]);
    assert.ok(open.server.requests.every(({ query }) => query.get('include') === 'variants,options,images,custom_fields'));
  });

  it('is not read for ever where a store repeats a page', async () => {
    open = await openStore(() => good({ data: [{ id: 1 }], meta: { pagination: { total_pages: 9 } } }));
    const read = async (): Promise<void> => {
      for await (const page of open.store.catalogue.findProducts({ ids: [1] })) assert.equal(page.length, 1);
    };
    assert.equal((await failureOf(read())).code, 'PAGE_NOT_ADVANCING');
  });
});
