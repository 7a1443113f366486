import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { Envelope } from '../../../lib/model/envelope.ts';
import type { SkuPosition, StockCycle, StockLevelPage, StockPositionPage } from '../../../lib/model/stock.ts';
import type { AtsContext } from '../../../lib/operations/stock/calculate-level.ts';
import { checkPolicy } from '../../../lib/operations/stock/check-policy.ts';
import { readConfig } from '../../runtime/read-config.ts';
import type { KitServices } from '../../runtime/services.ts';
import { openSkuGroups, type GroupsOf } from '../../runtime/sku-groups.ts';
import { AtsCalculationConfig } from './ats-calculation.definition.ts';
import { calculatePage, contextOf, type PageParts } from './calculate-page.ts';
import { keepStanding } from './keep-standing.ts';
import { policyOf } from './policy-of.ts';
import { nextTime } from './rising-time.ts';

/** So many SKUs that all fail alike are one failure: of the policy or of the feed, and not of each SKU. */
const failuresOfOnePage = 20;

export interface CalculatedLevels {
  readonly page: StockLevelPage;
  /** SKUs that wait for a person, because their figures are not stated. */
  readonly failed: number;
}

/** The calculation of one deployed node. */
export interface ChannelCalculation {
  readonly parts: PageParts;
  /** Groups as the table has them now. */
  groups(): Promise<GroupsOf>;
  /** What the figure of one SKU depends on now. */
  contextOf(of: { readonly cycle: StockCycle; readonly position: SkuPosition }): Promise<AtsContext>;
  /** The feed that pages came from last; null: none since the start. */
  feed(): string | null;
  /**
   * One page after the other. Raises and closes what waits for a person, unless nothing is to be written.
   * @param again a person asked for it: what still stands is raised again
   * @throws STOCK_FIGURE_MISSING when no SKU of a page can be calculated, TABLE_MISSING, TABLE_INVALID, LEASE_LOST
   */
  calculate(page: StockPositionPage, envelope: Envelope, again?: boolean): Promise<CalculatedLevels>;
}

/** @throws CONFIGURATION_INVALID, also for a policy that cannot be meant */
export function openCalculation(services: KitServices, node: string, raw: object): ChannelCalculation {
  const { store, clock } = services;
  const config = readConfig(AtsCalculationConfig, raw, 'Available to sell');
  const policy = policyOf(config);
  const problems = checkPolicy(policy);
  if (problems.length > 0) throw new OperationError('CONFIGURATION_INVALID', `The policy cannot be meant so: ${problems.join(' ')}`, { details: { problems } });
  const { channel } = policy;
  const groups = openSkuGroups(services.tables, config.groupTable);
  let groupsOf: GroupsOf;
  let feed: string | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  const parts: PageParts = { read: store.read, clock, policy, salesFeed: config.salesFeed || `${channel}:orders`, groupsOf: (skuCode, style) => groupsOf(skuCode, style) };

  const calculate = async (positions: StockPositionPage, envelope: Envelope, again: boolean): Promise<CalculatedLevels> => {
    if (!envelope.dryRun) feed = positions.cycle.feed;
    groupsOf = await groups.current();
    const at = envelope.dryRun ? clock.now() : await nextTime(store, clock, channel, envelope.holder);
    const calculated = await calculatePage(positions, parts);
    const page = { ...calculated.page, calculatedAt: new Date(at).toISOString() };
    const { failed } = calculated;
    const [first] = failed;
    if (first && page.levels.length === 0 && failed.length > failuresOfOnePage) {
      throw new OperationError('STOCK_FIGURE_MISSING', `None of the ${failed.length} SKUs of this page can be calculated. ${first.failure.message}`, { details: { ...first.failure.details, skus: failed.length } });
    }
    if (!envelope.dryRun) await keepStanding({ services, node, channel }, { ...calculated, page, positions: positions.positions, envelope, again });
    return { page, failed: failed.length };
  };

  return {
    parts,
    groups: () => groups.current(),
    feed: () => feed,
    async contextOf(of) {
      groupsOf = await groups.current();
      return contextOf(of, parts);
    },
    calculate(page, envelope, again = false) {
      const mine = turn.then(() => calculate(page, envelope, again));
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
}
