import type { StoreTables } from '../store/contract/store.ts';
import { leaveBatch } from './leave-batch.ts';
import { readResumePoint } from './resume-point.ts';
import { sentence } from './sentence.ts';

export interface ClosedKey {
  readonly entity: string;
  readonly key: string;
  readonly reason: string;
  readonly at: number;
}

/** Closes the key's exceptions that no parked entry stands behind; says how many. */
export async function closeByKey(tables: StoreTables, { entity, key, reason, at }: ClosedKey): Promise<number> {
  const rows = await tables.exceptions.list({ entity, key, state: ['open', 'assigned', 'replaying'], limit: 100 });
  if (rows.length === 0) return 0;
  const parkedIn = new Set((await tables.lanes.unsettled(entity, key)).filter((entry) => entry.state === 'parked').map((entry) => entry.lane));
  const closable = rows.filter(({ resumeAt }) => {
    const { kind, name } = readResumePoint(resumeAt);
    return kind === 'node' || !parkedIn.has(name);
  });
  if (closable.length === 0) return 0;
  await leaveBatch(tables, closable, 'succeeded');
  await tables.exceptions.close(closable.map(({ id }) => id), 'resolved', 'selvedge', reason, at);
  await tables.timeline.record(
    closable.map(({ id, code, revision }) => ({ entity, key, revision, at, system: 'selvedge', kind: 'resolved', text: sentence(`Exception ${id} (${code}) closed by itself`, reason) })),
  );
  return closable.length;
}
