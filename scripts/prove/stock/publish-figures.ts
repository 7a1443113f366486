import { planStockCalls, type StockChange as ShopChange } from '../../../lib/connectors/woocommerce/plan-stock-calls.ts';
import type { StockChange, StockLevelPage } from '../../../lib/model/stock.ts';
import type { OrderedChange } from '../../../lib/operations/stock/side-by-side.ts';
import { findChanges } from '../../../nodes/operations/change-detection/find-changes.ts';
import { findMoved } from '../../../nodes/operations/change-detection/find-moved.ts';
import { keepSent } from '../../../nodes/operations/change-detection/sent-figures.ts';
import { channel, feed, type TradingWorld } from './trading-world.ts';

/**
 * From one call of ours to the next: the shop bears five calls a second, and the prices, texts and stock of its other thousand
 * products take four of them.
 */
const callEveryMs = 1000;

interface Waiting extends Pick<StockChange, 'level'>, Pick<OrderedChange<StockChange>, 'priority'> {
  /** Null: not brought by a cycle. */
  readonly cycleId: string | null;
}

/** Brings figures that have changed to the shop: the newest of a SKU takes the place of one that waits, urgent ones go first, each takes its turn. */
export function publishFigures({ clock, store, woocommerce, places }: TradingWorld): { take(page: StockLevelPage): Promise<void>; readonly calls: number } {
  const waiting = new Map<string, Waiting>();
  let busy = false;
  let calls = 0;

  const next = async (): Promise<void> => {
    const [call] = planStockCalls([...waiting.values()].sort((one, other) => one.priority - other.priority).map(asShopChange));
    if (!call) {
      busy = false;
      return;
    }
    const own = call.changes.flatMap(({ skuCode }) => waiting.get(skuCode) ?? []);
    for (const { skuCode } of call.changes) waiting.delete(skuCode);
    const latest = async (changes: readonly ShopChange[]): Promise<readonly number[]> => {
      const sold = await unitsSoldMeanwhile(own);
      return changes.map(({ skuCode, quantity }) => Math.max(0, quantity - (sold.get(skuCode) ?? 0)));
    };
    const outcomes = await woocommerce.writeStock([call], { latest });
    calls += 1;
    for (const outcome of outcomes) if (outcome.kind !== 'written') throw new Error(`The shop did not take ${outcome.change.skuCode}: ${outcome.failure.message}`);
    const now = clock.now();
    const cycles = new Set(own.flatMap(({ cycleId }) => cycleId ?? []));
    const written = outcomes.flatMap((outcome) => (outcome.kind === 'written' ? [{ key: outcome.change.skuCode, hash: `${outcome.sent}@${now}` }] : []));
    await store.write(async ({ feedCycles, snapshots }) => {
      await snapshots.put(`written:${channel}`, written, now);
      for (const cycleId of cycles) await feedCycles.published(feed, cycleId, now);
    });
    clock.at(now + callEveryMs, next);
  };
  const asShopChange = ({ level: { skuCode, published }, priority }: Waiting): ShopChange => {
    const place = places.get(skuCode);
    if (!place) throw new Error(`The shop has no SKU ${skuCode}.`);
    return { productId: place.productId, variantId: place.variantId, skuCode, quantity: published, urgent: priority <= 1 };
  };
  /** Orders that have become known since the figure was calculated. */
  const unitsSoldMeanwhile = async (own: readonly Waiting[]): Promise<ReadonlyMap<string, number>> => {
    const sold = new Map<string, number>();
    for (const asOf of new Set(own.map(({ level }) => level.asOf))) {
      const same = own.filter(({ level }) => level.asOf === asOf);
      const pending = await store.read.demand.pending(same.map(({ level }) => level.skuCode), Date.parse(asOf));
      for (const { level } of same) sold.set(level.skuCode, Math.max(0, (pending.get(level.skuCode) ?? 0) - level.pending));
    }
    return sold;
  };

  return {
    async take(page) {
      const { reason, cycle, calculatedAt } = page;
      const changes = await findChanges(store.read.snapshots, page, false, await findMoved(store.read, page));
      for (const { change: { level }, priority } of changes) {
        waiting.set(level.skuCode, { level, priority, cycleId: reason === 'cycle' ? cycle.cycleId : (waiting.get(level.skuCode)?.cycleId ?? null) });
      }
      const levels = changes.map(({ change: { level } }) => ({ feed, calculatedAt, level }));
      if (levels.length > 0) await store.write(({ snapshots }) => keepSent(snapshots, channel, levels, clock.now()));
      if (busy || waiting.size === 0) return;
      busy = true;
      clock.at(clock.now(), next);
    },
    get calls() {
      return calls;
    },
  };
}
