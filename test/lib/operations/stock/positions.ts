import type { SkuPosition, StockCycle, StockLine } from '../../../../lib/model/stock.ts';
import type { AtsContext } from '../../../../lib/operations/stock/calculate-level.ts';
import type { AtsPolicy } from '../../../../lib/operations/stock/policy.ts';

/** The worked fixture: QOH 87, OTS 49, OTS ship-to WIP 111. */
export const workedTerms = { SA: 10, RT: 2, R1: 100, IN: 30, RV: 6, RI: 1, RP: 2, RO: 1, PK: 8, OP: 20, RS: 5, ST: 60 } as const;

export const noTotals: StockLine['totals'] = { qoh: null, picked: null, open: null, reserved: null, wip: null, shipToWip: null, ots: null, otsShipToWip: null };

export function stockLine(parts: Partial<StockLine> = {}): StockLine {
  return { location: 'NJ1', lot: '', terms: workedTerms, totals: noTotals, supply: [{ availableFrom: '2026-04-01', units: 60, source: 'purchase_order' }], ...parts };
}

/** A line on hand and nothing else. */
export const onHand = (units: number, parts: Partial<StockLine> = {}): StockLine => stockLine({ terms: { SA: units }, supply: [], ...parts });

export function skuPosition(lines: readonly StockLine[], label = '', skuCode = 'MC100-NAV-XS'): SkuPosition {
  return { skuCode, identity: { division: '01', style: '00123', colorCode: 'NAV', label, dimension: '', sizeBucket: 1 }, lines: [...lines] };
}

export const cycle: StockCycle = {
  feed: 'erp:inventory', cycleId: 'INV-20260301-1100', mode: 'full', sequence: 7,
  asOf: '2026-03-01T11:00:00.000Z', completedAt: '2026-03-01T11:04:00.000Z', nextExpectedAt: '2026-03-01T11:30:00.000Z',
};

/** OTS of all locations, all of it, nothing held back. */
export function atsPolicy(parts: Partial<AtsPolicy> = {}): AtsPolicy {
  return {
    channel: 'shop', formula: 'ots', terms: {},
    locations: { mode: 'all-but', codes: ['', 'FOB', 'POE'] },
    labels: { mode: 'all-but', codes: [] },
    workInProgress: { include: 'never', groups: [], horizonDays: 60, capPercent: 100, capUnits: null },
    allocationPercent: 100, threshold: 0,
    buffer: buffer({}),
    stale: { lateAfterMinutes: 10, staleAfterMinutes: 120, then: 'zero' },
    hot: { groups: [], fastest: 0, hours: 24 },
    ...parts,
  };
}

export function buffer({ byAge, ...parts }: Partial<Omit<AtsPolicy['buffer'], 'byAge'>> & { readonly byAge?: Partial<AtsPolicy['buffer']['byAge']> }): AtsPolicy['buffer'] {
  return { fixed: 0, percent: 0, groups: [], ...parts, byAge: { on: byAge !== undefined, elsewherePercent: 0, serviceLevel: 0.95, rateHours: 6, ...byAge } };
}

export const minutes = (count: number): number => count * 60_000;
export const asOf = Date.parse(cycle.asOf);

export function atsContext(parts: Partial<AtsContext> = {}): AtsContext {
  return { cycle, now: asOf + minutes(10), groups: [], pending: 0, sellRate: 0, salesSeenUntil: null, publishMs: 0, hot: false, stale: false, ...parts };
}
