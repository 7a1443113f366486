import { OperationError, type Failure } from '../../../lib/errors/operation-error.ts';
import type { SkuPosition, StockCycle, StockLevel, StockLevelPage, StockPositionPage } from '../../../lib/model/stock.ts';
import { calculateLevel, type AtsContext } from '../../../lib/operations/stock/calculate-level.ts';
import { sellRate } from '../../../lib/operations/stock/sell-rate.ts';
import { channelFacts, type FactParts } from './channel-facts.ts';

/** Facts that pages share are kept with these parts: use the same ones for all pages of a channel. */
export interface PageParts extends FactParts {
  /** Names of the client's groups that a SKU belongs to. */
  readonly groupsOf: (skuCode: string, style: string) => readonly string[];
}

export interface CalculatedPage {
  /** `calculatedAt` is when the first question was asked: sales from then on are not in it. */
  readonly page: StockLevelPage;
  /** SKUs that the policy cannot be calculated for; the others are in the page. */
  readonly failed: readonly { readonly skuCode: string; readonly failure: Failure }[];
  /** SKUs of the page that our channels sold in the hours that make the sell rate. */
  readonly sold: ReadonlySet<string>;
}

const kept = new WeakMap<PageParts, ReturnType<typeof channelFacts>>();

/** Available to sell of a page of SKUs in one channel, with a few questions to the store however many SKUs there are. */
export async function calculatePage({ cycle, reason, positions }: StockPositionPage, parts: PageParts): Promise<CalculatedPage> {
  const now = parts.clock.now();
  const { contextOf, sold } = await gather(cycle, positions.map(({ skuCode }) => skuCode), parts, now);
  const levels: StockLevel[] = [];
  const failed: { skuCode: string; failure: Failure }[] = [];
  for (const position of positions) {
    try {
      levels.push(calculateLevel(position, parts.policy, contextOf(position)).level);
    } catch (error) {
      if (!(error instanceof OperationError)) throw error;
      failed.push({ skuCode: position.skuCode, failure: error.toFailure() });
    }
  }
  return { page: { cycle, reason, calculatedAt: new Date(now).toISOString(), levels }, failed, sold };
}

/** What the figure of one SKU depends on now, for the worked example of the form. */
export async function contextOf({ cycle, position }: { readonly cycle: StockCycle; readonly position: SkuPosition }, parts: PageParts): Promise<AtsContext> {
  return (await gather(cycle, [position.skuCode], parts, parts.clock.now())).contextOf(position);
}

interface Gathered {
  readonly contextOf: (position: SkuPosition) => AtsContext;
  readonly sold: ReadonlySet<string>;
}

async function gather(cycle: StockCycle, skuCodes: readonly string[], parts: PageParts, now: number): Promise<Gathered> {
  const facts = kept.get(parts) ?? channelFacts(parts);
  kept.set(parts, facts);
  const { demand } = parts.read;
  const { isHot, sales, salesSeenUntil, publishMs } = await facts.of(cycle.feed);
  const [stale, pending, ...sold] = await Promise.all([
    facts.isStale(cycle),
    demand.pending(skuCodes, Date.parse(cycle.asOf)),
    ...sales.map(async ({ since, units }) => ({ since, of: units ?? (await demand.soldSince(skuCodes, since)) })),
  ]);
  return {
    contextOf({ skuCode, identity }) {
      const groups = parts.groupsOf(skuCode, identity.style);
      return {
        ...{ cycle, now, groups, salesSeenUntil, publishMs, stale },
        pending: Math.max(0, pending.get(skuCode) ?? 0),
        sellRate: sellRate(sold.map(({ since, of }) => ({ since, units: of.get(skuCode) ?? 0 })), alwaysOnSale, now),
        hot: isHot(skuCode, groups),
      };
    },
    sold: new Set(skuCodes.filter((skuCode) => sold.some(({ of }) => (of.get(skuCode) ?? 0) > 0))),
  };
}

/** Nobody keeps when a channel had a SKU on sale; the shortest window makes up for it. */
const alwaysOnSale = { since: null, until: null };
