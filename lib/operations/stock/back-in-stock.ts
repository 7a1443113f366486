export interface BackInStockPolicy {
  /** Units from which on a SKU counts as back. */
  readonly threshold: number;
  /** For how long it must have stayed there. */
  readonly holdMs: number;
  /** Down to so many units it must have been before it can come back again; below the threshold. */
  readonly rearmAt: number;
}

/** Of one SKU; plain JSON. Times are ms since 1970 (UTC). */
export interface BackInStockState {
  /** `armed`: was out, and its return is to be told. `told`: is in stock as far as anybody was told. */
  readonly phase: 'armed' | 'told';
  /** Units as last seen on a fresh feed. */
  readonly units: number;
  /** Since when it has been at or above the threshold on a fresh feed; null: it is not, or the feed is not. */
  readonly since: number | null;
  /** Time of the last observation: older ones change nothing. */
  readonly at: number;
}

export interface Observation {
  readonly at: number;
  /** Whether the feed is fresh: a stale feed neither starts nor keeps nor ends anything, and its waiting time does not count. */
  readonly fresh: boolean;
  /** Units that can be picked; missing: as before (time has passed). */
  readonly units?: number;
}

export interface BackInStockStep {
  /** Null: nothing is known of the SKU yet. */
  readonly state: BackInStockState | null;
  /** The SKU is back: at most once for each time that it was out. */
  readonly notice: boolean;
}

/**
 * The next state of a SKU. One that is in stock when it is seen for the first time is not "back": nobody saw it gone.
 * @param before null: not seen yet
 */
export function observeStock(before: BackInStockState | null, { at, fresh, units: seen }: Observation, policy: BackInStockPolicy): BackInStockStep {
  const silent = (state: BackInStockState | null): BackInStockStep => ({ state, notice: false });
  if (before === null) {
    if (!fresh || seen === undefined) return silent(null);
    const inStock = seen >= policy.threshold;
    return silent({ phase: inStock ? 'told' : 'armed', units: seen, since: inStock ? at : null, at });
  }
  if (at < before.at) return silent(before);
  if (!fresh) return silent({ ...before, since: null, at });
  const units = seen ?? before.units;
  if (units < policy.threshold) return silent({ phase: units <= policy.rearmAt ? 'armed' : before.phase, units, since: null, at });
  const since = before.since ?? at;
  const notice = before.phase === 'armed' && at - since >= policy.holdMs;
  return { state: { phase: notice ? 'told' : before.phase, units, since, at }, notice };
}

/** When to look again although nothing changes; null: nothing becomes due by waiting. */
export function noticeDueAt({ phase, since }: BackInStockState, { holdMs }: BackInStockPolicy): number | null {
  return phase === 'armed' && since !== null ? since + holdMs : null;
}
