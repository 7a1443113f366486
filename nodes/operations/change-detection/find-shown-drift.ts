import type { ShownStockPage } from '../../../lib/model/stock.ts';
import { findDrift, type Drift, type ShownStock } from '../../../lib/operations/stock/drift.ts';
import type { StoreTables } from '../../../lib/store/contract/store.ts';
import { readWritten } from '../../runtime/written-figures.ts';
import { keyOf } from './send-changes.ts';
import { readSent } from './sent-figures.ts';

export interface ShownDrift {
  /** SKUs of the page that figures were ever sent of. */
  readonly known: number;
  readonly drifts: readonly Drift[];
}

/**
 * Clocks differ, and calls and pages of a list take a while: what was written, paid for or read within so long of each other is
 * in no certain order.
 */
const unsureMs = 120_000;

type Tables = Pick<StoreTables, 'snapshots' | 'demand' | 'lanes' | 'feedRuns'>;

/**
 * Where a channel shows something else than it should; see findDrift. SKUs that we never sent a figure of are not ours.
 * A page that shows what was sent costs one read.
 */
export async function findShownDrift({ snapshots, demand, lanes, feedRuns }: Tables, { channel, readAt, figures }: ShownStockPage): Promise<ShownDrift> {
  const sent = await readSent(snapshots, channel, figures.map(({ skuCode }) => skuCode));
  const doubtful = figures.filter(({ skuCode, shown }) => sent.has(skuCode) && shown !== sent.get(skuCode));
  if (doubtful.length === 0) return { known: sent.size, drifts: [] };
  const at = Date.parse(readAt);
  const skuCodes = doubtful.map(({ skuCode }) => skuCode);
  // The lane first: what is settled meanwhile stands among what was written.
  const underWay = await lanes.underWay('stock-change', skuCodes.map((skuCode) => keyOf({ skuCode, channel })));
  const written = await readWritten(snapshots, channel, skuCodes);
  const taken = await demand.takenBetween(channel, new Map([...written].map(([skuCode, one]) => [skuCode, one.at])), at, unsureMs);
  const orders = await feedRuns.lastGood(`${channel}:orders`);
  const stock = doubtful.map(({ skuCode, shown }): ShownStock => {
    const last = written.get(skuCode);
    return {
      ...{ skuCode, shown, readAt: at },
      published: last?.figure ?? null,
      sold: taken.get(skuCode) ?? { least: 0, most: 0 },
      wanted: sent.get(skuCode) ?? 0,
      underWay: underWay.has(keyOf({ skuCode, channel })) || (last !== undefined && last.at > at - unsureMs),
    };
  });
  return { known: sent.size, drifts: findDrift(stock, orders?.startedAt ?? -Infinity) };
}
