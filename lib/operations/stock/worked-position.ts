import type { SkuPosition, StockCycle } from '../../model/stock.ts';

/** One SKU whose figures can be followed by hand: QOH 87, OTS 49, OTS ship-to WIP 111. The example of forms and test messages. */
export const workedCycle: StockCycle = {
  feed: 'example:inventory', cycleId: 'EXAMPLE', mode: 'full', sequence: 1,
  asOf: '2026-03-02T09:00:00.000Z', asOfDay: '2026-03-02', completedAt: '2026-03-02T09:04:00.000Z', nextExpectedAt: '2026-03-02T09:30:00.000Z',
};

export const workedPosition: SkuPosition = {
  skuCode: 'MC100-NAV-XS',
  identity: { division: '01', style: 'MC100', colorCode: 'NAV', label: '', dimension: '', sizeBucket: 1 },
  lines: [
    {
      location: 'NJ1',
      lot: '',
      terms: { SA: 10, RT: 2, R1: 100, R2: 0, IN: 30, CM: 0, RV: 6, RI: 1, RP: 2, RO: 1, PK: 8, OP: 20, RS: 5, DM: 0, WP: 0, ST: 60 },
      totals: { qoh: 87, picked: 8, open: 20, reserved: 5, wip: 0, shipToWip: 60, ots: 49, otsShipToWip: 111 },
      supply: [{ availableFrom: '2026-04-01', units: 60, source: 'purchase_order' }],
    },
  ],
};
