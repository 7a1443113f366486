import assert from 'node:assert/strict';
import type { BigCommerceSandbox } from '../../sandbox/bigcommerce/start-bigcommerce.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { callStore, type Reply, type StoreCall } from './bigcommerce-calls.ts';

interface Line {
  readonly id: number;
  readonly quantity: number;
  readonly quantity_shipped: number;
  readonly quantity_refunded: number;
  readonly order_address_id: number;
}

describe('BigCommerce sandbox: shipments and refunds', () => {
  let sandbox: Sandbox;
  let store: BigCommerceSandbox;
  let call: StoreCall;
  let now = 0;
  const lines = async (id: number): Promise<Line[]> => (await call('GET', `/v2/orders/${id}/products`)).body as Line[];
  const ship = (id: number, body: unknown): Promise<Reply> => call('POST', `/v2/orders/${id}/shipments`, body);
  const quote = (id: number, items: unknown[]): Promise<Reply> => call('POST', `/v3/orders/${id}/payment_actions/refund_quotes`, { items });
  const refund = (id: number, items: unknown[], amount: number, more: object = {}): Promise<Reply> =>
    call('POST', `/v3/orders/${id}/payment_actions/refunds`, { items, payments: [{ provider_id: 'braintree', amount, offline: false }], ...more });
  const quoted = async (id: number, items: unknown[]): Promise<number> => ((await quote(id, items)).body as { data: { total_refund_amount: number } }).data.total_refund_amount;
  const status = (id: number): unknown => store.store.order(id)['status_id'];

  beforeEach(async () => {
    now = Date.parse('2026-11-21T10:00:00Z');
    sandbox = await startSandbox({ bigcommerce: true, now: () => now });
    store = sandbox.bigcommerce!;
    call = callStore(store.url);
  });
  afterEach(() => sandbox.stop());

  it('ships in parts, moves the status, and tells the customer each time it is told', async () => {
    const [first, second] = await lines(1002);
    const parcel = { order_address_id: first!.order_address_id, tracking_number: '1Z9', shipping_provider: 'ups', tracking_carrier: 'ups' };
    const created = await ship(1002, { ...parcel, items: [{ order_product_id: first!.id, quantity: 1 }] });
    assert.equal(created.status, 201);
    assert.deepEqual([status(1002), (await lines(1002)).map(({ quantity_shipped: units }) => units)], [3, [1, 0]]);
    await ship(1002, { ...parcel, items: [{ order_product_id: first!.id, quantity: 1 }, { order_product_id: second!.id, quantity: 1 }] });
    assert.equal(status(1002), 2);
    assert.equal(store.record().mails.filter(({ kind }) => kind === 'shipment').length, 2);
    assert.deepEqual((await call('GET', '/v2/orders/1002/shipments/count')).body, { count: 2 });
    assert.equal((await ship(1002, { ...parcel, items: [{ order_product_id: first!.id, quantity: 1 }] })).status, 400, 'nothing is left');
  });

  it('takes each parcel to one address of the order', async () => {
    const [first, second] = await lines(1003);
    const wrong = { order_address_id: first!.order_address_id, items: [{ order_product_id: second!.id, quantity: 1 }] };
    assert.equal((await ship(1003, wrong)).status, 400);
    assert.equal((await ship(1003, { ...wrong, order_address_id: 9 })).status, 400);
    assert.equal((await ship(1003, { ...wrong, order_address_id: second!.order_address_id })).status, 201);
  });

  it('refuses providers and carriers that it does not know, and orders that cannot be shipped', async () => {
    const [line] = await lines(1001);
    const parcel = { order_address_id: line!.order_address_id, items: [{ order_product_id: line!.id, quantity: 1 }] };
    assert.equal((await ship(1001, { ...parcel, shipping_provider: 'pigeon' })).status, 400);
    assert.equal((await ship(1001, { ...parcel, tracking_carrier: 'pigeon' })).status, 400);
    assert.equal((await ship(1001, { ...parcel, tracking_number: 'x'.repeat(51) })).status, 400);
    assert.equal((await ship(1001, { ...parcel, items: [] })).status, 400);
    store.store.cancel(1001);
    assert.equal((await ship(1001, parcel)).status, 409);
    assert.equal(((await call('GET', '/v2/orders/1001/shipments')).status), 204);
    store.store.setStatus(1001, 11);
    assert.equal((await ship(1001, { ...parcel, shipping_provider: 'carrier_12', tracking_carrier: 'dhl' })).status, 201);
  });

  it('changes and deletes a shipment; deleting does not make the goods unshipped', async () => {
    const [line] = await lines(1001);
    const made = (await ship(1001, { order_address_id: line!.order_address_id, items: [{ order_product_id: line!.id, quantity: 1 }] })).body as { id: number };
    const changed = await call('PUT', `/v2/orders/1001/shipments/${made.id}`, { tracking_number: 'NEW' });
    assert.equal((changed.body as { tracking_number: string }).tracking_number, 'NEW');
    assert.equal((await call('DELETE', `/v2/orders/1001/shipments/${made.id}`)).status, 204);
    assert.equal((await call('GET', `/v2/orders/1001/shipments/${made.id}`)).status, 404);
    assert.deepEqual([status(1001), (await lines(1001))[0]!.quantity_shipped], [2, 1]);
  });

  it('quotes and refunds lines so that parts add up to what was paid', async () => {
    const [first, second] = await lines(1002);
    const [address] = (await call('GET', '/v2/orders/1002/shipping_addresses')).body as { id: number }[];
    const steps = [
      [{ item_type: 'PRODUCT', item_id: first!.id, quantity: 1 }],
      [{ item_type: 'PRODUCT', item_id: first!.id, quantity: 1 }, { item_type: 'SHIPPING', item_id: address!.id, amount: 7.5 }],
      [{ item_type: 'PRODUCT', item_id: second!.id, quantity: 1, reason: 'too small' }],
    ];
    let returned = 0;
    for (const [index, items] of steps.entries()) {
      const amount = await quoted(1002, items);
      assert.equal((await refund(1002, items, amount)).status, 201);
      returned += Math.round(amount * 100);
      assert.equal(status(1002), index === 2 ? 4 : 14);
    }
    assert.equal(returned, Math.round(Number(store.store.order(1002)['total_inc_tax']) * 100));
    assert.equal(store.store.order(1002)['payment_status'], 'refunded');
    const listed = (await call('GET', '/v3/orders/1002/payment_actions/refunds')).body as { data: { id: number; items: unknown[] }[] };
    assert.deepEqual(listed.data.map(({ items }) => items.length), [1, 2, 1]);
    assert.equal((await call('GET', `/v3/orders/payment_actions/refunds/${listed.data[0]!.id}`)).status, 200);
    assert.equal((await call('GET', '/v3/orders/payment_actions/refunds/9')).status, 404);
    const all = (await call('GET', '/v3/orders/payment_actions/refunds?order_id:in=1002,1003&created:min=2026-11-21T09:00:00Z')).body as { data: unknown[] };
    assert.equal(all.data.length, 3);
    const paid = (await call('GET', '/v3/orders/1002/transactions')).body as { data: { event: string; order_id: string }[] };
    assert.deepEqual(paid.data.map(({ event, order_id: order }) => [event, order]), [['purchase', '1002'], ['refund', '1002'], ['refund', '1002'], ['refund', '1002']]);
  });

  it('refuses refunds that do not fit, and makes a second one of a repeated request', async () => {
    const [line] = await lines(1006);
    const items = [{ item_type: 'PRODUCT', item_id: line!.id, quantity: 1 }];
    const amount = await quoted(1006, items);
    assert.equal((await refund(1006, items, amount - 0.01)).status, 422);
    assert.equal((await refund(1006, [{ ...items[0], quantity: 5 }], amount)).status, 422);
    assert.equal((await refund(1006, [...items, ...items], amount)).status, 422);
    assert.equal((await quote(1006, [{ item_type: 'PRODUCT', item_id: 9, quantity: 1 }])).status, 422);
    assert.equal((await quote(1006, [{ item_type: 'ORDER', item_id: 1006, amount: 100_000 }])).status, 422);
    assert.equal((await quote(1007, items)).status, 422, 'nobody has paid');
    assert.equal((await call('GET', '/v3/orders/1007/transactions')).status, 204);
    assert.equal((await refund(1006, items, amount)).status, 201);
    assert.equal((await refund(1006, items, await quoted(1006, items))).status, 201);
    assert.equal((await lines(1006))[0]!.quantity_refunded, 2);
  });

  it('refunds wrapping, fees, amounts and what a merchant reckons himself, one at a time', async () => {
    const [wrapped] = await lines(1004);
    assert.equal(await quoted(1004, [{ item_type: 'GIFT_WRAPPING', item_id: wrapped!.id, quantity: 2 }]), 9.74);
    const { fees } = (await call('GET', '/v2/orders/1006/fees')).body as { fees: { id: number }[] };
    assert.equal(await quoted(1006, [{ item_type: 'FEE', item_id: fees[0]!.id, amount: 18 }]), 18);
    const whole = [{ item_type: 'ORDER', item_id: 1006, amount: 5 }];
    const answer = (await quote(1006, whole)).body as { data: { order_level_refund_amount: number; total_refund_tax_amount: number } };
    assert.deepEqual([answer.data.order_level_refund_amount, answer.data.total_refund_tax_amount], [5, 0]);
    store.traffic.set({ refundMs: 1000 });
    assert.equal((await refund(1006, whole, 4, { merchant_calculated_override: { total_amount: 4, total_tax: 0.5 } })).status, 201);
    const busy = await refund(1006, whole, 5);
    assert.deepEqual([busy.status, (busy.body as { data: { order_id: number }[] }).data[0]!.order_id], [503, 1006]);
    now += 1000;
    assert.equal((await refund(1006, whole, 5)).status, 201);
    now += 1000;
    assert.equal((await call('POST', '/v3/orders/1006/payment_actions/refunds', { tax_adjustment_amount: 1 })).status, 501);
  });
});
