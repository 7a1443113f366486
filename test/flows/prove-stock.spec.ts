import { strict as assert } from 'node:assert';
import { compareBuffers } from '../../scripts/prove/stock/compare-buffers.ts';
import { proveFewestCalls } from '../../scripts/prove/stock/fewest-calls.ts';
import { proveStaleFeed } from '../../scripts/prove/stock/stale-feed.ts';
import { proveWorkedFixture } from '../../scripts/prove/stock/worked-fixture.ts';

const silent = (): void => undefined;

describe('the shop shows what there is to sell', () => {
  it('in the worked fixture: QOH 87, OTS 49, OTS_SHIP_TO_WIP 111', async () => {
    const { figures, faults } = await proveWorkedFixture(silent);
    assert.deepEqual(faults, []);
    assert.deepEqual(figures, { qoh: 87, ots: 49, otsShipToWip: 111, published: 49, publishedWithWip: 111 });
  }).timeout(20_000);

  for (const engine of ['sqlite', 'postgres'] as const) it(`from the first start on, in the fewest calls, on ${engine}`, async () => {
    const { figures, faults } = await proveFewestCalls({ client: 'harbour-thread', seed: 3, engine }, silent);
    console.log(`      ${JSON.stringify(figures)}`);
    assert.deepEqual(faults, []);
  }).timeout(120_000);

  it('not while the feed is stale: what depends on it waits, says why and goes on by itself', async () => {
    const { figures, faults } = await proveStaleFeed('harbour-thread', 3, silent);
    console.log(`      ${JSON.stringify(figures)}`);
    assert.deepEqual(faults, []);
  }).timeout(180_000);

  it('on a trading day with a drop: hardly anything is oversold, and no more sales are lost than to a fixed buffer', async () => {
    const { figures, faults } = await compareBuffers({ seed: 2, days: 1, alsoFixed: [] }, silent);
    console.log(`      ${JSON.stringify(figures)}`);
    assert.deepEqual(faults, []);
  }).timeout(120_000);
});
