import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { orderDemand } from '../../lib/connectors/woocommerce/order-demand.ts';
import { coreStatusMap } from '../../lib/connectors/woocommerce/status-map.ts';
import { toSalesOrder } from '../../lib/connectors/woocommerce/to-sales-order.ts';
import type { Store } from '../../lib/store/contract/store.ts';
import { noteDemand } from '../../nodes/woocommerce/woocommerce-in/note-demand.ts';
import { recordedOrder } from '../connectors/support/recorded.ts';
import { fakeClock } from '../lib/lanes/fake-clock.ts';
import { temporarySqlite } from '../store/sqlite/temporary-store.ts';

/** One order as the test itself keeps it. */
interface ModelOrder {
  readonly sku: string;
  readonly units: number;
  status: string;
  putBack: number;
  /** What was read of it last. */
  noted: number;
  inErpSince: number | null;
}

const takes = ['processing', 'completed', 'on-hold'];
const statuses = [...takes, 'pending', 'cancelled', 'failed'];
const step = fc.record({
  order: fc.nat(3),
  units: fc.integer({ min: 1, max: 4 }),
  status: fc.constantFrom(...statuses),
  does: fc.constantFrom('changes', 'changes', 'is read', 'is read', 'has units put back', 'comes into the ERP', 'is shown by the ERP', 'cycle'),
  after: fc.integer({ min: 0, max: 3 }),
});

describe('pending units over any sequence of happenings', () => {
  const sqlite = temporarySqlite();
  let store: Store;
  before(async () => (store = await sqlite.open()));
  after(() => sqlite.discard());

  it('are those that were read in the shop and are not in the figures of the last cycle', async () => {
    const clock = fakeClock();
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        const run = (runs += 1);
        const holder = await store.write(({ leases }) => leases.acquire(`run-${run}`, 'test', 3_600_000));
        assert.ok(holder);
        const orders = new Map<number, ModelOrder>();
        let asOf = clock.now();
        for (const { order: number, units, status, does, after } of steps) {
          await clock.advance(after);
          const key = `HT-${run}-${number}`;
          const order = orders.get(number) ?? { sku: `S${run}-${number % 2}`, units, status: 'pending', putBack: 0, noted: 0, inErpSince: null };
          orders.set(number, order);
          if (does === 'cycle') asOf = clock.now();
          if (does === 'changes') order.status = status;
          if (does === 'has units put back' && takes.includes(order.status)) order.putBack = Math.min(order.units, order.putBack + 1);
          if (does === 'is read') {
            const raw = inShop(order);
            await noteDemand({ store, clock }, { channel: 'shop', key, rows: orderDemand(toSalesOrder(raw, { channel: 'shop', externalRefPrefix: 'HT-', statusMap: coreStatusMap }), raw), holder });
            order.noted = takes.includes(order.status) ? order.units - order.putBack : 0;
          }
          if (does === 'comes into the ERP' || does === 'is shown by the ERP') {
            // It may be seen there long after it came.
            const at = does === 'is shown by the ERP' && order.inErpSince !== null ? order.inErpSince + 1 : clock.now();
            await store.write(({ demand }) => demand.imported([key], at, clock.now()));
            order.inErpSince = Math.min(order.inErpSince ?? at, at);
          }
          const expected: Record<string, number> = {};
          for (const { sku, noted, inErpSince } of orders.values()) if (noted > 0 && (inErpSince === null || inErpSince > asOf)) expected[sku] = (expected[sku] ?? 0) + noted;
          assert.deepEqual(Object.fromEntries(await store.read.demand.pending([`S${run}-0`, `S${run}-1`], asOf)), expected);
        }
      }),
      { numRuns: 60 },
    );
  });
});

function inShop({ sku, units, status, putBack }: ModelOrder): unknown {
  const raw = recordedOrder(53);
  const meta_data = putBack > 0 ? [{ key: '_restock_refunded_items', value: String(putBack) }] : [];
  return { ...raw, status, line_items: raw.line_items.map((line) => ({ ...line, sku, quantity: units, meta_data })) };
}
