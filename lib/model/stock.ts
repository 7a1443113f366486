import Type from 'typebox';
import { SkuIdentity } from './identity.ts';

/**
 * Inventory terms of BlueCherry, in units. One installation's names, which credits CGS's own wiki; which of them count
 * is the client's setting (lib/operations/stock/formulas.ts).
 */
export const stockTerms = ['SA', 'RT', 'R1', 'R2', 'IN', 'CM', 'RV', 'RI', 'RP', 'RO', 'PK', 'OP', 'RS', 'DM', 'WP', 'ST'] as const;
export type StockTerm = (typeof stockTerms)[number];

/** Goods that are expected: a production order, a transfer. `availableFrom` is a calendar day of the ERP, `YYYY-MM-DD`. */
export const StockSupply = Type.Object({ availableFrom: Type.String(), units: Type.Integer(), source: Type.String() });
export type StockSupply = Type.Static<typeof StockSupply>;

const Units = Type.Union([Type.Integer(), Type.Null()]);

/** What the ERP states for one SKU at one location and lot. Any figure may be negative; null: the ERP does not state it. */
export const StockLine = Type.Object({
  location: Type.String(),
  lot: Type.String(),
  /** Raw terms, where the installation gives them; absent terms are 0 then. Null: it gives totals only. */
  terms: Type.Union([Type.Partial(Type.Object(Object.fromEntries(stockTerms.map((term) => [term, Type.Integer()])) as Record<StockTerm, Type.TInteger>)), Type.Null()]),
  totals: Type.Object({ qoh: Units, picked: Units, open: Units, reserved: Units, wip: Units, shipToWip: Units, ots: Units, otsShipToWip: Units }),
  supply: Type.Array(StockSupply),
});
export type StockLine = Type.Static<typeof StockLine>;

/** A SKU with its lines at all locations of one cycle. */
export const SkuPosition = Type.Object({ skuCode: Type.String({ minLength: 1 }), identity: SkuIdentity, lines: Type.Array(StockLine) });
export type SkuPosition = Type.Static<typeof SkuPosition>;

/** The batch cycle that figures come from. Instants are ISO 8601 UTC. */
export const StockCycle = Type.Object({
  /** `<account>:inventory`. */
  feed: Type.String(),
  cycleId: Type.String(),
  mode: Type.Union([Type.Literal('full'), Type.Literal('delta')]),
  sequence: Type.Integer(),
  /** The time whose truth it states: not when it was made, nor when it was read. */
  asOf: Type.String(),
  /** The calendar day of `asOf` in the ERP's time zone, `YYYY-MM-DD`, by which its dates of supply are meant; else its day in UTC. */
  asOfDay: Type.Optional(Type.String()),
  completedAt: Type.String(),
  nextExpectedAt: Type.Union([Type.String(), Type.Null()]),
});
export type StockCycle = Type.Static<typeof StockCycle>;

/** Why figures are calculated anew: a cycle came, orders came, time passed, or a person asked for all of them. */
export const StockReason = Type.Union([Type.Literal('cycle'), Type.Literal('orders'), Type.Literal('age'), Type.Literal('resync')]);
export type StockReason = Type.Static<typeof StockReason>;

export const StockPositionPage = Type.Object({ cycle: StockCycle, reason: StockReason, positions: Type.Array(SkuPosition) });
export type StockPositionPage = Type.Static<typeof StockPositionPage>;

/** Available to sell of one SKU in one channel. */
export const StockLevel = Type.Object({
  skuCode: Type.String({ minLength: 1 }),
  /** Of the ERP: what belongs to one style usually is one product in a shop. */
  style: Type.String(),
  channel: Type.String(),
  /** What the channel shows: never below 0. */
  published: Type.Integer({ minimum: 0 }),
  /** Before buffer, threshold and floor; negative where more was sold than there is. */
  available: Type.Integer(),
  /** Units sold beyond what there is, 0 or more. */
  oversold: Type.Integer({ minimum: 0 }),
  buffer: Type.Integer({ minimum: 0 }),
  /** Of what is published, units that are in the warehouse now: nothing that is sold ahead of production. */
  pickable: Type.Integer({ minimum: 0 }),
  /** Units of shop orders that the cycle does not contain yet: taken off already. */
  pending: Type.Integer({ minimum: 0 }),
  /** Goes first and is read back after writing. */
  hot: Type.Boolean(),
  /** The feed is older than the policy bears. */
  stale: Type.Boolean(),
  asOf: Type.String(),
  cycleId: Type.String(),
});
export type StockLevel = Type.Static<typeof StockLevel>;

export const StockLevelPage = Type.Object({
  cycle: StockCycle,
  reason: StockReason,
  /** ISO 8601 UTC, later with every page of a node: tells which of two figures of a SKU is the newer one. */
  calculatedAt: Type.String(),
  levels: Type.Array(StockLevel),
});
export type StockLevelPage = Type.Static<typeof StockLevelPage>;

/** Why a figure leaves for its channel; `first-run`, `resync` and `drift` also send what has not changed. */
export const StockChangeReason = Type.Union([StockReason, Type.Literal('first-run'), Type.Literal('drift')]);
export type StockChangeReason = Type.Static<typeof StockChangeReason>;

/** One figure on its way to its channel: the key of its message is `<sku>@<channel>`, its revision `calculatedAt`. */
export const StockChange = Type.Object({
  /** The feed that the figure comes from: `<account>:inventory`. */
  feed: Type.String(),
  reason: StockChangeReason,
  level: StockLevel,
  /** What was sent to the channel last; null: nothing yet. */
  before: Type.Union([Type.Integer(), Type.Null()]),
  /**
   * 0 to 4, to be written in that order: a hot SKU that falls, any that is sold out, a hot one that rises, others that
   * fall, others that rise. What falls too late is oversold, what rises too late is only sold later.
   */
  urgency: Type.Union([Type.Literal(0), Type.Literal(1), Type.Literal(2), Type.Literal(3), Type.Literal(4)]),
});
export type StockChange = Type.Static<typeof StockChange>;

/** What a channel shows of one SKU. */
export const ShownFigure = Type.Object({
  skuCode: Type.String({ minLength: 1 }),
  /** Null: the channel does not keep stock of it. */
  shown: Type.Union([Type.Integer(), Type.Null()]),
});
export type ShownFigure = Type.Static<typeof ShownFigure>;

/** What a channel shows, as it was read there. */
export const ShownStockPage = Type.Object({
  channel: Type.String(),
  /** Right before it was asked, ISO 8601 UTC. */
  readAt: Type.String(),
  figures: Type.Array(ShownFigure),
});
export type ShownStockPage = Type.Static<typeof ShownStockPage>;

/** How a feed stands, told whenever that changes. Instants are ISO 8601 UTC. */
export const FeedStanding = Type.Object({
  feed: Type.String(),
  freshness: Type.Union([Type.Literal('fresh'), Type.Literal('late'), Type.Literal('stale'), Type.Literal('never')]),
  since: Type.String(),
  expectedAt: Type.String(),
  cycleId: Type.Union([Type.String(), Type.Null()]),
  asOf: Type.Union([Type.String(), Type.Null()]),
  /** What depends on the feed is held back. */
  held: Type.Boolean(),
  /** As people read it. */
  sentence: Type.String(),
});
export type FeedStanding = Type.Static<typeof FeedStanding>;

/** A SKU that was out of stock in a channel and is back for good. Instants are ISO 8601 UTC. */
export const BackInStock = Type.Object({
  skuCode: Type.String({ minLength: 1 }),
  style: Type.String(),
  channel: Type.String(),
  feed: Type.String(),
  /** That can be picked. */
  units: Type.Integer({ minimum: 1 }),
  /** Since when it has been at or above the threshold. */
  since: Type.String(),
  asOf: Type.String(),
  cycleId: Type.String(),
});
export type BackInStock = Type.Static<typeof BackInStock>;
