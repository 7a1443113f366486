import assert from 'node:assert/strict';
import type { StockCall } from '../../lib/connectors/woocommerce/plan-stock-calls.ts';
import type { StockOutcome } from '../../lib/connectors/woocommerce/stock-outcome.ts';
import type { WriteStockOptions } from '../../lib/connectors/woocommerce/write-stock.ts';
import { OperationError } from '../../lib/errors/operation-error.ts';
import type { Leases } from '../../lib/lanes/contract.ts';
import type { LeaseToken } from '../../lib/model/lease-token.ts';
import type { Store } from '../../lib/store/contract/store.ts';
import { doubtfulWrites } from '../../nodes/woocommerce/woocommerce-out/doubtful-writes.ts';
import { sendStock, type SendParts } from '../../nodes/woocommerce/woocommerce-out/send-stock.ts';
import type { StockItem } from '../../nodes/woocommerce/woocommerce-out/stock-item.ts';
import { stockLevel } from '../support/stock-changes.ts';

const none = () => Promise.resolve(new Map<string, number>());
const nothing = () => undefined;

/** A call of which the leases are lost when they are. */
function lostWhen(lost: (token: LeaseToken) => boolean): Leases['check'] {
  return (token) => {
    if (lost(token)) throw new OperationError('LEASE_LOST', `${token.lease} is lost`);
  };
}

describe('the fence of a stock call', () => {
  const ours: LeaseToken = { lease: 'account:shop', fence: 2 };
  const theirs: LeaseToken = { lease: 'account:shop', fence: 1 };
  const item = (skuCode: string, holder: LeaseToken): StockItem => ({ parentId: '11', id: skuCode, urgency: 3, revision: '1', level: stockLevel(skuCode, 4), place: { productId: '11', variantId: skuCode }, holder });
  const send = async (items: readonly StockItem[], check: Leases['check'], beforeGuard = nothing) => {
    const sent: string[] = [];
    const writeOne = async (call: StockCall, { latest, guard }: WriteStockOptions): Promise<readonly StockOutcome[]> => {
      const figures = (await latest?.(call.changes)) ?? [];
      beforeGuard();
      try {
        guard?.(call);
      } catch (error) {
        if (!(error instanceof OperationError)) throw error;
        return call.changes.map((change) => ({ kind: 'not-written', change, failure: error.toFailure() }));
      }
      return call.changes.map((change, index) => {
        sent.push(change.skuCode);
        return { kind: 'written', change, sent: figures[index] ?? -1, shown: figures[index] ?? -1 };
      });
    };
    const clock = { now: () => 1000, setTimer: () => ({ cancel: nothing }) };
    const parts: SendParts = {
      store: { read: { demand: { pending: none, soldSince: none } }, signals: { send: nothing } } as unknown as Store,
      clock, channel: 'harbour-thread', lookBeforeHot: true, readBackHot: true, doubts: doubtfulWrites(clock, 0),
      leases: { check } as Leases,
      log: { debug: nothing, info: nothing, warn: nothing, error: nothing, child: () => assert.fail() },
      references: { find: () => assert.fail(), forget: () => assert.fail() },
      connector: { findSellables: () => assert.fail(), writeStock: async (calls, options = {}) => (await Promise.all(calls.map((call) => writeOne(call, options)))).flat() },
    };
    const outcomes = await sendStock(items, parts);
    return { sent, ends: outcomes.map((outcome) => (outcome.kind === 'written' ? outcome.sent : outcome.failure.code)) };
  };

  it('leaves out what came under a lease that is lost, and sends the rest', async () => {
    const check = lostWhen(({ fence }) => fence === theirs.fence);
    assert.deepEqual(await send([item('A', ours), item('B', theirs), item('C', ours)], check), { sent: ['A', 'C'], ends: [4, 'LEASE_LOST', 4] });
  });

  it('holds the whole call back when the lease is lost at the moment in which it would leave', async () => {
    let lost = false;
    const check = lostWhen(() => lost);
    const held = await send([item('A', ours), item('B', ours)], check, () => void (lost = true));
    assert.deepEqual(held, { sent: [], ends: ['LEASE_LOST', 'LEASE_LOST'] });
  });
});
