import assert from 'node:assert/strict';
import type { ErpOrder } from '../../lib/model/erp-order.ts';
import { OperationError } from '../../lib/errors/operation-error.ts';
import { commercialFingerprint } from '../../lib/operations/commercial-fingerprint.ts';
import { salesOrderEffect } from '../../nodes/bluecherry/bluecherry-out/sales-order-effect.ts';
import { viewSalesOrders } from '../../nodes/bluecherry/bluecherry-out/view-sales-orders.ts';
import type { StoreTables } from '../../lib/store/contract/store.ts';
import { effectsBench, type EffectsBench } from '../lib/lanes/effects-bench.ts';
import { orderMessage } from '../support/messages.ts';
import { salesOrder } from '../support/sales-orders.ts';

const system = 'bluecherry:HTL';
const unknownAfterMs = 30_000;
const order = (id: number) => salesOrder({ orderId: String(id), orderNumber: String(id), externalRef: `HT-${id}` });

describe('what BlueCherry has of an order that is to be sent again', () => {
  let bench: EffectsBench;
  let asked: (readonly string[])[];
  let inErp: Map<string, string>;
  beforeEach(async () => {
    bench = await effectsBench();
    asked = [];
    inErp = new Map();
  });
  afterEach(() => bench.close());

  const connector = {
    findOrdersByExternalRef(refs: readonly string[]) {
      asked.push(refs);
      return Promise.resolve(new Map(refs.flatMap((ref) => (inErp.has(ref) ? [[ref, [{ ordNum: inErp.get(ref), externalRef: ref } as ErpOrder]] as const] : []))));
    },
  };
  const view = (ask = connector) => viewSalesOrders(() => ({ connector: ask, store: { read: bench.tables }, clock: bench.clock, system, unknownAfterMs }));
  const holder = { lease: 'account:erp', fence: 1 };
  const effect = (id: number, fingerprint = commercialFingerprint(order(id))) => ({ ...salesOrderEffect(order(id), system), holder, fingerprint, claimedAt: bench.clock.now() });
  const wrote = (...rows: ReturnType<typeof effect>[]): Promise<unknown> => bench.tables.effects.claim(rows);
  const effects = (): StoreTables['effects'] => bench.tables.effects;

  it('is new, there with what the kit wrote, there with other content, or there without the kit', async () => {
    await wrote(effect(2), effect(3, 'other'));
    for (const id of [2, 3, 4]) inErp.set(`HT-${id}`, `10${id}`);
    assert.deepEqual(await view()([1, 2, 3, 4].map((id) => orderMessage(order(id)))), [
      { state: 'new' },
      { state: 'there', number: '102', sameContent: true },
      { state: 'there', number: '103', sameContent: false },
      { state: 'there', number: '104', sameContent: null },
    ]);
    assert.deepEqual(asked, [['HT-1', 'HT-2', 'HT-3', 'HT-4']]);
  });

  it('is not known while a call may still be working, and new once BlueCherry has had its time', async () => {
    await wrote(effect(1), effect(2), effect(3));
    await effects().markUnknown([effect(2)], bench.clock.now());
    await effects().confirm([{ ...effect(3), result: '{"ordNum":"103"}' }], bench.clock.now());
    const states = async () => (await view()([1, 2, 3].map((id) => orderMessage(order(id))))).map((one) => (one.state === 'unknown' ? one.why : one.state));
    const gone = 'The kit wrote it as sales order 103, which BlueCherry does not show under this reference.';
    assert.deepEqual(await states(), ['It is being sent just now.', 'BlueCherry may still be working on a call that it did not answer.', gone]);
    await bench.clock.advance(unknownAfterMs);
    assert.deepEqual(await states(), ['It is being sent just now.', 'new', gone]);
  });

  it('is not known when BlueCherry cannot be asked, or the message is no order', async () => {
    const down = { findOrdersByExternalRef: () => Promise.reject(new OperationError('REMOTE_UNREACHABLE', 'BlueCherry cannot be reached (ECONNREFUSED).')) };
    const messages = [orderMessage(order(1)), { ...orderMessage(order(2)), topic: 'sellable' }, { ...orderMessage(order(3)), payload: {} }];
    const views = await view(down)(messages);
    assert.deepEqual(views.slice(0, 2), [
      { state: 'unknown', why: 'BlueCherry cannot be reached (ECONNREFUSED).' },
      { state: 'unknown', why: 'BlueCherry is asked for sales orders, not for "sellable".' },
    ]);
    assert.match(JSON.stringify(views[2]), /"unknown".*Not a sales order/);
  });
});
