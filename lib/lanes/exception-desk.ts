import { OperationError, toFailure } from '../errors/operation-error.ts';
import type { ExceptionRow } from '../store/contract/exception-table.ts';
import type { LaneEntry } from '../store/contract/lane-table.ts';
import type { Store, StoreTables } from '../store/contract/store.ts';
import type { Clock, DurableLane, ExceptionDesk, ReplaySource } from './contract.ts';
import { closeByKey } from './close-by-key.ts';
import { parkMessage } from './park-message.ts';
import { recordAction } from './record-action.ts';
import { reopenLeftReplays } from './reopen-left-replays.ts';
import { readResumePoint } from './resume-point.ts';
import { sendAgain } from './send-again.ts';
import { sentence } from './sentence.ts';

/** Where everything waits that needs a person: see {@link ExceptionDesk}. One per store and process. */
export function createExceptionDesk({ store, clock }: { readonly store: Store; readonly clock: Clock }): ExceptionDesk {
  const sources = new Map<string, ReplaySource>();
  const lanes = new Map<string, DurableLane>();
  const listeners = new Set<() => void>();
  let reopened = reopenLeftReplays(store, clock);
  // A store that cannot be written just now is no reason to end the process: the first replay tries again.
  reopened.catch(() => undefined);

  const changed = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const tell = (entries: readonly Pick<LaneEntry, 'id' | 'lane'>[], to: 'parked' | 'waiting' | 'settled'): void => {
    for (const { id, lane } of entries) lanes.get(lane)?.moved(id, to);
    changed();
  };
  const current = async (tables: StoreTables, id: number): Promise<ExceptionRow> => {
    const row = await tables.exceptions.get(id);
    if (!row) throw new OperationError('PAYLOAD_INVALID', `There is no exception ${id}.`);
    if (row.closedAt !== null) throw new OperationError('PAYLOAD_INVALID', `Exception ${id} is closed already (${row.state} by ${row.closedBy ?? 'nobody'}).`);
    return row;
  };
  const after = async (id: number): Promise<ExceptionRow> => {
    const row = await store.read.exceptions.get(id);
    if (!row) throw new OperationError('PAYLOAD_INVALID', `There is no exception ${id}.`);
    return row;
  };

  const replayFromLane = async (id: number, name: string, by: string): Promise<void> => {
    const lane = lanes.get(name);
    if (!lane) throw notDeployed(id, `lane "${name}"`);
    const entries = await store.write(async (tables) => {
      const row = openRow(await current(tables, id));
      await recordAction(tables, { row, by, action: 'replay', state: 'replaying', at: clock.now() });
      return sendAgain(tables, row, name, clock.now());
    });
    tell(entries.map((entry) => ({ id: entry, lane: name })), 'waiting');
    lane.wake();
  };
  const replayFromSource = async (id: number, node: string, by: string): Promise<void> => {
    const source = sources.get(node);
    if (!source) throw notDeployed(id, `node ${node}`);
    const row = await store.write(async (tables) => {
      const open = openRow(await current(tables, id));
      await recordAction(tables, { row: open, by, action: 'replay', state: 'replaying', at: clock.now() });
      await tables.exceptions.markReplaying(id, clock.now());
      return open;
    });
    changed();
    try {
      await source(row);
    } catch (error) {
      const { code, message } = toFailure(error);
      const at = clock.now();
      const { entity, key, revision } = row;
      const details = JSON.stringify({ ...(JSON.parse(row.details) as object), replayFailed: `${code}: ${message}` });
      await store.write(async (tables) => {
        await tables.exceptions.reopen(id, at, details);
        await tables.timeline.record([{ entity, key, revision, at, system: 'selvedge', kind: 'replay-failed', text: sentence(`The replay could not begin, ${code}`, message) }]);
      });
      changed();
    }
  };

  return {
    async park(request) {
      const { row, entry } = await store.write((tables) => parkMessage(tables, request, clock.now()));
      const { lane } = request.message.selvedge;
      tell(lane ? [{ id: lane.entry, lane: lane.lane }] : [], entry);
      return row;
    },
    registerSource: (nodeId, replay) => register(sources, nodeId, replay),
    registerLane: (lane) => register(lanes, lane.name, lane),
    async replay(id, by) {
      reopened = reopened.catch(() => reopenLeftReplays(store, clock));
      await reopened;
      const { kind, name } = readResumePoint((await current(store.read, id)).resumeAt);
      await (kind === 'lane' ? replayFromLane : replayFromSource)(id, name, by);
      return after(id);
    },
    async dismiss(id, by, reason) {
      const settled = await store.write(async (tables) => {
        const at = clock.now();
        const row = await current(tables, id);
        if (row.state === 'replaying' && readResumePoint(row.resumeAt).kind === 'lane') {
          throw new OperationError('PAYLOAD_INVALID', `Exception ${id} is being sent again just now: wait for its outcome.`);
        }
        await recordAction(tables, { row, by, action: 'dismiss', state: 'dismissed', at, reason });
        await tables.exceptions.close([id], 'dismissed', by, reason, at);
        const parked = await parkedBehind(tables, row);
        await tables.lanes.settle(parked.map((entry) => entry.id), { at, outcome: 'dismissed' });
        return parked;
      });
      tell(settled, 'settled');
      return after(id);
    },
    async resolveByKey(entity, key, reason) {
      const closed = await store.write((tables) => closeByKey(tables, { entity, key, reason, at: clock.now() }));
      // Entries of the key may have been settled along the way: what stood behind them may go now.
      for (const lane of lanes.values()) lane.wake();
      if (closed > 0) changed();
      return closed;
    },
    list: (filter) => store.read.exceptions.list(filter),
    get: (id) => store.read.exceptions.get(id),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function register<T>(all: Map<string, T>, name: string, one: T): () => void {
  all.set(name, one);
  return () => {
    if (all.get(name) === one) all.delete(name);
  };
}

function openRow(row: ExceptionRow): ExceptionRow {
  if (row.state !== 'open') throw new OperationError('PAYLOAD_INVALID', `Exception ${row.id} is being sent again already.`);
  return row;
}

function notDeployed(id: number, what: string): OperationError {
  return new OperationError('CONFIGURATION_INVALID', `Exception ${id} starts again at ${what}, which is not in the deployed flow: put it back, or dismiss the exception.`, { details: { exception: id, missing: what } });
}

async function parkedBehind(tables: StoreTables, row: ExceptionRow): Promise<readonly LaneEntry[]> {
  const { kind, name } = readResumePoint(row.resumeAt);
  if (kind !== 'lane') return [];
  return (await tables.lanes.unsettled(row.entity, row.key)).filter((entry) => entry.lane === name && entry.state === 'parked');
}
