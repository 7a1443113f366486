/** Units of one SKU in one order of a channel: what a stock cycle does not contain until the ERP has the order. */
export interface DemandRow {
  readonly channel: string;
  /** Business key of the order (`HT-53`). */
  readonly order: string;
  readonly skuCode: string;
  readonly units: number;
  /** When the shop took it, ms since 1970 (UTC), as all times here. */
  readonly orderedAt: number;
  /** When the ERP had it, by the ERP's own time where known; null: it has not got it yet. */
  readonly erpAt: number | null;
}

export interface DemandTable {
  /**
   * What an order demands now, in the place of what it demanded before; no rows: it demands nothing (cancelled). Rows of one
   * SKU add up. `erpAt` is kept. The same again changes nothing.
   * @param at time of the note
   */
  note(channel: string, order: string, rows: readonly Omit<DemandRow, 'channel' | 'order' | 'erpAt'>[], at: number): Promise<void>;
  /**
   * The ERP has these orders since `erpAt`; an earlier time that was noted stays. Holds for what is noted of them later, too.
   * @param at time of the note
   */
  imported(orders: readonly string[], erpAt: number, at: number): Promise<void>;
  /** Units per SKU of orders, of all channels, that figures as of `asOf` do not contain: the ERP had them later or not at all. */
  pending(skuCodes: readonly string[], asOf: number): Promise<ReadonlyMap<string, number>>;
  /** Units sold per SKU since then, all channels. */
  soldSince(skuCodes: readonly string[], since: number): Promise<ReadonlyMap<string, number>>;
  /**
   * Units per SKU that this channel took off its own stock between the SKU's `since` and `until`, of the orders that were noted.
   * At least and at most: an order may have been paid for long after its own time, and either time may be wrong by `unsureMs`.
   */
  takenBetween(channel: string, since: ReadonlyMap<string, number>, until: number, unsureMs: number): Promise<ReadonlyMap<string, { readonly least: number; readonly most: number }>>;
  /**
   * SKUs of which this channel, as far as its orders were noted after the SKU's own time, sold or took back units by itself.
   * That the ERP has an order by now moves nothing in the channel.
   */
  movedSince(channel: string, since: ReadonlyMap<string, number>): Promise<ReadonlySet<string>>;
  /** SKUs that sold at least `units` since then, most sold first. */
  fastest(since: number, units: number, limit: number): Promise<readonly { readonly skuCode: string; readonly units: number }[]>;
  /**
   * SKUs of orders that were noted, changed or imported after `at` (by the time of the note): whose figure may be another now.
   * Each once, in order of that time; `limit` may be exceeded by what was noted in the same millisecond as the last one, so
   * that asking on from there leaves nothing out. Clocks of several workers differ: ask on from a little earlier.
   */
  changedAfter(at: number, limit: number): Promise<readonly { readonly skuCode: string; readonly at: number }[]>;
  prune(orderedBefore: number, limit: number): Promise<number>;
}
