import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BigCommerceSandbox } from '../../sandbox/bigcommerce/start-bigcommerce.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { callStore, type StoreCall } from './bigcommerce-calls.ts';

interface Line {
  readonly id: number;
  readonly sku: string;
  readonly quantity: number;
  readonly order_address_id: number;
  readonly type: string;
  readonly price_ex_tax: string;
  readonly wrapping_cost_ex_tax: string;
  readonly applied_discounts: { amount: string; code: string }[];
  readonly product_options: { display_name: string; display_value: string }[];
}
type Money = Readonly<Record<string, string>>;
interface Order {
  readonly id: number;
  readonly status_id: number;
  readonly date_modified: string;
  readonly items_total: number;
  readonly staff_notes: string;
  readonly consignments: { shipping: { id: number; line_items: Line[] }[]; email: { gift_certificates: { line_items: Line[] }[] } };
  readonly fees: { id: number; display_name_customer: string; cost_ex_tax: string }[];
}

const ten = (text: string | undefined): number => Math.round(Number(text) * 10_000);

describe('BigCommerce sandbox: orders', () => {
  let sandbox: Sandbox;
  let store: BigCommerceSandbox;
  let call: StoreCall;
  let now = 0;
  const start = async (taxIncluded = false): Promise<void> => {
    now = Date.parse('2026-11-21T10:00:00Z');
    sandbox = await startSandbox({ bigcommerce: { taxIncluded, settings: { quota: 100_000 } }, now: () => now });
    store = sandbox.bigcommerce!;
    call = callStore(store.url);
  };
  const list = async (query = ''): Promise<Order[]> => ((await call('GET', `/v2/orders?${query}`)).body ?? []) as Order[];
  const ids = async (query: string): Promise<number[]> => (await list(query)).map(({ id }) => id);
  const lines = async (id: number): Promise<Line[]> => (await call('GET', `/v2/orders/${id}/products`)).body as Line[];

  beforeEach(() => start());
  afterEach(() => sandbox.stop());

  it('lists by id, status and date, in pages, and answers 204 when there is nothing', async () => {
    assert.deepEqual(await ids('min_id=1003&max_id=1005'), [1003, 1004, 1005]);
    assert.deepEqual(await ids('status_id=7'), [1007]);
    assert.deepEqual(await ids('limit=3&page=2'), [1004, 1005, 1006]);
    assert.deepEqual(await ids('sort=date_modified:desc&limit=2'), [1010, 1009]);
    const none = await call('GET', '/v2/orders?min_id=5000');
    assert.deepEqual([none.status, none.body], [204, null]);
    assert.equal((await call('GET', '/v2/orders?limit=251')).status, 413);
    assert.equal((await call('GET', '/v2/orders?page=0')).status, 400);
    assert.equal((await call('GET', '/v2/orders?sort=total')).status, 400);
    const counted = (await call('GET', '/v2/orders/count')).body as { count: number; statuses: { id: number; count: number }[] };
    assert.deepEqual([counted.count, counted.statuses.find(({ id }) => id === 0)!.count], [10, 1]);
  });

  it('finds what was changed since an instant, in RFC 2822 and in ISO 8601, to the second and inclusively', async () => {
    now += 60_500;
    store.store.editOrder(1002, { staff_notes: 'gift' });
    const [order] = await list('min_id=1002&max_id=1002');
    assert.equal(order!.date_modified, 'Sat, 21 Nov 2026 10:01:00 +0000');
    assert.deepEqual(await ids('min_date_modified=2026-11-21T10:01:00Z'), [1002]);
    assert.deepEqual(await ids(`min_date_modified=${encodeURIComponent('Sat, 21 Nov 2026 10:01:00 +0000')}`), [1002]);
    assert.deepEqual(await ids('min_date_modified=2026-11-21T10:01:01Z'), []);
    assert.deepEqual(await ids(`max_date_modified=${encodeURIComponent('2026-11-21T00:00:00+00:00')}`), [1001]);
    assert.equal((await call('GET', '/v2/orders?min_date_modified=yesterday')).status, 400);
  });

  it('brings a page of orders with all their lines, addresses and fees in one call', async () => {
    const orders = await list('include=consignments.line_items,fees&consignment_structure=object');
    assert.equal(orders.length, 10);
    for (const order of orders) {
      const inline = [...order.consignments.shipping.flatMap(({ line_items: own }) => own), ...order.consignments.email.gift_certificates.flatMap(({ line_items: own }) => own)];
      assert.deepEqual(inline.map(({ id }) => id).sort(), (await lines(order.id)).map(({ id }) => id).sort());
    }
    assert.deepEqual(orders.find(({ id }) => id === 1006)!.fees.map(({ cost_ex_tax: cost }) => cost), ['18.0000']);
    assert.equal((await call('GET', '/v2/orders?include=consignments')).status, 400);
    const plain = (await call('GET', '/v2/orders/1003')).body as { products: { resource: string }; fees: { resource: string } };
    assert.deepEqual([plain.products.resource, plain.fees.resource], ['/orders/1003/products', '/orders/1003/fees']);
  });

  it('shows several addresses, coupons, wrapping, credit, certificates and options', async () => {
    const addresses = (await call('GET', '/v2/orders/1003/shipping_addresses')).body as { id: number; first_name: string; shipping_method: string; base_cost: string }[];
    assert.deepEqual(addresses.map(({ shipping_method: method, base_cost: cost }) => [method, cost]), [['Standard', '7.5000'], ['Express', '9.9500']]);
    assert.deepEqual((await lines(1003)).map(({ order_address_id: id }) => id), addresses.map(({ id }) => id));
    const [coupon] = (await call('GET', '/v2/orders/1003/coupons')).body as { code: string; discount: number }[];
    assert.deepEqual([coupon!.code, coupon!.discount], ['TEN', 10]);
    const discounts = (await lines(1003)).flatMap(({ applied_discounts: own }) => own.map(({ amount }) => ten(amount)));
    assert.equal(discounts.reduce((total, amount) => total + amount, 0), 100_000);
    assert.equal((await lines(1004))[0]!.wrapping_cost_ex_tax, '4.5000');
    const credit = (await call('GET', '/v2/orders/1004')).body as Money;
    assert.deepEqual([credit['store_credit_amount'], credit['gift_certificate_amount']], ['20.0000', '15.0000']);
    assert.deepEqual((await lines(1005)).map(({ type }) => type), ['physical', 'giftcertificate']);
    assert.deepEqual((await lines(1001))[0]!.product_options.map(({ display_name: name, display_value: value }) => [name, value]), [['Colour', 'Olive'], ['Size', 'XS']]);
    assert.equal((await call('GET', '/v2/orders/1001/coupons')).status, 204);
  });

  for (const taxIncluded of [false, true]) {
    it(`adds up to the cent in a shop whose prices are ${taxIncluded ? 'with' : 'without'} tax`, async () => {
      await sandbox.stop();
      await start(taxIncluded);
      const skus = store.store.shelf().map(({ sku }) => sku);
      const cents = (most: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: most * 100 }).map((units) => units / 100);
      const draft = fc.record({
        lines: fc.array(fc.record({ sku: fc.constantFrom(...skus), quantity: fc.integer({ min: 1, max: 9 }), price: cents(300), address: fc.integer({ min: 0, max: 1 }) }), { minLength: 1, maxLength: 6 }),
        addresses: fc.constant([{ cost: 7.5 }, { cost: 9.95, handling: 1.25 }]),
        coupons: fc.oneof(fc.constant([]), cents(40).map((amount) => [{ code: 'A', kind: 'total' as const, amount }]), fc.integer({ min: 1, max: 50 }).map((amount) => [{ code: 'B', kind: 'percentage' as const, amount }])),
        fees: fc.constant([{ name: 'Fee', cost: 3 }]),
      });
      await fc.assert(
        fc.asyncProperty(draft, async (order) => {
          const id = store.store.placeOrder(order);
          const shown = store.store.order(id) as unknown as Money;
          const sum = (names: string[]): number => names.reduce((total, name) => total + ten(shown[name]), 0);
          assert.equal(ten(shown['total_inc_tax']), ten(shown['total_ex_tax']) + ten(shown['total_tax']));
          assert.equal(ten(shown['total_tax']), sum(['subtotal_tax', 'shipping_cost_tax', 'handling_cost_tax', 'wrapping_cost_tax']));
          const side = taxIncluded ? 'inc' : 'ex';
          assert.equal(ten(shown[`total_${side}_tax`]), sum([`subtotal_${side}_tax`, `shipping_cost_${side}_tax`, `handling_cost_${side}_tax`, `wrapping_cost_${side}_tax`]) + 30_000 - sum(['discount_amount', 'coupon_discount']));
          const taxes = (await call('GET', `/v2/orders/${id}/taxes?details=true`)).body as { line_amount: string }[];
          assert.equal(taxes.reduce((total, { line_amount: amount }) => total + ten(amount), 0), ten(shown['total_tax']));
        }),
        { numRuns: 40, seed: 7 },
      );
    });
  }

  it('merges an update: lines patched, removed and added, discounts of changed lines gone, stock followed', async () => {
    const [first, second] = await lines(1002);
    const onShelf = (sku: string): number => store.store.shelf().find((entry) => entry.sku === sku)!.available!;
    const before = [onShelf(first!.sku), onShelf(second!.sku), onShelf('NG4001-NAV-ONESIZE')];
    const variant = store.store.shelf().find(({ sku }) => sku === 'NG4001-NAV-ONESIZE')!;
    const updated = await call('PUT', '/v2/orders/1002', { staff_notes: 'changed', products: [{ id: first!.id, quantity: 1 }, { id: second!.id, quantity: 0 }, { product_id: variant.productId, variant_id: variant.variantId, quantity: 3 }] });
    assert.equal(updated.status, 200);
    const after = await lines(1002);
    assert.deepEqual(after.map(({ sku, quantity, applied_discounts: off }) => [sku, quantity, off.length]), [[first!.sku, 1, 0], ['NG4001-NAV-ONESIZE', 3, 0]]);
    assert.deepEqual([onShelf(first!.sku), onShelf(second!.sku), onShelf('NG4001-NAV-ONESIZE')], [before[0]! + 1, before[1]! + 1, before[2]! - 3]);
    assert.equal((updated.body as Order).items_total, 4);
  });

  it('does nothing of an update that has one thing wrong', async () => {
    const before = (await call('GET', '/v2/orders/1002')).body;
    const stock = store.record().stockWrites.length;
    const [line] = await lines(1002);
    for (const wrong of [{ products: [{ id: line!.id, quantity: 0 }, { id: 9, quantity: 1 }] }, { staff_notes: 'x', status_id: 99 }, { staff_notes: 'x', shipping_addresses: [{ id: 9, zip: '1' }] }, { fees: [{ id: 9 }] }, { products: [{ product_id: 9, quantity: 1 }] }]) {
      assert.equal((await call('PUT', '/v2/orders/1002', wrong)).status, 400, JSON.stringify(wrong));
    }
    assert.deepEqual((await call('GET', '/v2/orders/1002')).body, before);
    assert.equal(store.record().stockWrites.length, stock);
  });

  it('replaces fees and keeps addresses apart', async () => {
    const added = await call('PUT', '/v2/orders/1006', { fees: [{ type: 'custom_fee', display_name_customer: 'Rush', cost_ex_tax: '5.0000', cost_inc_tax: '5.4100' }] });
    assert.equal(added.status, 200);
    const { fees } = (await call('GET', '/v2/orders/1006/fees')).body as { fees: { display_name_customer: string; cost_tax: string }[] };
    assert.deepEqual(fees.map(({ display_name_customer: name, cost_tax: tax }) => [name, tax]), [['Rush', '0.4100']]);
    const [address] = (await call('GET', '/v2/orders/1003/shipping_addresses')).body as { id: number }[];
    assert.equal((await call('PUT', `/v2/orders/1003/shipping_addresses/${address!.id}`, { street_1: '2 New Road' })).status, 200);
    const shown = (await call('GET', '/v2/orders/1003/shipping_addresses')).body as { street_1: string }[];
    assert.deepEqual(shown.map(({ street_1: street }) => street), ['2 New Road', '1 Elm Street']);
    const [line] = await lines(1003);
    assert.equal((await call('GET', `/v2/orders/1003/products/${line!.id}`)).status, 200);
    assert.equal((await call('GET', '/v2/orders/1003/products/1')).status, 404);
    assert.equal((await call('GET', '/v2/order_statuses/99')).status, 404);
    assert.equal((await call('GET', '/v2/orders/1003/consignments?include=consignments.line_items')).status, 200);
  });
});
