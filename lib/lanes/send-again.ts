import type { ExceptionRow } from '../store/contract/exception-table.ts';
import type { StoreTables } from '../store/contract/store.ts';

/**
 * Puts the exception's parked entries back into their lane, under way as `replaying`, and says which entries wait now;
 * the one that a person has corrected with its corrected message. Where a newer revision has taken the place of the
 * parked one, that one decides: while it is under way the exception waits for its outcome, and when it is through there
 * is nothing to send again. An older revision never goes after it.
 */
export async function sendAgain(tables: StoreTables, row: ExceptionRow, lane: string, now: number): Promise<readonly number[]> {
  const here = (await tables.lanes.unsettled(row.entity, row.key)).filter((entry) => entry.lane === lane);
  if (here.length === 0) {
    await tables.exceptions.close([row.id], 'resolved', 'selvedge', 'A newer revision has taken its place.', now);
    return [];
  }
  await tables.exceptions.markReplaying(row.id, now, { replayedBy: null, batch: null });
  const parked = here.filter((entry) => entry.state === 'parked');
  for (const { id } of parked) {
    if (id === row.laneEntry && row.editedAt !== null) await tables.lanes.unpark(id, now, row.message);
    else await tables.lanes.unpark(id, now);
  }
  return parked.map(({ id }) => id);
}
