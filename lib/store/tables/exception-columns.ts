import type { ExceptionRow } from '../contract/exception-table.ts';

/** A row of the table exception as its contract names the members, but for the worker: see {@link toExceptionRow}. */
export const exceptionColumns = [
  ...(['id', 'state', 'code', 'cause', 'owner', 'text', 'details', 'entity', 'key', 'revision', 'message', 'attempts', 'batch', 'replay_lease', 'replay_fence'] as const),
  'raised_by as raisedBy',
  'resume_at as resumeAt',
  'lane_entry as laneEntry',
  'assigned_to as assignedTo',
  'edited_at as editedAt',
  'first_seen_at as firstSeenAt',
  'last_seen_at as lastSeenAt',
  'closed_at as closedAt',
  'closed_by as closedBy',
  'close_reason as closeReason',
] as const;

interface Selected extends Omit<ExceptionRow, 'replayedBy'> {
  readonly replay_lease: string | null;
  readonly replay_fence: number | null;
}

export function toExceptionRow({ replay_lease: lease, replay_fence: fence, ...row }: Selected): ExceptionRow {
  return { ...row, replayedBy: lease === null || fence === null ? null : { lease, fence } };
}
