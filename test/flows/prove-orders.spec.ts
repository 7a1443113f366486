import { strict as assert } from 'node:assert';
import { proveOrders } from '../../scripts/prove/orders.ts';

describe('paid WooCommerce orders become BlueCherry sales orders', () => {
  it('all 24 recorded orders end as they must, to the penny, and 50 kills lose and repeat none', async () => {
    const seed = Math.floor(Math.random() * 1_000_000_000);
    console.log(`      seed ${seed}`);
    const verdict = await proveOrders({ client: 'harbour-thread', seed, kills: 50, file: undefined, catalogue: undefined }, () => undefined);
    console.log(`      ${JSON.stringify(verdict.figures)}`);
    assert.deepEqual(verdict.faults, []);
    assert.equal(verdict.holds, true);
  }).timeout(600_000);
});
