import assert from 'node:assert/strict';
import { planStockCalls, type StockChange } from '../../../lib/connectors/bigcommerce/plan-stock-calls.ts';
import type { StockOutcome } from '../../../lib/connectors/bigcommerce/stock-outcome.ts';
import type { LocalAnswer, ReceivedRequest } from '../support/local-server.ts';
import { data, good, nothing, openStore, type OpenStore } from './support/open-store.ts';

const change = (skuCode: string, quantity: number, more: Partial<StockChange> = {}): StockChange => ({ productId: '77', variantId: '106', skuCode, locationId: 1, quantity, urgent: false, ...more });
const many = (count: number): StockChange[] => Array.from({ length: count }, (_, index) => change(`S${index}`, index));
const taken = good({ transaction_id: 'tx-1', data: {}, meta: {} });
const refusal = (title: string, status = 422): LocalAnswer => ({ status, body: { status, title, type: 't', errors: {} } });
const itemsOf = (request: ReceivedRequest): { sku?: string; product_id?: number; quantity: number; location_id: number }[] => (JSON.parse(request.body) as { items: [] }).items;
const told = (outcomes: readonly StockOutcome[]): unknown[] => outcomes.map((outcome) => [outcome.kind, outcome.change.skuCode, outcome.kind === 'written' ? outcome.sent : outcome.failure.code]);

describe('stock calls to BigCommerce are planned', () => {
  it('in the least calls, urgent ones first, by location within a call', () => {
    const changes = [...many(4500).map((one, index) => ({ ...one, locationId: 1 + (index % 2) })), change('HOT', 0, { urgent: true })];
    const calls = planStockCalls(changes);
    assert.deepEqual(calls.map((call) => call.changes.length), [2000, 2000, 501]);
    assert.ok(calls[0]!.changes.some(({ skuCode }) => skuCode === 'HOT'));
    for (const call of calls) assert.deepEqual(call.changes.map(({ locationId }) => locationId), call.changes.map(({ locationId }) => locationId).toSorted());
  });

  it('with the last of several figures of one SKU, per location', () => {
    const calls = planStockCalls([change('A', 1, { urgent: true }), change('A', 2), change('A', 3, { locationId: 2 })]);
    assert.deepEqual(calls.flatMap((call) => call.changes).map(({ quantity, locationId, urgent }) => [quantity, locationId, urgent]), [[2, 1, true], [3, 2, false]]);
  });
});

describe('stock in BigCommerce', () => {
  let open: OpenStore;
  afterEach(() => open.close());
  const write = (changes: readonly StockChange[], options = {}): Promise<readonly StockOutcome[]> => open.store.writeStock(planStockCalls(changes), options);

  it('is written as absolute figures, by SKU, and by product where there are no options', async () => {
    open = await openStore(() => taken);
    const outcomes = await write([change('NG-S', 7), change('CARD', 3, { variantId: null, productId: '50' })]);
    assert.deepEqual(outcomes.map((outcome) => outcome.kind === 'written' && [outcome.sent, outcome.shown, outcome.transactionId]), [[7, null, 'tx-1'], [3, null, 'tx-1']]);
    assert.deepEqual(open.asked(), ['PUT /v3/inventory/adjustments/absolute']);
    assert.deepEqual(itemsOf(open.server.requests[0]!), [{ location_id: 1, sku: 'NG-S', quantity: 7 }, { location_id: 1, product_id: 50, quantity: 3 }]);
  });

  it('goes one call after the other, and never beside catalogue work, before which it goes', async () => {
    let underWay = 0;
    let most = 0;
    open = await openStore(async ({ path }) => {
      most = Math.max(most, (underWay += 1));
      await new Promise((resolve) => setTimeout(resolve, 20));
      underWay -= 1;
      return path.endsWith('/absolute') ? taken : data([{ id: 1 }]);
    });
    const first = open.store.catalogue.updateVariants([{ id: 1, price: 5 }]);
    const later = open.store.catalogue.updateProducts([{ id: 1, price: 5 }]);
    await Promise.all([first, later, write(many(4000)), write([change('X', 1)])]);
    assert.equal(most, 1);
    assert.deepEqual(open.server.requests.map(({ path }) => path.split('/').at(-1)), ['variants', 'absolute', 'absolute', 'absolute', 'products']);
  });

  it('states what is known when its turn has come', async () => {
    open = await openStore(() => taken);
    const outcomes = await write([change('A', 5), change('B', 9)], { latest: (changes: readonly StockChange[]) => Promise.resolve(changes.map(({ quantity }) => quantity - 2)) });
    assert.deepEqual(told(outcomes), [['written', 'A', 3], ['written', 'B', 7]]);
    assert.deepEqual(itemsOf(open.server.requests[0]!).map(({ quantity }) => quantity), [3, 7]);
  });

  it('without the items that a refusal names', async () => {
    const named = change('P', 4, { variantId: '107' });
    open = await openStore((_, count) => (count === 1 ? refusal('[Item with variant_id 107 is tracked by product, please update stock by product id]') : taken));
    assert.deepEqual(told(await write([change('A', 1), named, change('B', 2)])).toSorted(), [['refused', 'P', 'SHOP_STOCK_NOT_KEPT'], ['written', 'A', 1], ['written', 'B', 2]]);
    assert.equal(open.server.requests.length, 2);
  });

  it('without an unknown SKU: a reference to look up again', async () => {
    open = await openStore((request) => (itemsOf(request).some(({ sku }) => sku === 'GONE.1') ? refusal('Items with identity: [sku GONE.1] not found') : taken));
    const outcomes = await write([change('GONE.1', 1), change('GONE.11', 2)]);
    assert.deepEqual(told(outcomes), [['refused', 'GONE.1', 'SHOP_REFERENCE_STALE'], ['written', 'GONE.11', 2]]);
    assert.ok(outcomes[0]?.kind === 'refused' && outcomes[0].staleReference);
  });

  it('without the item that halving finds where a refusal names none, and where a store bears fewer', async () => {
    open = await openStore((request) => (itemsOf(request).some(({ sku }) => sku === 'S13') ? refusal('Invalid quantity') : itemsOf(request).length > 20 ? refusal('Too many', 413) : taken));
    const outcomes = await write(many(64));
    assert.deepEqual(outcomes.filter(({ kind }) => kind !== 'written').map(({ kind, change: { skuCode } }) => [kind, skuCode]), [['refused', 'S13']]);
    assert.equal(new Set(outcomes.map(({ change: { skuCode } }) => skuCode)).size, 64);
  });

  const answers: [string, LocalAnswer, unknown][] = [
    ['a time-out of the gateway', { status: 504 }, ['unanswered', 'OUTCOME_UNKNOWN']],
    ['a cut connection', { instead: 'cut' }, ['unanswered', 'OUTCOME_UNKNOWN']],
    ['an answer without a transaction', good({}), ['unanswered', 'OUTCOME_UNKNOWN']],
    ['a wrong token', refusal('Unauthorized', 401), ['not-written', 'CREDENTIALS_REFUSED']],
    ['maintenance', refusal('maintenance', 503), ['not-written', 'REMOTE_UNAVAILABLE']],
    ['a used-up quota', refusal('Too Many Requests', 429), ['not-written', 'REMOTE_RATE_LIMITED']],
  ];
  for (const [title, answer, expected] of answers) {
    it(`is told apart after ${title}`, async () => {
      open = await openStore(() => answer);
      assert.deepEqual(told(await write([change('A', 1)])).map((one) => [(one as unknown[])[0], (one as unknown[])[2]]), [expected]);
    });
  }

  it('is not written when the guard objects, or when it is cancelled before its turn', async () => {
    open = await openStore(() => taken);
    const outcomes = await write([change('A', 1)], { guard: () => { throw new Error('lease lost'); } });
    assert.deepEqual(outcomes.map(({ kind }) => kind), ['not-written']);
    assert.deepEqual((await write([change('A', 1)], { signal: AbortSignal.abort(new Error('closing')) })).map(({ kind }) => kind), ['not-written']);
    assert.equal(open.server.requests.length, 0);
  });

  const item = (sku: string, variantId: number, onHand: number, skuId: number | null = variantId): unknown => ({
    identity: { sku, variant_id: variantId, product_id: 77, sku_id: skuId },
    locations: [{ location_id: 1, available_to_sell: onHand - 1, total_inventory_onhand: onHand }],
  });

  it('is found by SKU, many in one call; a product without options has no variant', async () => {
    open = await openStore(() => data([item('A', 106, 5), item('a', 107, 6), item('CARD', 108, 0, null), item('B', 109, 1), item('B', 110, 1)]));
    const found = await open.store.findSellables(1, ['A', 'CARD', 'B', 'NONE', 'X,Y', '']);
    assert.deepEqual([...found].map(([sku, list]) => [sku, list.map(({ variantId }) => variantId)]), [['A', ['106']], ['CARD', [null]], ['B', ['109', '110']], ['NONE', []], ['X,Y', []], ['', []]]);
    assert.deepEqual(found.get('A')?.[0], { productId: '77', variantId: '106', skuCode: 'A', keptBy: 'itself', quantity: 5, availableToSell: 4, stockStatus: 'instock' });
    assert.deepEqual(open.asked(), ['GET /v3/inventory/items?sku:in=A,CARD,B,NONE&location_id:in=1&page=1&limit=1000']);
  });

  it('is listed to the last page', async () => {
    open = await openStore(({ query }) => good({ data: query.get('page') === '3' ? [item('Z', 300, 0)] : [item(`S${query.get('page') ?? ''}`, 100, 2)], meta: { pagination: { total_pages: 3 } } }));
    const stock: unknown[] = [];
    for await (const page of open.store.listStock(2)) stock.push(...page.map(({ skuCode, keptBy, quantity }) => [skuCode, keptBy, quantity]));
    assert.deepEqual(stock, [['S1', 'nobody', null], ['S2', 'nobody', null], ['Z', 'nobody', null]]);
  });

  it('everything that can be sold is listed by product and variant', async () => {
    const answer = ({ path }: ReceivedRequest): LocalAnswer =>
      path.endsWith('/products')
        ? data([{ id: 1, name: 'Jacket', is_visible: true }, { id: 2, name: 'Card', is_visible: false }])
        : data([{ id: 11, product_id: 1, sku: 'J-S', option_values: [{ label: 'Ecru' }, { label: 'S' }] }, { id: 12, product_id: 1, sku: '', option_values: [{ label: 'M' }], purchasing_disabled: true }, { id: 21, product_id: 2, sku: 'CARD', option_values: [] }]);
    open = await openStore(answer);
    const sellables: unknown[] = [];
    for await (const page of open.store.listSellables()) sellables.push(...page);
    assert.deepEqual(sellables, [
      { productId: '1', variantId: '11', name: 'Jacket - Ecru, S', skuCode: 'J-S', published: true },
      { productId: '1', variantId: '12', name: 'Jacket - M', skuCode: null, published: false },
      { productId: '2', variantId: null, name: 'Card', skuCode: 'CARD', published: false },
    ]);
    assert.equal(open.server.requests.length, 2);
  });

  it('a store without goods lists nothing', async () => {
    open = await openStore(() => nothing);
    for await (const page of open.store.listStock(1)) assert.fail(`${page.length} rows`);
    assert.equal(open.server.requests.length, 1);
  });
});
