import type { StockLevel } from '../../../lib/model/stock.ts';
import type { DemandTable } from '../../../lib/store/contract/demand-table.ts';
import type { ShownBefore } from './look-before.ts';
import { secondsOf, unseenSales, wholeSecond, type SalesBaseline } from './unseen-sales.ts';

export interface FigureToSend {
  readonly figure: number;
  /** Of hot SKUs, for the next look; null for the others. */
  readonly baseline: SalesBaseline | null;
}

const dayMs = 24 * 3_600_000;

/**
 * The figure of each level as it is right now: less what was sold since it was calculated, and never more than was calculated. An
 * order that was cancelled since comes with the next calculation.
 * @param looked what the shop showed of hot SKUs a moment ago, by SKU: what is missing there and in no known order is taken off, too
 */
export async function figuresToSend(
  demand: Pick<DemandTable, 'pending' | 'soldSince'>,
  levels: readonly StockLevel[],
  looked: ReadonlyMap<string, ShownBefore>,
  now: number,
): Promise<readonly FigureToSend[]> {
  const pending = await perGroup(levels.map(({ skuCode, asOf }) => ({ skuCode, group: Date.parse(asOf) })), (skuCodes, asOf) => demand.pending(skuCodes, asOf));
  // The same for a whole day, so that one question answers for the last figure and for the next.
  const from = Math.floor(now / dayMs - 1) * dayMs;
  const hot = levels.filter((level) => level.hot);
  const froms = hot.flatMap(({ skuCode }) => {
    const last = looked.get(skuCode)?.last;
    return [from, ...(last ? [last.from, wholeSecond(last.leftAt), ...secondsOf(last.missing)] : [])].map((group) => ({ skuCode, group }));
  });
  const known = await perGroup(froms, (skuCodes, since) => demand.soldSince(skuCodes, since));
  return levels.map((level) => {
    const { skuCode, published } = level;
    const before = looked.get(skuCode);
    const ordered = Math.max(0, (pending.get(keyOf(skuCode, Date.parse(level.asOf))) ?? 0) - level.pending);
    const knownSince = (since: number): number => known.get(keyOf(skuCode, since)) ?? 0;
    const sales = before ? unseenSales(before.last, { ...before, now, knownSince }) : { unseen: 0, missing: [] };
    const figure = Math.max(0, published - ordered - sales.unseen);
    return { figure, baseline: level.hot ? { figure, from, known: knownSince(from), ...sales } : null };
  });
}

const keyOf = (skuCode: string, group: number): string => `${group} ${skuCode}`;

interface Asked {
  readonly skuCode: string;
  readonly group: number;
}

/** One question for all SKUs of a group; the answers by {@link keyOf}. */
async function perGroup(asked: readonly Asked[], ask: (skuCodes: readonly string[], group: number) => Promise<ReadonlyMap<string, number>>): Promise<ReadonlyMap<string, number>> {
  const groups = Map.groupBy(asked, ({ group }) => group);
  const answers = await Promise.all(
    [...groups].map(async ([group, some]) => {
      const units = await ask([...new Set(some.map(({ skuCode }) => skuCode))], group);
      return [...units].map(([skuCode, sum]) => [keyOf(skuCode, group), sum] as const);
    }),
  );
  return new Map(answers.flat());
}
