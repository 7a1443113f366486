import type { ExceptionRow } from '../store/contract/exception-table.ts';
import type { StoreTables } from '../store/contract/store.ts';

/**
 * Puts the exception's parked entries back into their lane, under way as `replaying`. Should none be left there, its
 * own copy of the message goes in, before all others. Says which entries wait now.
 */
export async function sendAgain(tables: StoreTables, row: ExceptionRow, lane: string, now: number): Promise<readonly number[]> {
  await tables.exceptions.markReplaying(row.id, now);
  const here = (await tables.lanes.unsettled(row.entity, row.key)).filter((entry) => entry.lane === lane);
  const parked = here.filter((entry) => entry.state === 'parked');
  for (const { id } of parked) await tables.lanes.unpark(id, now);
  if (here.length > 0) return parked.map(({ id }) => id);
  const { entity, key, revision, message } = row;
  await tables.lanes.append([{ lane, entity, key, revision, message, priority: 0, dueAt: now, createdAt: now }]);
  return [];
}
