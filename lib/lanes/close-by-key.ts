import type { Envelope } from '../model/envelope.ts';
import { isOlderRevision } from '../model/older-revision.ts';
import type { ExceptionRow } from '../store/contract/exception-table.ts';
import type { StoreTables } from '../store/contract/store.ts';
import { leaveBatch } from './leave-batch.ts';
import { readResumePoint } from './resume-point.ts';
import { sentence } from './sentence.ts';

export interface ClosedKey {
  readonly entity: string;
  readonly key: string;
  readonly reason: string;
  readonly at: number;
  /** The message that succeeded, where one did. */
  readonly by: Envelope | undefined;
}

/** Closes the key's exceptions that no parked entry stands behind; says how many. */
export async function closeByKey(tables: StoreTables, { entity, key, reason, at, by }: ClosedKey): Promise<number> {
  const rows = await tables.exceptions.list({ entity, key, state: ['open', 'assigned', 'replaying'], limit: 100 });
  if (rows.length === 0) return 0;
  const parkedIn = new Set((await tables.lanes.unsettled(entity, key)).filter((entry) => entry.state === 'parked').map((entry) => entry.lane));
  const covered = by ? await coveredBy(tables, by) : () => true;
  const closable = rows.filter((row) => {
    const { kind, name } = readResumePoint(row.resumeAt);
    return (kind === 'node' || !parkedIn.has(name)) && covered(row);
  });
  if (closable.length === 0) return 0;
  await leaveBatch(tables, closable, 'succeeded');
  await tables.exceptions.close(closable.map(({ id }) => id), 'resolved', 'selvedge', reason, at);
  await tables.timeline.record(
    closable.map(({ id, code, revision }) => ({ entity, key, revision, at, system: 'selvedge', kind: 'resolved', text: sentence(`Exception ${id} (${code}) closed by itself`, reason) })),
  );
  return closable.length;
}

/**
 * What a success says about an exception: that of the same or an older revision is over. Where revisions do not tell which
 * was first (two changes within a second), what succeeded must have come after what failed, by their lane entries or by the
 * time the exception was last seen; else a change that a person has to carry over would be closed by the success of what
 * was there before it.
 */
async function coveredBy({ lanes }: StoreTables, { revision, lane }: Envelope): Promise<(row: ExceptionRow) => boolean> {
  const [entry] = lane ? await lanes.get([lane.entry]) : [];
  const cameAt = entry?.createdAt ?? Infinity;
  return (row) => {
    if (row.revision === revision || isOlderRevision(row.revision, revision)) return true;
    if (isOlderRevision(revision, row.revision)) return false;
    return lane && row.laneEntry !== null ? row.laneEntry <= lane.entry : cameAt >= row.lastSeenAt;
  };
}
