import { OperationError } from '../errors/operation-error.ts';
import type { LaneControlRow } from '../store/contract/lane-control-table.ts';
import type { LaneOptions } from './contract.ts';

export interface LaneLoad {
  readonly entries: number;
  readonly bytes: number;
}

/** Whoever does not ask whether there is room is refused at so many times the capacity. */
const hardLimit = 2;

export interface LaneCapacity {
  full(): boolean;
  /**
   * A message is about to be journaled; the returned function says that it is on disk or refused.
   * @throws LANE_FULL at twice the capacity
   */
  admit(bytes: number): () => void;
}

/** `load` is what the lane holds; what is on its way to the disk is added here. */
export function laneCapacity({ name, capacity }: Pick<LaneOptions, 'name' | 'capacity'>, load: () => LaneLoad): LaneCapacity {
  const coming = { entries: 0, bytes: 0 };
  return {
    full() {
      const { entries, bytes } = load();
      return entries >= capacity.entries || bytes >= capacity.bytes;
    },
    admit(bytes) {
      const held = load();
      if (held.entries + coming.entries >= hardLimit * capacity.entries || held.bytes + coming.bytes >= hardLimit * capacity.bytes) {
        const sentence = `Lane ${name} holds ${held.entries} messages of ${Math.round(held.bytes / 1e6)} MB, ${hardLimit} times what it may: see why it does not empty, or raise its capacity.`;
        throw new OperationError('LANE_FULL', sentence, { details: { lane: name, entries: held.entries, bytes: held.bytes } });
      }
      coming.entries += 1;
      coming.bytes += bytes;
      return () => {
        coming.entries -= 1;
        coming.bytes -= bytes;
      };
    },
  };
}

export interface ReportedLoad {
  /** Journaled here, where the lane is not driven. */
  journaled(bytes: number): void;
  load(row: LaneControlRow | null): LaneLoad;
  forget(): void;
}

/**
 * What a lane holds that another worker drives: what that one said last, and what was journaled here since. A report may
 * have been on its way when the message was journaled, so only the second one after it is taken to contain it.
 */
export function reportedLoad(): ReportedLoad {
  const nothing = { entries: 0, bytes: 0 };
  let [earlier, since] = [nothing, nothing];
  let seen: number | undefined;
  return {
    journaled: (bytes) => void (since = { entries: since.entries + 1, bytes: since.bytes + bytes }),
    load(row) {
      if (row && row.reportedAt !== seen) {
        if (seen !== undefined) [earlier, since] = [since, nothing];
        seen = row.reportedAt;
      }
      return { entries: (row?.entries ?? 0) + earlier.entries + since.entries, bytes: (row?.bytes ?? 0) + earlier.bytes + since.bytes };
    },
    forget: () => void ([earlier, since] = [nothing, nothing]),
  };
}
