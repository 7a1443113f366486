import type { LaneEntry } from '../contract/lane-table.ts';
import { checksumOf } from './lane-checksum.ts';

/** A row of lane_entry as its contract names the members. */
export const laneEntryColumns = [
  ...(['id', 'lane', 'entity', 'key', 'revision', 'priority', 'state', 'attempts', 'bytes', 'checksum', 'message'] as const),
  'due_at as dueAt',
  'created_at as createdAt',
  'last_code as lastCode',
] as const;

export type SelectedEntry = Omit<LaneEntry, 'damaged'> & { readonly checksum: number };

export function toLaneEntry({ checksum, ...entry }: SelectedEntry): LaneEntry {
  return { ...entry, damaged: checksumOf(entry) !== checksum };
}
