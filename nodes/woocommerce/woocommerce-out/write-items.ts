import type { WoocommerceConnector } from '../../../lib/connectors/woocommerce/connector.ts';
import { planStockCalls, type StockChange } from '../../../lib/connectors/woocommerce/plan-stock-calls.ts';
import type { StockOutcome } from '../../../lib/connectors/woocommerce/stock-outcome.ts';
import type { KitServices } from '../../runtime/services.ts';
import { figuresToSend } from './figures-to-send.ts';
import type { ShownBefore } from './look-before.ts';
import type { StockItem } from './stock-item.ts';
import type { SalesBaseline } from './unseen-sales.ts';

export interface WriteParts extends Pick<KitServices, 'store' | 'clock' | 'leases'> {
  readonly connector: Pick<WoocommerceConnector, 'writeStock'>;
}

export interface WriteResult {
  readonly item: StockItem;
  readonly outcome: StockOutcome;
  /** When its call left, ms since 1970 (UTC). */
  readonly leftAt: number;
  /** Of hot SKUs: what was known of their sales. */
  readonly baseline: SalesBaseline | null;
}

/**
 * Writes figures as they are when the turn of their call has come, in the least calls. A call of which one lease has been lost
 * does not leave. SKUs must differ.
 */
export async function writeItems(items: readonly StockItem[], shown: ReadonlyMap<string, ShownBefore>, { connector, store, clock, leases }: WriteParts): Promise<readonly WriteResult[]> {
  const itemOf = new Map(items.map((item) => [item.level.skuCode, item]));
  const itemsOf = (changes: readonly StockChange[]): readonly StockItem[] => changes.flatMap(({ skuCode }) => itemOf.get(skuCode) ?? []);
  const leftAt = new Map<string, number>();
  const baselines = new Map<string, SalesBaseline | null>();
  const outcomes = await connector.writeStock(planStockCalls(items.map(toChange)), {
    async latest(changes) {
      const figures = await figuresToSend(store.read.demand, itemsOf(changes).map(({ level }) => level), shown, clock.now());
      changes.forEach(({ skuCode }, index) => baselines.set(skuCode, figures[index]?.baseline ?? null));
      return figures.map(({ figure }) => figure);
    },
    guard({ changes }) {
      for (const { holder } of itemsOf(changes)) leases.check(holder);
      for (const { skuCode } of changes) leftAt.set(skuCode, clock.now());
    },
  });
  return outcomes.flatMap((outcome) => {
    const { skuCode } = outcome.change;
    return itemsOf([outcome.change]).map((item) => ({ item, outcome, leftAt: leftAt.get(skuCode) ?? clock.now(), baseline: baselines.get(skuCode) ?? null }));
  });
}

export function toChange({ level, place, urgency }: Pick<StockItem, 'level' | 'place' | 'urgency'>): StockChange {
  return { ...place, skuCode: level.skuCode, quantity: level.published, urgent: urgency <= 1 };
}
