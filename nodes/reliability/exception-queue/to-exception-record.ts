import type { ExceptionRecord } from '../../../lib/model/exception-record.ts';
import type { ExceptionRow } from '../../../lib/store/contract/exception-table.ts';

const instant = (at: number): string => new Date(at).toISOString();

/** The exception as it travels on wires and to screens: without the message it keeps. */
export function toExceptionRecord(row: ExceptionRow): ExceptionRecord {
  const { id, state, code, cause, owner, entity, key, revision, raisedBy, resumeAt, attempts, assignedTo, closedBy, closeReason } = row;
  return {
    ...{ id, state, code, cause, owner, entity, key, revision, raisedBy, resumeAt, attempts, assignedTo, closedBy, closeReason },
    message: row.text,
    details: JSON.parse(row.details) as Record<string, unknown>,
    firstSeenAt: instant(row.firstSeenAt),
    lastSeenAt: instant(row.lastSeenAt),
    editedAt: row.editedAt === null ? null : instant(row.editedAt),
    closedAt: row.closedAt === null ? null : instant(row.closedAt),
  };
}
