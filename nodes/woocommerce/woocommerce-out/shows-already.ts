import type { KitServices } from '../../runtime/services.ts';
import { figuresToSend } from './figures-to-send.ts';
import type { ShownBefore } from './look-before.ts';
import type { StockItem, WrittenStock } from './stock-item.ts';

/**
 * SKUs that the shop was just seen to show the figure of that would be sent, mostly because it has taken off its own orders by itself.
 * Not writing them is the only way that cannot put back a unit that is being sold in this moment. They count as written at the look.
 */
export async function showsAlready(
  items: readonly StockItem[],
  looked: ReadonlyMap<string, ShownBefore>,
  { store, clock }: Pick<KitServices, 'store' | 'clock'>,
): Promise<ReadonlyMap<string, Omit<WrittenStock, 'event' | 'again'>>> {
  const seen = items.filter(({ level }) => looked.has(level.skuCode));
  if (seen.length === 0) return new Map();
  const now = clock.now();
  const figures = await figuresToSend(store.read.demand, seen.map(({ level }) => level), looked, now);
  return new Map(seen.flatMap(({ level: { skuCode } }, index) => {
    const { figure, baseline = null } = figures[index] ?? {};
    const shown = looked.get(skuCode)?.shown;
    return figure !== undefined && figure === shown ? [[skuCode, { kind: 'written', sent: figure, shown, leftAt: now, baseline }] as const] : [];
  }));
}
