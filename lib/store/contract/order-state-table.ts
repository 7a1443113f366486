/** The last known state of an order on one side, for change detection and for showing both sides. */
export interface OrderStateRow {
  readonly system: string;
  readonly key: string;
  readonly revision: string;
  /** JSON text. */
  readonly state: string;
  readonly updatedAt: number;
}

export interface OrderStateTable {
  get(system: string, keys: readonly string[]): Promise<readonly OrderStateRow[]>;
  put(rows: readonly OrderStateRow[]): Promise<void>;
}
