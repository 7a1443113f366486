import type { ExceptionRow } from '../store/contract/exception-table.ts';
import type { StoreTables } from '../store/contract/store.ts';
import type { ParkRequest } from './contract.ts';
import { toKeptTextOfAny } from './keepable-message.ts';
import { readResumePoint, resumePointOf } from './resume-point.ts';
import { sentence } from './sentence.ts';

export interface ParkedMessage {
  readonly row: ExceptionRow;
  /** What became of the lane entry: a newer revision that waits already takes the place of a parked one. */
  readonly entry: 'parked' | 'settled';
}

/** Raises the exception, parks the lane entry and says so in the timeline. */
export async function parkMessage(tables: StoreTables, { message, failure, raisedBy }: ParkRequest, at: number): Promise<ParkedMessage> {
  const { key, revision, lane } = message.selvedge;
  const { topic: entity } = message;
  const row = await tables.exceptions.raise({
    code: failure.code,
    owner: failure.owner,
    text: failure.message,
    details: JSON.stringify(failure.details),
    ...{ entity, key, revision, raisedBy, at },
    resumeAt: resumePointOf(message.selvedge),
    laneEntry: lane?.entry ?? null,
    message: toKeptTextOfAny(message),
  });
  let entry: ParkedMessage['entry'] = 'parked';
  if (lane) {
    await tables.lanes.park(lane.entry, `${failure.code}: ${failure.message}`);
    const newer = (await tables.lanes.unsettled(entity, key)).filter((other) => other.lane === lane.lane && other.id > lane.entry);
    const { parked } = await tables.lanes.supersede(newer.map(({ id }) => id), ['parked'], at);
    if (parked > 0) entry = 'settled';
    await closePassed(tables, row, at);
  }
  const text = sentence(`Waits for a person (${failure.owner}), ${failure.code}`, failure.message);
  await tables.timeline.record([{ entity, key, revision, at, system: 'selvedge', kind: 'parked', text }]);
  return { row, entry };
}

/** A replay from the source that now waits behind a lane has got past the point where it had failed. */
async function closePassed({ exceptions }: StoreTables, row: ExceptionRow, at: number): Promise<void> {
  const replaying = await exceptions.list({ entity: row.entity, key: row.key, state: ['replaying'], limit: 100 });
  const passed = replaying.filter(({ resumeAt }) => readResumePoint(resumeAt).kind === 'node').map(({ id }) => id);
  if (passed.length > 0) await exceptions.close(passed, 'resolved', 'selvedge', `It got past this point and now waits as exception ${row.id}.`, at);
}
