import type { LeaseToken } from '../model/lease-token.ts';
import type { LaneControlRow } from '../store/contract/lane-control-table.ts';
import type { LaneCounts } from '../store/contract/lane-table.ts';
import type { StoreTables } from '../store/contract/store.ts';
import type { LaneOptions } from './contract.ts';

export interface TakenOver {
  readonly counts: LaneCounts;
  readonly control: LaneControlRow | null;
  /** What others had under way and did not give back: their worker died, or was cut off. */
  readonly left: readonly number[];
}

/**
 * The first thing a new holder does: claims of all others are void. An entry that was under way all by itself when its
 * worker died may be the reason for that, so this counts as one of its attempts. Null: not the holder after all.
 */
export async function takeOverLane(tables: StoreTables, { name, maxAttempts }: LaneOptions, holder: LeaseToken, now: number): Promise<TakenOver | null> {
  const { lanes, leases, laneControls, timeline } = tables;
  if ((await leases.held([holder])).length === 0) return null;
  await lanes.release(name, { of: holder });
  const left = await lanes.release(name, { allBut: holder });
  const [alone] = left.length === 1 ? await lanes.get(left) : [];
  if (alone) {
    const { id, entity, key, revision, dueAt } = alone;
    const attempts = alone.attempts + 1;
    const lastError = 'LEASE_LOST: The worker that was sending it ended or was cut off.';
    await lanes.postpone([{ id, dueAt, attempts, lastError, lastCode: 'LEASE_LOST' }]);
    const text = `Attempt ${attempts} of ${maxAttempts} ended without an answer: the worker that was sending it ended or was cut off.`;
    await timeline.record([{ entity, key, revision, at: now, system: 'selvedge', kind: 'retry', text }]);
  }
  return { counts: await lanes.counts(name), control: await laneControls.get(name), left };
}
