import type { SkuPosition, StockCycle } from '../../lib/model/stock.ts';
import type { AtsContext } from '../../lib/operations/stock/calculate-level.ts';
import type { BufferSuggestion } from '../../lib/operations/stock/suggest-buffer.ts';
import type { UsualLatency } from '../../lib/operations/stock/usual-latency.ts';

/** What the host has measured of the deployed node's feed, and what it calls for. */
export interface AdviceNow {
  readonly feed: string | null;
  readonly cycles: number;
  readonly latency: UsualLatency;
  readonly suggestions: readonly BufferSuggestion[];
  readonly sellers: readonly string[];
}

export function readAdvice(answer: unknown): AdviceNow {
  const { feed, cycles, latency, suggestions, sellers } = (answer ?? {}) as Partial<AdviceNow>;
  return {
    feed: feed ?? null,
    cycles: cycles ?? 0,
    latency: latency ?? { completed: null, read: null, published: null, publishing: null, interval: null },
    suggestions: suggestions ?? [],
    sellers: sellers ?? [],
  };
}

/** A SKU as the host would calculate it now. */
export interface PositionNow {
  readonly cycle: StockCycle;
  readonly position: SkuPosition;
  readonly context: AtsContext;
}

export function readPosition(answer: unknown): PositionNow {
  const { cycle, position, context } = (answer ?? {}) as Partial<PositionNow>;
  if (!cycle || !position || !context) throw new TypeError('The host answered with something else than a position.');
  return { cycle, position, context };
}
