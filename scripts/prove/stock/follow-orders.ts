import { seededRandom } from '../../../sandbox/seeded-random.ts';
import { telephoneOrder } from '../../../sandbox/trading/telephone-order.ts';
import type { Sale } from '../../../sandbox/trading/trading-day.ts';
import { channel, salesFeed, type TradingWorld } from './trading-world.ts';

const sweepEveryMs = 60_000;
/** A sweep has read what was there when it began once it has taken this long. */
const sweepTakesMs = 1500;
/** Of 100 webhooks that many never come; the others within so long. */
const lostPercent = 4;
const webhookMs = [500, 4000] as const;
/** From an order's being known until the ERP has it: validation, lane, batch, commit. */
const importMs = [4000, 20_000] as const;

/**
 * How our system learns of the shop's orders and brings them to the ERP: by a webhook within seconds, or by the sweep of the
 * next minute when it was lost.
 */
export function followOrders({ clock, sandbox, store }: TradingWorld, seed: number): { placed(sale: Sale): void; allImported(): boolean } {
  const random = seededRandom(seed * 31 + 5);
  const within = ([least, most]: readonly [number, number]): number => Math.floor(least + random() * (most - least));
  const unknown = new Set<Sale>();
  let toImport = 0;

  const know = async (sale: Sale): Promise<void> => {
    if (!unknown.delete(sale)) return;
    const order = `HT-${sale.orderId}`;
    await store.write(({ demand }) => demand.note(channel, order, [{ skuCode: sale.skuCode, units: 1, orderedAt: sale.at }], clock.now()));
    clock.at(clock.now() + within(importMs), () => importOrder(order, sale));
  };
  const importOrder = async (order: string, { skuCode, at }: Sale): Promise<void> => {
    const body = telephoneOrder(0, sandbox.bluecherry.erp.sku(skuCode), 'LDS', new Date(at).toISOString().slice(0, 10));
    const { ordNum, errors } = sandbox.bluecherry.enterOrder({ ...body, externalRef: order, customerPo: order, orderType: 'EC' });
    if (ordNum === null) throw new Error(`The ERP refused order ${order}: ${errors.map(({ code }) => code).join(', ')}.`);
    const erpAt = clock.now();
    await store.write(({ demand }) => demand.imported([order], erpAt, erpAt));
    toImport -= 1;
  };

  clock.every(sweepEveryMs, () => {
    const startedAt = clock.now();
    const there = [...unknown];
    clock.at(startedAt + sweepTakesMs, async () => {
      for (const sale of there) await know(sale);
      const run = { feed: salesFeed, startedAt, endedAt: clock.now(), outcome: 'good', read: there.length, emitted: there.length, cycle: null, failure: null } as const;
      await store.write(({ feedRuns }) => feedRuns.record(run));
    });
  });
  return {
    placed(sale) {
      unknown.add(sale);
      toImport += 1;
      const arrivesAt = clock.now() + within(webhookMs);
      if (random() * 100 >= lostPercent) clock.at(arrivesAt, () => know(sale));
    },
    allImported: () => toImport === 0,
  };
}
