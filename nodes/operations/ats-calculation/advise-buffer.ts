import { blindTimes, usualLatency, type UsualLatency } from '../../../lib/operations/stock/usual-latency.ts';
import { sellRate } from '../../../lib/operations/stock/sell-rate.ts';
import { suggestBuffer, type BufferSuggestion } from '../../../lib/operations/stock/suggest-buffer.ts';
import type { KitServices } from '../../runtime/services.ts';
import type { ChannelCalculation } from './open-calculation.ts';

const dayMs = 86_400_000;
/** Sales of a week make the average that a fixed buffer is measured by. */
const salesMs = 7 * dayMs;
const mostSellers = 5_000;
const mostCycles = 500;

export interface BufferAdvice {
  /** Null: no stock feed was read yet. */
  readonly feed: string | null;
  readonly cycles: number;
  /** Of the feed, as measured, in ms. */
  readonly latency: UsualLatency;
  /** For all SKUs that sold, and for each group that the policy names: none while nothing was measured or sold. */
  readonly suggestions: readonly BufferSuggestion[];
  /** Fastest sellers of the week: worth looking at. */
  readonly sellers: readonly string[];
}

/** How long the feed's cycles take until the channel shows them, and the fixed buffer that this calls for. */
export async function adviseBuffer({ store, clock, positions }: Pick<KitServices, 'store' | 'clock' | 'positions'>, calculation: ChannelCalculation): Promise<BufferAdvice> {
  const { policy, salesFeed } = calculation.parts;
  const now = clock.now();
  const feed = calculation.feed() ?? [...positions.keys()].at(0) ?? (await store.read.feedCycles.feeds()).find((name) => name.endsWith(':inventory')) ?? null;
  const [cycles, sellers, run, groupsOf] = await Promise.all([
    feed === null ? [] : store.read.feedCycles.recent(feed, mostCycles),
    store.read.demand.fastest(now - salesMs, 1, mostSellers),
    salesFeed === null ? null : store.read.feedRuns.lastGood(salesFeed),
    calculation.groups(),
  ]);
  const styles = new Map(feed === null ? [] : positions.get(feed)?.find(sellers.map(({ skuCode }) => skuCode)).map(({ skuCode, identity }) => [skuCode, identity.style]));
  const { fixed, groups: buffers, byAge } = policy.buffer;
  // Orders that are read are taken off one by one: unseen is what is sold elsewhere.
  const unseen = (run ? 0 : 1) + byAge.elsewherePercent / 100;
  const rateOf = (units: number): number => unseen * sellRate([{ since: now - salesMs, units }], { since: null, until: null }, now);
  const suggest = (name: string, current: number, sold: readonly { readonly units: number }[]): readonly BufferSuggestion[] => {
    const found = suggestBuffer({ name, current, unseenRates: sold.map(({ units }) => rateOf(units)), blindMs: blindTimes(cycles), serviceLevel: byAge.serviceLevel });
    return found ? [found] : [];
  };
  const named = [...new Set([...buffers.map(({ group }) => group), ...policy.hot.groups])];
  const members = (group: string): typeof sellers => sellers.filter(({ skuCode }) => groupsOf(skuCode, styles.get(skuCode) ?? '').includes(group));
  return {
    feed,
    cycles: cycles.length,
    latency: usualLatency(cycles),
    suggestions: [
      ...suggest('All SKUs', fixed, sellers),
      ...named.flatMap((group) => suggest(`Group ${group}`, buffers.find((buffer) => buffer.group === group)?.fixed ?? fixed, members(group))),
    ],
    sellers: sellers.slice(0, 20).map(({ skuCode }) => skuCode),
  };
}
