import { strict as assert } from 'node:assert';
import type { CanonicalMessage } from '../../lib/model/envelope.ts';
import type { StockLevelPage } from '../../lib/model/stock.ts';
import type { SalesOrder } from '../../lib/model/sales-order.ts';
import { exceptions, probe, tab } from '../support/messages.ts';
import { runFlow, type FlowRun } from '../support/node-runtime.ts';

describe('test-message', () => {
  let run: FlowRun;
  const start = async (change: object = {}): Promise<void> => {
    run = await runFlow([tab, { id: 'test', type: 'test-message', z: 'tab', sample: 'woocommerce-order-67', dryRun: true, wires: [['out']], ...change }, probe('out'), exceptions, probe('parked')]);
  };
  afterEach(() => run.stop());
  const press = async (id = 'test') => (await run.request().post(`/selvedge/test-message/${id}/press`).send({})) as { status: number; body: Record<string, unknown> };

  it('lists the recorded orders with what is special about them', async () => {
    await start();
    const samples = (await run.request().get('/selvedge/samples')).body as { id: string; title: string; summary: string; entity: string }[];
    assert.equal(samples.length, 25);
    const coupon = samples.find(({ id }) => id === 'woocommerce-order-67');
    assert.equal(coupon?.title, 'Order 67, 213.30 GBP');
    assert.match(coupon.summary, /coupon/);
  });

  it('sends the chosen sample as a dry run under a reference of its own', async () => {
    await start();
    const out = run.next('out');
    const pressed = press();
    const { payload, selvedge } = (await out) as unknown as CanonicalMessage<SalesOrder>;
    assert.deepEqual([payload.coupons[0]?.code, payload.externalRef, selvedge.dryRun], ['welcome10', 'SAMPLE-67', true]);
    assert.equal((await pressed).body['kind'], 'shown');
  });

  it('sends figures of stock as a cycle would state them now, and keeps nothing of what they would do', async () => {
    const ats = { id: 'out', type: 'ats-calculation', z: 'tab', channel: 'harbour-thread', bufferByAge: false, wires: [['levels']] };
    run = await runFlow([tab, { id: 'test', type: 'test-message', z: 'tab', sample: 'bluecherry-stock-worked', dryRun: true, wires: [['out']] }, ats, probe('levels'), exceptions, probe('parked')]);
    const levels = run.next('levels');
    const pressed = press();
    const { payload } = (await levels) as unknown as CanonicalMessage<StockLevelPage>;
    assert.deepEqual(payload.levels.map(({ skuCode, published, stale }) => [skuCode, published, stale]), [['MC100-NAV-XS', 49, false]]);
    assert.equal((await pressed).body['kind'], 'shown');
    assert.equal(await run.store.read.cursors.get('ats:harbour-thread'), null);
  });

  it('parks a real test message that the flow drops, and says so where the button was pressed', async () => {
    await start({ dryRun: false });
    const { body } = await press();
    assert.equal(body['kind'], 'parked');
    assert.equal((await run.store.read.exceptions.list({ state: ['open'], limit: 1 }))[0]?.code, 'MESSAGE_DROPPED');
  });

  it('says that it is not deployed, and that a sample does not exist', async () => {
    await start({ sample: 'nothing' });
    assert.match(String((await press('other')).body['message']), /deploy first/);
    assert.match(String((await press()).body['message']), /no sample "nothing"/);
  });
});
