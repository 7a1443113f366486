import Type from 'typebox';
import { OperationError } from '../../errors/operation-error.ts';
import { calendarDay } from './calendar-day.ts';
import type { CycleNotReady, InventoryCycle } from './inventory-source.ts';
import { instantOf, OptionalWhole, recordReader, Text, trimmed, whole } from './remote-fields.ts';
import { zonedInstant } from './zoned-instant.ts';

const read = recordReader(
  'cycle',
  Type.Object({
    cycleId: Type.String({ pattern: '\\S' }), feed: Text, status: Type.String(), mode: Text, sequence: OptionalWhole,
    asOf: Text, startedAt: Text, completedAt: Text, nextExpectedAt: Text,
    recordCount: OptionalWhole, rejectedCount: OptionalWhole, checksum: Text, previousCycleId: Text,
  }),
  (record) => record['cycleId'],
);
type RemoteCycle = ReturnType<typeof read>;

const waiting: ReadonlySet<string> = new Set(['scheduled', 'running', 'failed']);

export type ReadCycleHeader = { readonly ready: InventoryCycle } | { readonly notReady: CycleNotReady };

/**
 * A cycle as the ERP lists it; undefined when it is one of another feed. A time without an offset is meant in the account's
 * zone. A status that is not of the model is told, never taken for complete.
 * @throws REMOTE_RECORD_INVALID for a completed cycle without a time, a mode, or of a delta without a sequence
 */
export function toInventoryCycle(remote: unknown, feed: string, timeZone: string): ReadCycleHeader | undefined {
  const record = read(remote);
  const remoteFeed = trimmed(record.feed);
  if (remoteFeed !== '' && remoteFeed !== remoteFeedOf(feed)) return undefined;
  const cycleId = record.cycleId.trim();
  const time = (value: string | null | undefined): string | null => instantOf(value) ?? zonedInstant(trimmed(value).slice(0, 19).replace(' ', 'T'), timeZone) ?? null;
  const nextExpectedAt = time(record.nextExpectedAt);
  const statedAs = record.status.trim();
  const status = statedAs.toLowerCase();
  if (status !== 'complete' && status !== 'complete_with_errors') {
    return { notReady: { cycleId, status: waiting.has(status) ? (status as CycleNotReady['status']) : 'unknown', statedAs, startedAt: time(record.startedAt), nextExpectedAt } };
  }
  const asOf = time(record.asOf) ?? refuse(cycleId, '/asOf', 'not a time');
  const mode = modeOf(record, cycleId);
  const rejectedCount = whole(record.rejectedCount);
  return {
    ready: {
      cycle: { feed, cycleId, mode, sequence: sequenceOf(record, mode, cycleId), asOf, asOfDay: calendarDay(asOf, timeZone), completedAt: time(record.completedAt) ?? asOf, nextExpectedAt },
      status,
      recordCount: record.recordCount === undefined || record.recordCount === null ? null : whole(record.recordCount),
      rejectedCount,
      checksum: trimmed(record.checksum) || null,
      previousCycleId: trimmed(record.previousCycleId) || null,
      absentMeansNone: mode === 'full' && status === 'complete' && rejectedCount === 0,
    },
  };
}

/** `harbour:inventory` is `inventory` to the ERP. */
export function remoteFeedOf(feed: string): string {
  return feed.slice(feed.lastIndexOf(':') + 1);
}

function modeOf(record: RemoteCycle, cycleId: string): 'full' | 'delta' {
  const mode = trimmed(record.mode).toLowerCase();
  return mode === 'full' || mode === 'delta' ? mode : refuse(cycleId, '/mode', 'neither full nor delta');
}

/** Only deltas stand on their predecessor: a feed of full cycles need not number them. */
function sequenceOf(record: RemoteCycle, mode: 'full' | 'delta', cycleId: string): number {
  if (mode === 'delta' && (record.sequence === undefined || record.sequence === null)) return refuse(cycleId, '/sequence', 'a delta needs its number');
  return whole(record.sequence);
}

function refuse(cycleId: string, path: string, problem: string): never {
  throw new OperationError('REMOTE_RECORD_INVALID', `BlueCherry's cycle ${cycleId.slice(0, 60)} is not as agreed at ${path}: ${problem}.`, { details: { record: cycleId.slice(0, 60), path } });
}
