import assert from 'node:assert/strict';
import { findSameShipment, type ShipmentContent } from '../../../lib/connectors/bigcommerce/shipment-content.ts';
import { trackingCarriers } from '../../../lib/connectors/bigcommerce/tracking-carriers.ts';
import { failureOf } from '../support/failures.ts';
import type { LocalAnswer } from '../support/local-server.ts';
import { data, good, nothing, openStore, type OpenStore } from './support/open-store.ts';

const parcel: ShipmentContent = { addressId: '51', items: [{ lineId: '65', quantity: 2 }, { lineId: '66', quantity: 1 }], trackingNumber: 'EJ958083578UK', trackingCarrier: 'ups', shippingProvider: '', trackingLink: '', comments: '' };
const stored = { id: 3, order_id: 218, order_address_id: 51, tracking_number: 'EJ958083578UK', tracking_carrier: 'ups', shipping_provider: '', tracking_link: '', comments: '', items: [{ order_product_id: 66, product_id: 1, quantity: 1 }, { order_product_id: 65, product_id: 2, quantity: 2 }] };

describe('shipments of a BigCommerce order', () => {
  let open: OpenStore;
  afterEach(() => open.close());

  it('are created with their tracking, and recognised afterwards', async () => {
    open = await openStore(({ method }) => (method === 'POST' ? good(stored, 201) : good([{ ...stored, id: 2, tracking_number: 'OTHER' }, stored])));
    const shipment = await open.store.createShipment('218', parcel);
    assert.deepEqual([shipment.id, shipment.orderId, shipment.trackingCarrier], ['3', '218', 'ups']);
    assert.deepEqual(open.bodies(), [{ order_address_id: 51, items: [{ order_product_id: 65, quantity: 2 }, { order_product_id: 66, quantity: 1 }], tracking_number: 'EJ958083578UK', shipping_provider: '', tracking_carrier: 'ups' }]);
    const shipments = await open.store.listShipments('218');
    assert.equal(findSameShipment(shipments, parcel)?.id, '3');
    assert.equal(findSameShipment(shipments, { ...parcel, items: [{ lineId: '65', quantity: 1 }] }), undefined);
  });

  it('go by provider where the table of carriers has none', async () => {
    open = await openStore(() => good(stored, 201));
    for (const shippingProvider of ['royalmail', 'carrier_12']) await open.store.createShipment('218', { ...parcel, trackingCarrier: '', shippingProvider });
    assert.deepEqual(open.bodies().map((body) => (body as { shipping_provider: string }).shipping_provider), ['royalmail', 'carrier_12']);
  });

  it('are none where the store answers 204', async () => {
    open = await openStore(() => nothing);
    assert.deepEqual(await open.store.listShipments('218'), []);
  });

  it('are changed and withdrawn one by one', async () => {
    open = await openStore(({ method }) => (method === 'PUT' ? good({ ...stored, tracking_number: 'NEW' }) : nothing));
    const changed = await open.store.updateShipment({ ...parcel, id: '3', orderId: '218', trackingNumber: 'NEW', trackingLink: 'https://track.example/1' });
    assert.deepEqual([changed.trackingNumber, changed.items.length], ['NEW', 2]);
    await open.store.deleteShipment('218', '3');
    assert.deepEqual(open.asked(), ['PUT /v2/orders/218/shipments/3', 'DELETE /v2/orders/218/shipments/3']);
    assert.ok(!('items' in (open.bodies()[0] as object)));
  });

  const wrong: [string, Partial<ShipmentContent>, string][] = [
    ['an unknown carrier', { trackingCarrier: 'Royal Mail' }, 'TRANSLATION_MISSING'],
    ['an unknown provider', { trackingCarrier: '', shippingProvider: 'hermes' }, 'TRANSLATION_MISSING'],
    ['no lines', { items: [] }, 'PAYLOAD_INVALID'],
    ['half a unit', { items: [{ lineId: '65', quantity: 0.5 }] }, 'PAYLOAD_INVALID'],
    ['no address', { addressId: '0' }, 'PAYLOAD_INVALID'],
    ['a tracking number of 51 characters', { trackingNumber: 'x'.repeat(51) }, 'PAYLOAD_INVALID'],
    ['a tracking link of 501 characters', { trackingLink: 'x'.repeat(501) }, 'PAYLOAD_INVALID'],
    ['comments of 65,536 characters', { comments: 'x'.repeat(65_536) }, 'PAYLOAD_INVALID'],
  ];
  for (const [title, changes, code] of wrong) {
    it(`do not leave with ${title}`, async () => {
      open = await openStore(() => good(stored, 201));
      assert.equal((await failureOf(open.store.createShipment('218', { ...parcel, ...changes }))).code, code);
      assert.equal(open.server.requests.length, 0);
    });
  }

  it('are never all deleted at once', async () => {
    open = await openStore(() => nothing);
    for (const id of ['', '0', '..', '3/..']) assert.equal((await failureOf(open.store.deleteShipment('218', id))).code, 'PAYLOAD_INVALID');
    assert.equal(open.server.requests.length, 0);
  });

  const unsure: [string, LocalAnswer][] = [['a broken connection', { instead: 'cut' }], ['a server error', { status: 500, body: {} }], ['an answer that names none', good({}, 201)], ['an empty answer', nothing]];
  for (const [title, answer] of unsure) {
    it(`may exist after ${title}: the request is made once`, async () => {
      open = await openStore(() => answer);
      assert.equal((await failureOf(open.store.createShipment('218', parcel))).code, 'OUTCOME_UNKNOWN');
      assert.equal(open.server.requests.length, 1);
    });
  }

  it('know the carriers of BigCommerce\'s table', () => {
    assert.equal(trackingCarriers.size, 895);
    for (const carrier of ['ups', 'fedex', 'dhl', 'usps', 'gls']) assert.ok(trackingCarriers.has(carrier), carrier);
    assert.ok(!trackingCarriers.has(''));
  });
});

describe('the status of a BigCommerce order', () => {
  it('is set by id; other ids do not leave', async () => {
    const open = await openStore(() => good({ id: 218, status_id: 2 }));
    await open.store.setOrderStatus('218', 2);
    for (const [id, status] of [['218', 15], ['218', -1], ['', 2], ['218', 1.5]] as const) assert.equal((await failureOf(open.store.setOrderStatus(id, status))).code, 'PAYLOAD_INVALID');
    assert.deepEqual([open.asked(), open.bodies()], [['PUT /v2/orders/218'], [{ status_id: 2 }]]);
    await open.close();
  });

  it('stays when the guard objects', async () => {
    const open = await openStore(() => good({}));
    await assert.rejects(open.store.setOrderStatus('218', 2, { guard: () => { throw new Error('lease lost'); } }), /lease lost/);
    assert.equal(open.server.requests.length, 0);
    await open.close();
  });
});

describe('refunds of a BigCommerce order', () => {
  let open: OpenStore;
  afterEach(() => open.close());
  const items = [
    { type: 'PRODUCT', lineId: '8', quantity: 1, reason: 'torn' },
    { type: 'SHIPPING', addressId: '9', amount: 1000, reason: '' },
    { type: 'ORDER', amount: 105, reason: '' },
    { type: 'FEE', feeId: '11', amount: 100, reason: '' },
  ] as const;
  const payments = [{ providerId: 'braintree', amount: 2183, offline: false }];
  const made = { id: 1, order_id: 21, created: '2026-11-20T10:00:00Z', reason: '', total_amount: 20.83, total_tax: 0.83, items: [{ item_type: 'PRODUCT', item_id: 8, quantity: 1, requested_amount: null, reason: 'torn' }], payments: [{ id: 1, provider_id: 'braintree', amount: 20.83, offline: false, is_declined: false, declined_message: '' }] };

  it('are quoted, with the ways to pay back', async () => {
    open = await openStore(() => good({ data: { order_id: 21, total_refund_amount: 21.83, total_refund_tax_amount: 0.83, refund_methods: [[{ provider_id: 'braintree', provider_description: 'Card', amount: 20, offline: false }, { provider_id: 'storecredit', provider_description: 'Credit', amount: 1.83, offline: true }]] }, meta: {} }, 201));
    const quote = await open.store.quoteRefund('21', { items, currency: 'USD' });
    assert.deepEqual([quote.total, quote.tax, quote.methods[0]?.map(({ providerId, amount, offline }) => [providerId, amount, offline])], [2183, 83, [['braintree', 2000, false], ['storecredit', 183, true]]]);
    assert.deepEqual(open.bodies(), [{ items: [{ item_type: 'PRODUCT', item_id: 8, quantity: 1, reason: 'torn' }, { item_type: 'SHIPPING', item_id: 9, amount: 10 }, { item_type: 'ORDER', item_id: 21, amount: 1.05 }, { item_type: 'FEE', item_id: 11, amount: 1 }] }]);
  });

  it('are made with exact amounts', async () => {
    open = await openStore(() => good({ data: made, meta: {} }, 201));
    const refund = await open.store.createRefund('21', { items, payments, currency: 'USD' });
    assert.deepEqual([refund.id, refund.total, refund.tax, refund.items[0]?.requested, refund.payments[0]?.amount], ['1', 2083, 83, null, 2083]);
    assert.deepEqual((open.bodies()[0] as { payments: unknown }).payments, [{ provider_id: 'braintree', amount: 21.83, offline: false }]);
  });

  it('one at a time for an order, side by side for different ones', async () => {
    const underWay = new Map<string, number>();
    let most = 0;
    let all = 0;
    let mostAll = 0;
    open = await openStore(async ({ path }) => {
      underWay.set(path, (underWay.get(path) ?? 0) + 1);
      most = Math.max(most, underWay.get(path) ?? 0);
      mostAll = Math.max(mostAll, (all += 1));
      await new Promise((resolve) => setTimeout(resolve, 20));
      underWay.set(path, (underWay.get(path) ?? 0) - 1);
      all -= 1;
      return good({ data: made, meta: {} }, 201);
    });
    const request = { items, payments, currency: 'USD' };
    await Promise.all([open.store.createRefund('21', request), open.store.createRefund('21', request), open.store.createRefund('22', request)]);
    assert.deepEqual([most, mostAll], [1, 2]);
  });

  const answers: [string, LocalAnswer, string][] = [
    ['a sum that the store does not accept', { status: 422, body: { data: [{ status: 422, title: 'Payments do not match the total', errors: {} }] } }, 'REMOTE_REFUSED'],
    ['a provider that is not there', { status: 503, body: { data: [{ order_id: 21, status: 503, error: 'gateway' }], meta: {} } }, 'OUTCOME_UNKNOWN'],
    ['a broken connection', { instead: 'cut' }, 'OUTCOME_UNKNOWN'],
    ['an answer without the refund', good({ data: {} }, 201), 'OUTCOME_UNKNOWN'],
  ];
  for (const [title, answer, code] of answers) {
    it(`end as ${code} after ${title}`, async () => {
      open = await openStore(() => answer);
      assert.equal((await failureOf(open.store.createRefund('21', { items, payments, currency: 'USD' }))).code, code);
      assert.equal(open.server.requests.length, 1);
    });
  }

  it('of nothing, or of less than a cent, do not leave', async () => {
    open = await openStore(() => good({}));
    const wrong = [{ items: [], payments }, { items, payments: [] }, { items, payments: [{ ...payments[0]!, amount: 0 }] }, { items: [{ ...items[1], amount: 0.5 }], payments }, { items: [{ ...items[0], quantity: 0 }], payments }];
    for (const request of wrong) assert.equal((await failureOf(open.store.createRefund('21', { ...request, currency: 'USD' }))).code, 'PAYLOAD_INVALID');
    assert.equal(open.server.requests.length, 0);
  });

  it('are listed for many orders at once', async () => {
    open = await openStore(() => data([made, { ...made, id: 2, order_id: 22, total_amount: 500 }]));
    const refunds = await open.store.listRefunds(new Map([['21', 'USD'], ['22', 'JPY']]));
    assert.deepEqual(refunds.map(({ id, total }) => [id, total]), [['1', 2083], ['2', 500]]);
    assert.equal(open.server.requests.length, 1);
  });
});

describe('the transactions of a BigCommerce order', () => {
  it('say how it was paid; none are a 204', async () => {
    const row = { id: 5, event: 'purchase', method: 'gift_certificate', gateway: 'giftcertificate', amount: 25, currency: 'USD', status: 'ok', test: false, gateway_transaction_id: 'g1', date_created: '2026-11-20T10:00:00+00:00' };
    const open = await openStore(({ path }) => (path.includes('/9/') ? nothing : good({ data: [row, { ...row, id: 6, status: 'error', amount: 86.11 }], meta: {} })));
    assert.deepEqual((await open.store.listTransactions('218')).map(({ id, amount, method, ok }) => [id, amount, method, ok]), [['5', 2500, 'gift_certificate', true], ['6', 8611, 'gift_certificate', false]]);
    assert.deepEqual(await open.store.listTransactions('9'), []);
    await open.close();
  });
});
