import { OperationError, toFailure } from '../errors/operation-error.ts';
import type { CanonicalMessage } from '../model/envelope.ts';
import { sameLease } from '../model/lease-token.ts';
import type { ExceptionRow } from '../store/contract/exception-table.ts';
import type { Store, StoreTables } from '../store/contract/store.ts';
import type { Clock, Leases } from './contract.ts';
import { missingPlace, type DeployedPlaces } from './deployed-places.ts';
import { leaveBatch } from './leave-batch.ts';
import { recordAction } from './record-action.ts';
import { replayStart } from './resume-point.ts';
import { sendAgain } from './send-again.ts';
import { sentence } from './sentence.ts';
import type { TellWorkers } from './tell-workers.ts';
import { waitingException } from './unclosed-exception.ts';

export interface ReplayParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly leases: Pick<Leases, 'worker'>;
  readonly places: DeployedPlaces;
  readonly tell: TellWorkers;
}

export interface ReplayRequest {
  readonly id: number;
  readonly by: string;
  /** The replay of many that asks for it: begins only while the exception is part of it. */
  readonly batch: number | null;
}

/**
 * Sends an exception again through the flow as it is deployed now. Resolves once that has begun and is on disk; `sent`
 * resolves once its source has sent it, or could not and the exception is open again.
 */
export async function replayException({ store, clock, leases, places, tell }: ReplayParts, request: ReplayRequest): Promise<{ readonly sent: Promise<void> }> {
  const { id } = request;
  const begun = await store.write(async (tables) => {
    const row = await waitingException(tables, id);
    if (request.batch !== null && row.batch !== request.batch) throw new OperationError('PAYLOAD_INVALID', `Exception ${id} is not part of replay ${request.batch} any more.`);
    const missing = missingPlace(places, row);
    if (missing !== undefined) throw notDeployed(id, missing);
    await recordReplay(tables, row, request, clock.now());
    const { kind, name } = replayStart(row);
    const replayedBy = leases.worker();
    if (kind === 'node') await tables.exceptions.markReplaying(id, clock.now(), { replayedBy, batch: request.batch });
    return { row, replayedBy, kind, name, entries: kind === 'lane' ? await sendAgain(tables, row, name, clock.now()) : [] };
  });
  const { row, replayedBy, kind, name } = begun;
  if (kind === 'lane') {
    tell.moved(begun.entries.map((entry) => ({ id: entry, lane: name })), 'waiting');
    return { sent: Promise.resolve() };
  }
  tell.changed();
  const send = async (): Promise<void> => {
    const source = places.sources.get(name);
    if (!source) throw notDeployed(id, `node ${name}`);
    await (row.editedAt === null ? source.fetch(row) : source.send(JSON.parse(row.message) as CanonicalMessage));
  };
  const reopen = async (error: unknown): Promise<void> => {
    await store.write((tables) => recordFailure(tables, { ...row, state: 'replaying', replayedBy }, error, clock.now()));
    tell.changed();
  };
  return { sent: send().catch(reopen) };
}

async function recordReplay(tables: StoreTables, row: ExceptionRow, { by, batch }: ReplayRequest, at: number): Promise<void> {
  const { id, code, editedAt } = row;
  const text = `Sent again${editedAt === null ? '' : ', corrected by hand,'} after exception ${id} (${code}).`;
  await recordAction(tables, { row, by, action: 'replay', at, before: {}, after: { state: 'replaying', ...(batch === null ? {} : { batch }) }, told: { kind: 'replayed', text } });
}

/** The source could not even begin. What its flow said of the message by then counts more. */
async function recordFailure(tables: StoreTables, begun: ExceptionRow, error: unknown, at: number): Promise<void> {
  const row = await tables.exceptions.get(begun.id);
  if (row?.state !== 'replaying' || !row.replayedBy || !begun.replayedBy || !sameLease(row.replayedBy, begun.replayedBy)) return;
  const { code, message } = toFailure(error);
  const { id, entity, key, revision } = row;
  const details = JSON.stringify({ ...(JSON.parse(row.details) as object), replayFailed: `${code}: ${message}` });
  await leaveBatch(tables, [row], 'failed');
  await tables.exceptions.reopen(id, at, details);
  await tables.timeline.record([{ entity, key, revision, at, system: 'selvedge', kind: 'replay-failed', text: sentence(`The replay could not begin, ${code}`, message) }]);
}

function notDeployed(id: number, what: string): OperationError {
  return new OperationError('CONFIGURATION_INVALID', `Exception ${id} starts again at ${what}, which is not in the deployed flow: put it back, or dismiss the exception.`, { details: { exception: id, missing: what } });
}
