import type { SkuPosition, StockCycle } from '../../lib/model/stock.ts';
import type { AtsContext } from '../../lib/operations/stock/calculate-level.ts';
import { feedState } from '../../lib/operations/stock/feed-state.ts';
import type { AtsPolicy } from '../../lib/operations/stock/policy.ts';

const minuteMs = 60_000;

/** What can be changed beside the policy, as people enter it. */
export interface ExampleInputs {
  /** Since the time whose truth the figures state. */
  readonly ageMinutes: number;
  readonly unitsPerHour: number;
  readonly pending: number;
  /** Since when the channels' orders were last read; null: they are not read. */
  readonly ordersReadMinutes: number | null;
  readonly publishMinutes: number;
  readonly groups: readonly string[];
}

export const workedInputs: ExampleInputs = { ageMinutes: 20, unitsPerHour: 3, pending: 2, ordersReadMinutes: 1, publishMinutes: 1, groups: [] };

/** A SKU with what its figure depends on. */
export interface Example {
  readonly cycle: StockCycle;
  readonly position: SkuPosition;
  readonly inputs: ExampleInputs;
}

/** The example as the runtime would calculate it now. */
export function contextOf({ cycle, inputs }: Example, policy: AtsPolicy): AtsContext {
  const asOf = Date.parse(cycle.asOf);
  const now = asOf + inputs.ageMinutes * minuteMs;
  const [completedAt, nextExpectedAt] = [Date.parse(cycle.completedAt), cycle.nextExpectedAt === null ? null : Date.parse(cycle.nextExpectedAt)];
  const state = feedState({
    cycles: [{ cycleId: cycle.cycleId, asOf, completedAt, nextExpectedAt, readAt: completedAt, publishedAt: null }],
    policy: { ...policy.stale, usualIntervalMinutes: 30 },
    now,
    waitingSince: asOf,
  });
  return {
    cycle,
    now,
    groups: inputs.groups,
    pending: inputs.pending,
    sellRate: inputs.unitsPerHour,
    salesSeenUntil: inputs.ordersReadMinutes === null ? null : now - inputs.ordersReadMinutes * minuteMs,
    publishMs: inputs.publishMinutes * minuteMs,
    hot: false,
    stale: state.freshness === 'stale',
  };
}

/** What the host says of a SKU, as inputs that can be changed from there. */
export function inputsOf({ cycle, now, groups, pending, sellRate, salesSeenUntil, publishMs }: AtsContext): ExampleInputs {
  const minutes = (ms: number): number => Math.max(0, Math.round(ms / minuteMs));
  return {
    ageMinutes: minutes(now - Date.parse(cycle.asOf)),
    unitsPerHour: Math.round(sellRate * 10) / 10,
    pending,
    ordersReadMinutes: salesSeenUntil === null ? null : minutes(now - salesSeenUntil),
    publishMinutes: Math.round(publishMs / 6000) / 10,
    groups,
  };
}
