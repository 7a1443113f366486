import { OperationError } from '../errors/operation-error.ts';
import type { ExceptionRow } from '../store/contract/exception-table.ts';
import type { LaneEntry } from '../store/contract/lane-table.ts';
import type { StoreTables } from '../store/contract/store.ts';
import { recordAction } from './record-action.ts';
import { readResumePoint } from './resume-point.ts';
import { sentence } from './sentence.ts';

export interface Dismissal {
  readonly by: string;
  readonly reason: string;
  readonly at: number;
}

/** Closes the exception and settles the entries that stand behind it, which it answers. */
export async function dismissException(tables: StoreTables, row: ExceptionRow, { by, reason, at }: Dismissal): Promise<readonly LaneEntry[]> {
  const { id, code } = row;
  if (row.state === 'replaying' && readResumePoint(row.resumeAt).kind === 'lane') {
    throw new OperationError('PAYLOAD_INVALID', `Exception ${id} is being sent again just now: wait for its outcome.`);
  }
  const told = { kind: 'dismissed', text: sentence(`Exception ${id} (${code}) was dismissed`, reason) };
  await recordAction(tables, { row, by, action: 'dismiss', at, before: {}, after: { state: 'dismissed', reason }, told });
  await tables.exceptions.close([id], 'dismissed', by, reason, at);
  const parked = await parkedBehind(tables, row);
  await tables.lanes.settle(parked.map((entry) => entry.id), { at, outcome: 'dismissed' });
  return parked;
}

async function parkedBehind(tables: StoreTables, row: ExceptionRow): Promise<readonly LaneEntry[]> {
  const { kind, name } = readResumePoint(row.resumeAt);
  if (kind !== 'lane') return [];
  return (await tables.lanes.unsettled(row.entity, row.key)).filter((entry) => entry.lane === name && entry.state === 'parked');
}
