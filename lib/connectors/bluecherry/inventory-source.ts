import type { SkuIdentity } from '../../model/identity.ts';
import type { StockCycle, StockLine } from '../../model/stock.ts';

/** Stock of one SKU at one location and lot. */
export interface InventoryLine extends StockLine {
  readonly skuCode: string;
  readonly identity: SkuIdentity;
}

/** A batch cycle of the inventory feed that is complete and can be read. */
export interface InventoryCycle {
  readonly cycle: StockCycle;
  readonly status: 'complete' | 'complete_with_errors';
  /** Lines; null: not stated. */
  readonly recordCount: number | null;
  /** Records that the ERP itself could not put into the cycle. */
  readonly rejectedCount: number;
  /** Over the lines, see lib/operations/stock/stock-checksum.ts; null: not stated. */
  readonly checksum: string | null;
  readonly previousCycleId: string | null;
  /**
   * What a full cycle does not mention has no stock. False of a delta, and of a full cycle with rejected records: what is
   * absent there may be just what was rejected, so it keeps its last figures.
   */
  readonly absentMeansNone: boolean;
}

/** A cycle that cannot be read: not made yet, broken off, or with a status that has no meaning here. */
export interface CycleNotReady {
  readonly cycleId: string;
  readonly status: 'scheduled' | 'running' | 'failed' | 'unknown';
  /** In the feed's own words. */
  readonly statedAs: string;
  /** ISO 8601 UTC. */
  readonly startedAt: string | null;
  readonly nextExpectedAt: string | null;
}

export interface FeedOutlook {
  /** The completed cycle of the newest `asOf`. */
  readonly latest: InventoryCycle | null;
  /** Completed cycles of the last days, newest `asOf` first: what a reader of deltas has missed. */
  readonly completed: readonly InventoryCycle[];
  /** For freshness: nothing of them is read. */
  readonly notReady: readonly CycleNotReady[];
}

export interface InventoryReadOptions {
  readonly signal?: AbortSignal;
}

/** The inventory feed, whichever way it comes in: over HTTP or as files in a drop folder. */
export interface InventorySource {
  /** @param feed `<account>:inventory`; the ERP knows it by the part after the last colon */
  latestCycle(feed: string, options?: InventoryReadOptions): Promise<FeedOutlook>;
  /**
   * All lines of one cycle, page by page, in any order. Only what was read to the end may be used.
   * @throws BLUECHERRY_CYCLE_EXPIRED when the cycle was superseded meanwhile: what was read is worth nothing, begin again
   * with the newest one
   */
  readCycle(cycle: StockCycle, options?: InventoryReadOptions): AsyncGenerator<readonly InventoryLine[]>;
}
