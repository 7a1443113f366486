import { strict as assert } from 'node:assert';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { recordedDeliveries } from '../connectors/support/recorded.ts';
import { eventually } from '../support/eventually.ts';
import { bluecherryAccount, catchAll, exceptions, hold, orderMessage, probe, sandboxKeys, tab, woocommerceAccount } from '../support/messages.ts';
import { runFlow, type FlowRun } from '../support/node-runtime.ts';
import { orderLine, salesOrder, sku } from '../support/sales-orders.ts';

const codes = { customer: 'WEB01', division: '01', warehouse: 'LDS', shipVia: 'RM48', terms: 'CARD', orderType: 'EC' };
const forever = 8_000_000_000_000;

describe('what the shop has sold', () => {
  let sandbox: Sandbox;
  let run: FlowRun;
  const source = (wires: string[], change: object = {}) => ({
    id: 'in', type: 'woocommerce-in', z: 'tab', account: 'shop', resource: 'orders', intervalSeconds: 3600, overlapSeconds: 300, startAt: '2026-01-01T00:00:00Z', webhookPath: '', statusTable: '', wires: [wires], ...change,
  });
  const end = { id: 'end', type: 'exception-queue', z: 'tab', action: 'close', reason: 'seen', wires: [[]] };
  const start = async (...nodes: object[]): Promise<void> => {
    run = await runFlow([tab, woocommerceAccount(sandbox.woocommerce.url), bluecherryAccount(sandbox.bluecherry.url), catchAll, exceptions, probe('parked'), ...nodes], { env: sandboxKeys });
  };
  beforeEach(async () => {
    sandbox = await startSandbox();
  });
  afterEach(async () => {
    await run.stop();
    await sandbox.stop();
  });
  const pending = async (skuCode: string, asOf = forever): Promise<number> => (await run.store.read.demand.pending([skuCode], asOf)).get(skuCode) ?? 0;
  const swept = (after = 0) =>
    eventually('a sweep', async () => {
      const good = await run.store.read.feedRuns.lastGood('harbour-thread:orders');
      return good && good.startedAt >= after ? good : undefined;
    });
  const sweepAgain = async (): Promise<void> => {
    const before = Date.now();
    run.store.signals.send('feed:harbour-thread:orders');
    await swept(before);
  };

  it('is known before the flow is through with it, from orders in any status that took stock', async () => {
    await start(source(['stuck']), hold('stuck'));
    await eventually('the demand of the page', async () => ((await pending('MC100-BLA-XS')) === 6 ? true : undefined));
    assert.equal(await run.store.read.feedRuns.lastGood('harbour-thread:orders'), null, 'the flow has not let the page go');
    assert.deepEqual([await pending('MC100-NAV-M'), await pending('MC100-BLA-M')], [3, 4], 'of 78 and not of 65, which is not paid; of 55 and 78 and not of 71, which is cancelled');
  });

  it('is noted once, however often the order is told of or read', async () => {
    await start(source(['end'], { webhookPath: 'woocommerce' }), end);
    await swept();
    const [delivery = assert.fail()] = recordedDeliveries().filter(({ headers }) => 'x-wc-webhook-signature' in headers);
    const toldTwice = async (): Promise<void> => {
      const before = Date.now();
      for (let time = 0; time < 2; time += 1) assert.equal((await run.deliver('woocommerce', { headers: delivery.headers, rawBody: Buffer.from(delivery.rawBody) })).status, 200);
      await swept(before);
    };
    const [before, noted] = [await pending('MC100-NAV-XS'), await run.store.read.demand.changedAfter(0, 1000)];
    sandbox.woocommerce.shop.patchOrder(53, { customer_note: 'call first' });
    await toldTwice();
    await toldTwice();
    assert.equal((await run.store.read.timeline.of('sales-order', 'HT-53', 9)).filter(({ kind }) => kind === 'read').length, 2, 'it was read again');
    assert.equal(await pending('MC100-NAV-XS'), before);
    assert.deepEqual(await run.store.read.demand.changedAfter(0, 1000), noted, 'nobody need calculate anything anew');
  });

  it('is nothing any more once the order is cancelled, and counts when a payment arrives', async () => {
    await start(source(['end']), end);
    await swept();
    const before = await pending('MC100-NAV-XS');
    sandbox.woocommerce.shop.patchOrder(53, { status: 'cancelled' });
    sandbox.woocommerce.shop.patchOrder(65, { status: 'processing' });
    await sweepAgain();
    assert.deepEqual([await pending('MC100-NAV-XS'), await pending('MC100-NAV-M')], [before - 1, 4]);
  });

  it('is known of orders that wait for a person, by what the shop wrote on them', async () => {
    sandbox.woocommerce.shop.patchOrder(66, { status: 'awaiting-dragon' });
    await start(source(['end']), end);
    await swept();
    assert.equal((await run.services.desk.list({ state: ['open'], limit: 9 }))[0]?.code, 'STATUS_UNMAPPED');
    assert.equal(await pending('MC100-BLA-XS'), 6);
  });

  it('follows the record that a replay fetches, and what a person puts right on it', async () => {
    sandbox.woocommerce.shop.patchOrder(66, { status: 'awaiting-dragon' });
    await start(source(['end']), end);
    await swept();
    const [parked] = await run.services.desk.list({ state: ['open'], limit: 9 });
    sandbox.woocommerce.shop.patchOrder(66, { status: 'cancelled' });
    await run.services.desk.replay(parked?.id ?? 0, 'ann');
    assert.equal(await pending('MC100-BLA-XS'), 3);

    const wrong = orderMessage(salesOrder({ orderId: '900', externalRef: 'HT-900', lines: [orderLine({ skuCode: 'WRONG' })] }), { source: { system: 'woocommerce', account: 'harbour-thread', node: 'in' } });
    const row = await run.services.desk.park({ message: wrong, failure: { code: 'SKU_UNKNOWN', message: 'no such SKU', disposition: 'park', owner: 'ecommerce', details: {} }, raisedBy: 'in' });
    await run.services.desk.edit(row.id, { ...wrong.payload, lines: [orderLine({ skuCode: 'RIGHT' })] }, 'ann', 'mistyped');
    await run.services.desk.replay(row.id, 'ann');
    assert.deepEqual([await pending('WRONG'), await pending('RIGHT')], [0, 1]);
  });

  describe('once BlueCherry has it', () => {
    const lane = { id: 'lane', type: 'durable-lane', z: 'tab', lane: 'orders', order: 'strict', concurrency: 50, maxAttempts: 5, retryDelaysSeconds: ['0.05'], priority: 1, wires: [['out']] };
    const out = { id: 'out', type: 'bluecherry-out', z: 'tab', account: 'erp', operation: 'create-sales-order', batchSize: 100, lingerMs: 20, unknownAfterSeconds: 1, wires: [['done']] };
    const order = salesOrder({ codes, lines: [orderLine({ sku: sku().identity, quantity: 3 })] });
    const send = async (key: string): Promise<void> => {
      await eventually('the lane', () => run.services.lanes.get('orders'));
      run.node('lane').receive(orderMessage({ ...order, externalRef: key }));
      await eventually('the sales order', async () => ((await run.store.read.references.find('sales-order', 'bluecherry:HTL', [key])).length > 0 ? true : undefined));
    };

    it('is in the figures of cycles from then on, and not in those from before', async () => {
      await start(lane, out, probe('done'));
      await run.store.write(({ demand }) => demand.note('harbour-thread', 'HT-53', [{ skuCode: 'MC100-NAV-XS', units: 3, orderedAt: 1 }], 1));
      const before = Date.now() - 1;
      await send('HT-53');
      assert.deepEqual([await pending('MC100-NAV-XS', before), await pending('MC100-NAV-XS', Date.now())], [3, 0]);
    });

    it('is in its figures since its own clock says so, of orders that it shows, also where nobody here had sent them', async () => {
      await start({ id: 'orders', type: 'bluecherry-in', z: 'tab', account: 'erp', resource: 'orders', intervalSeconds: 1, overlapSeconds: 300, wires: [[]] }, lane, out, probe('done'));
      await run.store.write(({ demand }) => demand.note('harbour-thread', 'HT-53', [{ skuCode: 'MC100-NAV-XS', units: 3, orderedAt: 1 }], 1));
      await send('HT-53');
      await eventually('the order as BlueCherry shows it', async () => (await run.store.read.timeline.of('sales-order', 'HT-53', 9)).find(({ kind }) => kind === 'seen'));
      const [state] = await run.store.read.orderStates.get('bluecherry:HTL', ['HT-53']);
      const since = Date.parse(state?.revision ?? '');
      assert.deepEqual([await pending('MC100-NAV-XS', since - 1), await pending('MC100-NAV-XS', Math.max(since, Date.now()))], [3, 0]);
      assert.ok((await pending('MC100-NAV-XS', since + 999)) === 0, 'earlier than the time at which we heard of it');
    });
  });
});
