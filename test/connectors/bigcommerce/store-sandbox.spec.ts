import assert from 'node:assert/strict';
import { createBigcommerceConnector, type BigcommerceConnector } from '../../../lib/connectors/bigcommerce/connector.ts';
import { planStockCalls } from '../../../lib/connectors/bigcommerce/plan-stock-calls.ts';
import { coreStatusMap } from '../../../lib/connectors/bigcommerce/status-map.ts';
import { toSalesOrder } from '../../../lib/connectors/bigcommerce/to-sales-order.ts';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import { checkMoney } from '../../../lib/operations/check-money.ts';
import { startBigCommerce, type BigCommerceSandbox } from '../../../sandbox/bigcommerce/start-bigcommerce.ts';
import { realClock } from '../support/clocks.ts';

interface StoredOrder {
  readonly discount_amount: string;
  readonly consignments: { readonly shipping: readonly { readonly line_items: readonly { readonly applied_discounts: readonly { readonly code: string | null }[] }[] }[] };
}

function outcomeOf(raw: unknown): string {
  try {
    assert.deepEqual(checkMoney(toSalesOrder(raw, { channel: 'northgate', externalRefPrefix: 'NGO-', statusMap: coreStatusMap })), []);
    return 'ties';
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    return error.code;
  }
}

/** A discount of the whole order that no line states (BigCommerce spreads it over the lines) cannot be placed. */
function expectedOf({ discount_amount: discount, consignments: { shipping } }: StoredOrder): string {
  const placed = shipping.some((place) => place.line_items.some((line) => line.applied_discounts.some(({ code }) => code === null)));
  if (Number(discount) !== 0 && !placed) return 'MONEY_DOES_NOT_ADD_UP';
  return shipping.length > 1 ? 'ORDER_INCOMPLETE' : 'ties';
}

describe('the BigCommerce connector before a store', () => {
  for (const taxIncluded of [false, true]) {
    describe(taxIncluded ? 'whose prices include tax' : 'whose prices are without tax', () => {
      let sandbox: BigCommerceSandbox;
      let store: BigcommerceConnector;
      before(async () => {
        sandbox = await startBigCommerce({ host: '127.0.0.1', port: 0, seed: 7, now: () => Date.now() }, { taxIncluded });
        store = createBigcommerceConnector(
          { storeHash: 'northgate1', accessToken: 'bigc_sandbox_token', baseUrl: sandbox.url, account: 'shop', limits: { requestsPerSecond: 200, concurrency: 4, timeoutMs: 10_000 } },
          { clock: realClock },
        );
      });
      after(async () => {
        await store.close();
        await sandbox.stop();
      });

      it('reads every order: it ties to the cent, or says why it does not', async () => {
        const raws: unknown[] = [];
        for await (const page of store.sweepOrders({ modifiedAfter: '2020-01-01T00:00:00Z' })) raws.push(...page);
        const outcomes = new Map<string, number>();
        for (const raw of await store.completeOrders(raws)) {
          const found = outcomeOf(raw);
          assert.equal(found, expectedOf(raw as StoredOrder));
          outcomes.set(found, (outcomes.get(found) ?? 0) + 1);
        }
        assert.ok((outcomes.get('ties') ?? 0) > 5, JSON.stringify([...outcomes]));
        assert.ok((outcomes.get('ORDER_INCOMPLETE') ?? 0) > 0);
      });

      it('writes stock that the store then shows', async () => {
        const sku = sandbox.store.shelf()[0]!.sku;
        const [found] = (await store.findSellables(1, [sku])).get(sku) ?? [];
        assert.ok(found);
        const outcomes = await store.writeStock(planStockCalls([{ productId: found.productId, variantId: found.variantId, skuCode: sku, locationId: 1, quantity: 41, urgent: true }]));
        assert.deepEqual(outcomes.map(({ kind }) => kind), ['written']);
        assert.equal((await store.findSellables(1, [sku])).get(sku)?.[0]?.quantity, 41);
      });

      it('ships an order once, and finds the shipment again', async () => {
        const sku = sandbox.store.shelf()[0]!.sku;
        const id = String(sandbox.store.placeOrder({ lines: [{ sku, quantity: 2 }] }));
        const order = toSalesOrder(await store.fetchOrder(id), { channel: 'northgate', externalRefPrefix: 'NGO-', statusMap: coreStatusMap });
        const parcel = { addressId: order.shippingLines[0]!.lineId, items: [{ lineId: order.lines[0]!.lineId, quantity: 2 }], trackingNumber: 'T1', trackingCarrier: 'ups', shippingProvider: '', trackingLink: '', comments: '' };
        const made = await store.createShipment(id, parcel);
        assert.deepEqual((await store.listShipments(id)).map((shipment) => shipment.id), [made.id]);
        const quote = await store.quoteRefund(id, { items: [{ type: 'PRODUCT', lineId: order.lines[0]!.lineId, quantity: 1, reason: '' }], currency: 'USD' });
        assert.ok(quote.total > 0 && quote.methods.length > 0);
        const refund = await store.createRefund(id, { items: [{ type: 'PRODUCT', lineId: order.lines[0]!.lineId, quantity: 1, reason: '' }], payments: quote.methods[0]!, currency: 'USD' });
        assert.equal(refund.total, quote.total);
        assert.deepEqual((await store.listRefunds(new Map([[id, 'USD']]))).map((one) => one.id), [refund.id]);
      });
    });
  }
});
