import type { CanonicalMessage } from '../../lib/model/envelope.ts';
import type { StockChange, StockLevel } from '../../lib/model/stock.ts';

/** One figure of the sandbox's shop, calculated from a cycle as of ten o'clock. */
export function stockLevel(skuCode: string, published: number, change: Partial<StockLevel> = {}): StockLevel {
  return {
    ...{ skuCode, published, style: skuCode.split('-')[0] ?? '', channel: 'harbour-thread', available: published, oversold: 0, buffer: 0, pickable: published, pending: 0 },
    ...{ hot: false, stale: false, asOf: '2026-11-21T10:00:00.000Z', cycleId: 'C1' },
    ...change,
  };
}

let calculated = 0;

/** A change as change detection sends it: each is newer than the one made before it. */
export function stockMessage(level: StockLevel, change: Partial<Omit<StockChange, 'level'>> = {}, envelope: Partial<CanonicalMessage['selvedge']> = {}): CanonicalMessage<StockChange> & { _msgid: string } {
  calculated += 1;
  const revision = new Date(Date.parse('2026-11-21T10:05:00Z') + calculated).toISOString();
  const { skuCode, channel, asOf } = level;
  return {
    _msgid: `stock-${calculated}`,
    topic: 'stock-change',
    payload: { feed: 'bluecherry:HTL:inventory', reason: 'cycle', level, before: null, urgency: 3, ...change },
    selvedge: { client: 'harbour-thread', key: `${skuCode}@${channel}`, revision, source: { system: 'bluecherry', account: 'HTL', node: 'changes' }, occurredAt: asOf, trace: `trace-${calculated}`, ...envelope },
  };
}
