import Type from 'typebox';
import { stockTerms } from '../../model/stock.ts';

/** Counts to the hundredth. */
const Percent = Type.Number({ minimum: 0, maximum: 100 });
const Units = Type.Integer({ minimum: 0 });

/** How available-to-sell is made for one channel. Edited in the form of the ats-calculation node. */
export const AtsPolicy = Type.Object({
  channel: Type.String({ minLength: 1, pattern: '^[a-z0-9-]+$' }),
  /** `custom`: the sum of `terms`. The two others are BlueCherry's own; see formulas.ts for the source. */
  formula: Type.Union([Type.Literal('ots'), Type.Literal('custom')], { default: 'ots' }),
  /** Term → 1 counts, -1 is taken off; absent terms do not count. */
  terms: Type.Partial(Type.Object(Object.fromEntries(stockTerms.map((term) => [term, Type.Union([Type.Literal(1), Type.Literal(-1)])])) as Record<(typeof stockTerms)[number], Type.TUnion<[Type.TLiteral<1>, Type.TLiteral<-1>]>>), { default: {} }),
  /** Codes that are left out (`all-but`) or alone count (`only`). Blank is a code: stock without a location. */
  locations: Type.Object({ mode: Type.Union([Type.Literal('all-but'), Type.Literal('only')]), codes: Type.Array(Type.String()) }, { default: { mode: 'all-but', codes: ['', 'FOB', 'POE'] } }),
  labels: Type.Object({ mode: Type.Union([Type.Literal('all-but'), Type.Literal('only')]), codes: Type.Array(Type.String()) }, { default: { mode: 'all-but', codes: [] } }),
  /** Open work orders: goods in production that may be sold ahead. */
  workInProgress: Type.Object(
    {
      include: Type.Union([Type.Literal('never'), Type.Literal('always'), Type.Literal('groups')]),
      groups: Type.Array(Type.String()),
      /** Only goods with a date within so many days of the cycle's day; null: all, also those without a date. */
      horizonDays: Type.Union([Units, Type.Null()]),
      /** At most this share of what is expected, and at most so many units per SKU, are sold ahead; null: no limit in units. */
      capPercent: Percent,
      capUnits: Type.Union([Units, Type.Null()]),
    },
    { default: { include: 'never', groups: [], horizonDays: 60, capPercent: 80, capUnits: null } },
  ),
  /** Share of what is there at the moment that this channel may sell; rounded down. */
  allocationPercent: Type.Number({ minimum: 0, maximum: 100, default: 100 }),
  /** Below so many units the channel shows none. */
  threshold: Type.Integer({ minimum: 0, default: 0 }),
  buffer: Type.Object(
    {
      fixed: Units,
      percent: Percent,
      /** In the place of the two above for SKUs of a group; the first that fits counts. */
      groups: Type.Array(Type.Object({ group: Type.String(), fixed: Units, percent: Percent })),
      /** Grows with the age of the figures and the SKU's sell rate: what may have been sold meanwhile where we cannot see it. */
      byAge: Type.Object({
        on: Type.Boolean(),
        /** What is sold where no orders are read (wholesale, stores, telephone), for each 100 units that our channels sell. */
        elsewherePercent: Type.Number({ minimum: 0, maximum: 1000 }),
        /** How sure: 0.98 means that in 49 of 50 intervals no more is sold unseen than is held back. */
        serviceLevel: Type.Number({ minimum: 0.5, maximum: 0.999 }),
        /** Sales of so many hours make the rate. */
        rateHours: Type.Number({ exclusiveMinimum: 0 }),
      }),
    },
    { default: { fixed: 0, percent: 0, groups: [], byAge: { on: true, elsewherePercent: 20, serviceLevel: 0.98, rateHours: 6 } } },
  ),
  stale: Type.Object(
    {
      /** Minutes after the time at which the next cycle was expected: late (alarm) and stale. */
      lateAfterMinutes: Type.Number({ minimum: 0 }),
      staleAfterMinutes: Type.Number({ minimum: 0 }),
      /** What a stale feed does to the channel: keeps the last figures with the grown buffer, or shows none. */
      then: Type.Union([Type.Literal('keep'), Type.Literal('zero')]),
    },
    { default: { lateAfterMinutes: 10, staleAfterMinutes: 120, then: 'zero' } },
  ),
  hot: Type.Object(
    {
      /** SKUs of these groups, and the fastest sellers of the last hours, go first and are looked at more often. */
      groups: Type.Array(Type.String()),
      fastest: Units,
      hours: Type.Number({ exclusiveMinimum: 0 }),
    },
    { default: { groups: ['hot'], fastest: 50, hours: 24 } },
  ),
});
export type AtsPolicy = Type.Static<typeof AtsPolicy>;
