import type { Envelope } from '../model/envelope.ts';
import type { ExceptionRow } from '../store/contract/exception-table.ts';
import type { StoreTables } from '../store/contract/store.ts';
import type { ParkRequest } from './contract.ts';
import { toKeptTextOfAny } from './keepable-message.ts';
import { leaseLost } from './lease-lost.ts';
import { leaveBatch } from './leave-batch.ts';
import { normaliseCause } from './normalise-cause.ts';
import { readResumePoint, resumePointOf } from './resume-point.ts';
import { sentence } from './sentence.ts';

export interface ParkedMessage {
  readonly row: ExceptionRow;
  /** What became of the lane entry: a newer revision that waits already takes the place of a parked one. */
  readonly entry: 'parked' | 'settled';
}

/**
 * Raises the exception, parks the lane entry and says so in the timeline.
 * @throws LEASE_LOST when another worker has the message by now
 */
export async function parkMessage(tables: StoreTables, { message, failure, raisedBy }: ParkRequest, at: number): Promise<ParkedMessage> {
  const { key, revision, lane } = message.selvedge;
  const { topic: entity } = message;
  await checkHolder(tables, message.selvedge);
  const before = await tables.exceptions.list({ entity, key, state: ['open', 'assigned', 'replaying'], limit: 100 });
  const row = await tables.exceptions.raise({
    code: failure.code,
    cause: storable(normaliseCause(failure, { entity, key, revision })),
    owner: failure.owner,
    text: storable(failure.message),
    details: JSON.stringify(failure.details),
    ...{ entity, key, revision, raisedBy, at },
    resumeAt: resumePointOf(message.selvedge),
    laneEntry: lane?.entry ?? null,
    message: toKeptTextOfAny(message),
  });
  let entry: ParkedMessage['entry'] = 'parked';
  if (lane) {
    await tables.lanes.park(lane.entry, `${failure.code}: ${failure.message}`, failure.code);
    const newer = (await tables.lanes.unsettled(entity, key)).filter((other) => other.lane === lane.lane && other.id > lane.entry);
    const { parked } = await tables.lanes.supersede(newer.map(({ id }) => id), ['parked'], at);
    if (parked > 0) entry = 'settled';
    await closePassed(tables, before, row, at);
  }
  await leaveBatch(tables, before.filter(({ id }) => id === row.id), 'failed');
  const text = sentence(`Waits for a person (${failure.owner}), ${failure.code}`, failure.message);
  await tables.timeline.record([{ entity, key, revision, at, system: 'selvedge', kind: 'parked', text }]);
  return { row, entry };
}

async function checkHolder({ leases, lanes }: StoreTables, { holder, lane }: Envelope): Promise<void> {
  if (!holder) return;
  const held = (await leases.held([holder])).length > 0;
  if (!held || (lane && !(await lanes.claimedBy([lane.entry], holder)).has(lane.entry))) throw leaseLost(holder);
}

/** A replay from the source that now waits behind a lane has got past the point where it had failed, and no further. */
async function closePassed(tables: StoreTables, before: readonly ExceptionRow[], row: ExceptionRow, at: number): Promise<void> {
  const passed = before.filter(({ state, resumeAt }) => state === 'replaying' && readResumePoint(resumeAt).kind === 'node');
  if (passed.length === 0) return;
  await leaveBatch(tables, passed, 'failed');
  await tables.exceptions.close(passed.map(({ id }) => id), 'resolved', 'selvedge', `It got past this point and now waits as exception ${row.id}.`, at);
}

/** PostgreSQL keeps no NUL in a text, and an error's message may hold anything. */
function storable(text: string): string {
  return text.replaceAll('\0', '');
}
