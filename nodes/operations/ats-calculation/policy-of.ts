import type { AtsPolicy } from '../../../lib/operations/stock/policy.ts';
import type { AtsCalculationConfig } from './ats-calculation.definition.ts';

/** How a list of codes names the empty one: stock without a location, the ordinary label. */
const blank = '(blank)';

/** The policy as the node's form and its flow file have it. */
export function policyOf(config: AtsCalculationConfig): AtsPolicy {
  return {
    channel: config.channel,
    formula: config.formula,
    terms: Object.fromEntries(config.terms.map(({ term, effect }) => [term, effect === 'counts' ? 1 : -1])),
    locations: { mode: config.locationsMode, codes: config.locations.map(codeOf) },
    labels: { mode: config.labelsMode, codes: config.labels.map(codeOf) },
    workInProgress: {
      include: config.workInProgress,
      groups: config.workInProgressGroups,
      horizonDays: config.workInProgressHorizonDays ?? null,
      capPercent: config.workInProgressCapPercent,
      capUnits: config.workInProgressCapUnits ?? null,
    },
    allocationPercent: config.allocationPercent,
    threshold: config.threshold,
    buffer: {
      fixed: config.bufferFixed,
      percent: config.bufferPercent,
      groups: config.bufferGroups,
      byAge: { on: config.bufferByAge, elsewherePercent: config.elsewherePercent, serviceLevel: config.serviceLevelPercent / 100, rateHours: config.rateHours },
    },
    stale: { lateAfterMinutes: config.lateAfterMinutes, staleAfterMinutes: config.staleAfterMinutes, then: config.staleThen },
    hot: { groups: config.hotGroups, fastest: config.hotFastest, hours: config.hotHours },
  };
}

const codeOf = (text: string): string => (text === blank ? '' : text);
