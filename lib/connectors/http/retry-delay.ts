import type { ErrorCode } from '../../errors/error-table.ts';
import type { OperationError } from '../../errors/operation-error.ts';

/** What passes within a second or so; longer troubles are the lane's or the next sweep's. */
const passing: ReadonlySet<ErrorCode> = new Set(['REMOTE_UNREACHABLE', 'REMOTE_TIMEOUT', 'REMOTE_RATE_LIMITED', 'REMOTE_UNAVAILABLE']);
const delaysMs = [250, 1000];
/** A reader that is asked to wait longer gives its turn back. */
const longestWaitMs = 60_000;

/** How long to wait before a safe read is tried again, the remote side's own word first; undefined to give up. */
export function retryDelayMs(error: OperationError, tried: number, random: () => number = Math.random): number | undefined {
  const planned = delaysMs[tried - 1];
  if (planned === undefined || !passing.has(error.code)) return undefined;
  if (error.retryAfterMs !== undefined) return error.retryAfterMs <= longestWaitMs ? error.retryAfterMs : undefined;
  return planned * (0.5 + random());
}
