import type { Kysely } from 'kysely';
import type { LaneEntryState, Superseded, SupersededState } from '../contract/lane-table.ts';
import { chunksOf } from './chunks.ts';
import { compileOnce } from './compile-once.ts';
import type { Database } from './database.ts';
import type { RowLocks } from './row-locks.ts';
import { settleEntries } from './settle-entries.ts';

const olderOf = compileOnce<{ id: number; state: LaneEntryState; bytes: number }>((db, [one, other, ...ids]) =>
  db
    .selectFrom('lane_entry as newer')
    .innerJoin('lane_entry as older', (join) =>
      join.onRef('older.key', '=', 'newer.key').onRef('older.entity', '=', 'newer.entity').onRef('older.lane', '=', 'newer.lane').onRef('older.id', '<', 'newer.id'),
    )
    .select(['older.id', 'older.state', 'older.bytes'])
    .distinct()
    .where('newer.id', 'in', ids as number[])
    .where('older.settled_at', 'is', null)
    .where('older.state', 'in', [one as LaneEntryState, other as LaneEntryState]),
);

/** Settles what a newer entry of the same key makes superfluous. */
export async function supersedeEntries(db: Kysely<Database>, ids: readonly number[], states: readonly SupersededState[], at: number, locks: RowLocks): Promise<Superseded> {
  const superseded = { waiting: 0, parked: 0, bytes: 0 };
  for (const some of chunksOf(ids)) {
    await locks.holdKeys(db, some);
    // As many states in every statement, so that it is one and the same.
    const [one, other = one] = states;
    const older = await olderOf(db, [one, other, ...some]);
    if (older.length === 0) continue;
    await settleEntries(db, older.map(({ id }) => id), { at, outcome: 'superseded' }, locks);
    for (const { state, bytes } of older) {
      if (state !== 'waiting' && state !== 'parked') continue;
      superseded[state] += 1;
      superseded.bytes += bytes;
    }
  }
  return superseded;
}
