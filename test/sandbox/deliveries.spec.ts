import { strict as assert } from 'node:assert';
import { oversoldSkuCodes } from '../../sandbox/bluecherry/stock/opening-stock.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { receiveDelivery } from '../../sandbox/trading/deliveries.ts';

describe("a supplier's delivery to the sandbox's warehouse", () => {
  it('brings a carton of what runs low, and nothing of what is oversold for good', async () => {
    const sandbox = await startSandbox({ seed: 3 });
    try {
      const { bluecherry } = sandbox;
      const openIn = (skuCode: string): number => bluecherry.stock.figures(skuCode).filter(({ location, label }) => location === 'LDS' && label === '').reduce((units, { ots }) => units + ots, 0);
      receiveDelivery(bluecherry);
      assert.deepEqual(receiveDelivery(bluecherry), [], 'a second one finds nothing to bring');
      const [oversold = ''] = oversoldSkuCodes;
      const before = openIn('MC100-NAV-M');
      bluecherry.stock.adjust({ skuCode: 'MC100-NAV-M', location: 'LDS' }, 5 - before);
      assert.deepEqual(receiveDelivery(bluecherry), ['MC100-NAV-M']);
      assert.equal(openIn('MC100-NAV-M'), 29);
      assert.ok(openIn(oversold) < 0);
    } finally {
      await sandbox.stop();
    }
  });
});
