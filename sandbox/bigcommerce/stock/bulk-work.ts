export interface BulkSettings {
  /** How long an inventory adjustment counts as under way; 0: over when it is answered. */
  adjustmentMs: number;
  /** How long after its answer an adjustment is in the figures. */
  inventoryDelayMs: number;
}

/** An inventory adjustment beside bulk work of another kind, which BigCommerce warns of: its results cannot be foreseen. */
export interface Overlap {
  readonly at: number;
  readonly work: 'catalogue';
}

/** Which bulk work is under way. */
export class BulkWork {
  readonly overlaps: Overlap[] = [];
  readonly #settings: BulkSettings;
  readonly #now: () => number;
  #adjustmentUntil = -Infinity;
  #catalogueUntil = -Infinity;

  constructor(settings: BulkSettings, now: () => number) {
    this.#settings = settings;
    this.#now = now;
  }

  /** Milliseconds that another adjustment still takes; 0: this one has begun. */
  beginAdjustment(): number {
    const at = this.#now();
    if (at < this.#adjustmentUntil) return this.#adjustmentUntil - at;
    if (at < this.#catalogueUntil) this.overlaps.push({ at, work: 'catalogue' });
    this.#adjustmentUntil = at + this.#settings.adjustmentMs;
    return 0;
  }

  catalogueWork(): void {
    const at = this.#now();
    if (at < this.#adjustmentUntil) this.overlaps.push({ at, work: 'catalogue' });
    this.#catalogueUntil = at + this.#settings.adjustmentMs;
  }
}
