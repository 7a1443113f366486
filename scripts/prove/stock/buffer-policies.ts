import type { AtsPolicy } from '../../../lib/operations/stock/policy.ts';
import { channel } from './trading-world.ts';

/** The defaults of the ats-calculation node, but for the buffer. */
const policy = (buffer: AtsPolicy['buffer']): AtsPolicy => ({
  channel,
  formula: 'ots',
  terms: {},
  locations: { mode: 'all-but', codes: ['', 'FOB', 'POE'] },
  labels: { mode: 'all-but', codes: [] },
  workInProgress: { include: 'never', groups: [], horizonDays: 60, capPercent: 80, capUnits: null },
  allocationPercent: 100,
  threshold: 0,
  buffer,
  stale: { lateAfterMinutes: 10, staleAfterMinutes: 120, then: 'zero' },
  hot: { groups: ['hot'], fastest: 50, hours: 24 },
});

const byAge: AtsPolicy['buffer']['byAge'] = { on: true, elsewherePercent: 20, serviceLevel: 0.98, rateHours: 6 };

export const ageAware: AtsPolicy = policy({ fixed: 0, percent: 0, groups: [], byAge });
export const fixedBuffer = (units: number): AtsPolicy => policy({ fixed: units, percent: 0, groups: [], byAge: { ...byAge, on: false } });
export const noBuffer: AtsPolicy = fixedBuffer(0);
