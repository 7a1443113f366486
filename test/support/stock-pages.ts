import type { CanonicalMessage } from '../../lib/model/envelope.ts';
import type { ShownFigure, ShownStockPage, StockLevel, StockLevelPage } from '../../lib/model/stock.ts';

export const stockFeed = 'bluecherry:HTL:inventory';
export const stockChannel = 'harbour-thread';

export const stockLevel = (skuCode: string, published: number, change: Partial<StockLevel> = {}): StockLevel => ({
  skuCode, style: skuCode.slice(0, 1), channel: stockChannel, published, available: published, oversold: 0, buffer: 0, pickable: published, pending: 0, hot: false, stale: false,
  asOf: '2026-03-01T11:00:00.000Z', cycleId: 'C1', ...change,
});

/** Seconds after the cycle in whose time pages are calculated. */
export const calculatedAt = (second: number): string => new Date(Date.parse('2026-03-01T11:05:00.000Z') + second * 1000).toISOString();

export function levelPage(levels: readonly StockLevel[], second = 1, change: { readonly reason?: StockLevelPage['reason']; readonly cycleId?: string } = {}): StockLevelPage {
  const { reason = 'cycle', cycleId = 'C1' } = change;
  const cycle = { feed: stockFeed, cycleId, mode: 'full', sequence: 1, asOf: '2026-03-01T11:00:00.000Z', completedAt: '2026-03-01T11:04:00.000Z', nextExpectedAt: null } as const;
  return { cycle, reason, calculatedAt: calculatedAt(second), levels: [...levels] };
}

export function shownPage(figures: Readonly<Record<string, number | null>>, readAt = Date.now(), channel = stockChannel): ShownStockPage {
  return { channel, readAt: new Date(readAt).toISOString(), figures: Object.entries(figures).map(([skuCode, shown]): ShownFigure => ({ skuCode, shown })) };
}

/** As it travels between nodes. */
export function stockMessage(payload: StockLevelPage | ShownStockPage, change: Partial<CanonicalMessage['selvedge']> = {}): CanonicalMessage {
  return {
    topic: 'levels' in payload ? 'stock-level-page' : 'shown-stock-page',
    payload,
    selvedge: { client: 'harbour-thread', key: stockFeed, revision: '1', source: { system: 'bluecherry', account: 'bluecherry:HTL', node: 'in' }, occurredAt: '2026-03-01T11:00:00.000Z', trace: '', ...change },
  };
}
