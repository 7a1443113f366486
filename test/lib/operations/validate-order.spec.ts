import { strict as assert } from 'node:assert';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { Sku } from '../../../lib/model/identity.ts';
import type { SalesOrder } from '../../../lib/model/sales-order.ts';
import { validateOrder } from '../../../lib/operations/validate-order.ts';
import { leeds, orderLine, salesOrder, sku } from '../../support/sales-orders.ts';

const limits = { maxLineQuantity: 500, maxOrderTotal: 2_500_000 };
const directory = new Map<string, readonly Sku[]>([['MC100-NAV-XS', [sku()]]]);

function refusal(order: SalesOrder, skus = directory): OperationError {
  try {
    validateOrder(order, skus, limits);
  } catch (error) {
    assert.ok(error instanceof OperationError);
    return error;
  }
  throw new Error('the order passed');
}

describe('order validation', () => {
  it('gives each line of a correct order its SKU identity', () => {
    assert.deepEqual(validateOrder(salesOrder(), directory, limits).lines[0]?.sku, sku().identity);
  });

  it('names the line and product of a line without SKU, and ecommerce as the owner', () => {
    const error = refusal(salesOrder({ lines: [orderLine({ skuCode: null, name: 'Mystery sample', remoteProductId: '51' })] }));
    assert.equal(error.code, 'SKU_MISSING');
    assert.equal(error.owner, 'ecommerce');
    assert.equal(error.details['product'], '51');
  });

  it('tells an unknown, an inactive and an ambiguous SKU apart', () => {
    assert.equal(refusal(salesOrder(), new Map()).code, 'SKU_UNKNOWN');
    assert.match(refusal(salesOrder(), new Map([['MC100-NAV-XS', [sku('MC100-NAV-XS', { active: false })]]])).message, /inactive/);
    assert.equal(refusal(salesOrder(), new Map([['MC100-NAV-XS', [sku(), sku()]]])).code, 'SKU_NOT_UNIQUE');
  });

  it('lists every fault of an order, not only the first', () => {
    const error = refusal(salesOrder({ currency: 'GBX', lines: [orderLine({ skuCode: null, quantity: 0 })] }));
    const problems = error.details['problems'] as string[];
    assert.deepEqual(problems.map((problem) => problem.split(':')[0]), ['SKU_MISSING', 'CURRENCY_UNKNOWN', 'QUANTITY_INVALID']);
  });

  it('refuses quantities below one and above the limit', () => {
    for (const quantity of [0, -2, 501]) assert.equal(refusal(salesOrder({ lines: [orderLine({ quantity })] })).code, 'QUANTITY_INVALID');
  });

  it('refuses a total that its parts do not make', () => {
    const error = refusal(salesOrder({ totals: { ...salesOrder().totals, total: 8600 } }));
    assert.equal(error.code, 'MONEY_DOES_NOT_ADD_UP');
    assert.equal(error.owner, 'finance');
    assert.deepEqual([error.details['stated'], error.details['parts']], [8600, 8494]);
  });

  it('allows the minor unit that rounding leaves', () => {
    assert.doesNotThrow(() => validateOrder(salesOrder({ totals: { ...salesOrder().totals, total: 8495 } }), directory, limits));
  });

  it('refuses an absurd total even when it adds up', () => {
    const net = 900_000_000;
    const order = salesOrder({ lines: [orderLine({ subtotal: net, net, tax: 0 })], shippingLines: [], totals: { merchandise: net, discount: 0, shipping: 0, fees: 0, tax: 0, total: net } });
    assert.equal(refusal(order).code, 'AMOUNT_INVALID');
  });

  it('asks for a recipient, a street, a city and a country', () => {
    const nowhere = { ...leeds, firstName: '', lastName: '', address1: '', city: '', country: '' };
    const error = refusal(salesOrder({ shipTo: nowhere, billTo: nowhere }));
    assert.equal(error.code, 'ORDER_INCOMPLETE');
    assert.equal((error.details['missing'] as string[]).length, 4);
  });

  it('ships to the billing address when the shop has no shipping address', () => {
    const nowhere = { ...leeds, firstName: '', lastName: '', address1: '', city: '', country: '' };
    assert.equal(validateOrder(salesOrder({ shipTo: nowhere }), directory, limits).shipTo.address1, '1 Mill Lane');
  });

  it('accepts names in any script', () => {
    assert.doesNotThrow(() => validateOrder(salesOrder({ shipTo: { ...leeds, firstName: 'ليلى', lastName: '🧶 Żak' } }), directory, limits));
  });

  it('refuses a paid order without lines', () => {
    const error = refusal(salesOrder({ lines: [], totals: { merchandise: 0, discount: 0, shipping: 495, fees: 0, tax: 99, total: 594 } }));
    assert.equal(error.code, 'ORDER_WITHOUT_LINES');
  });
});
