import { OperationError } from '../errors/operation-error.ts';
import type { ExceptionRow } from '../store/contract/exception-table.ts';
import type { LaneEntry } from '../store/contract/lane-table.ts';
import type { Store } from '../store/contract/store.ts';
import { assignExceptions } from './assign-exceptions.ts';
import { closeByKey } from './close-by-key.ts';
import type { Clock, ExceptionDesk, Leases } from './contract.ts';
import { deployedPlaces, register } from './deployed-places.ts';
import { dismissException } from './dismiss-exception.ts';
import { editException } from './edit-exception.ts';
import { parkMessage } from './park-message.ts';
import { checkPreviewSize, previewReplays } from './preview-replays.ts';
import { replayBatches } from './replay-batches.ts';
import { replayException } from './replay-exception.ts';
import { tellWorkers } from './tell-workers.ts';
import { unclosedException } from './unclosed-exception.ts';

export interface DeskParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly leases: Leases;
}

/** What is done to many at once is done in bites, so that the lanes need not wait for the end of it. */
const rowsPerWrite = 100;

/** Where everything waits that needs a person: see {@link ExceptionDesk}. One per store and process. */
export function createExceptionDesk({ store, clock, leases }: DeskParts): ExceptionDesk {
  const places = deployedPlaces();
  const tell = tellWorkers(store, places.lanes);
  const parts = { store, clock, leases, places, tell };
  const batches = replayBatches(parts);
  const after = async (id: number): Promise<ExceptionRow> => {
    const row = await store.read.exceptions.get(id);
    if (!row) throw new OperationError('PAYLOAD_INVALID', `There is no exception ${id}.`);
    return row;
  };

  return {
    async park(request) {
      const { row, entry } = await store.write((tables) => parkMessage(tables, request, clock.now()));
      const { lane } = request.message.selvedge;
      tell.moved(lane ? [{ id: lane.entry, lane: lane.lane }] : [], entry);
      return row;
    },
    registerSource: (nodeId, source) => register(places.sources, nodeId, source),
    registerLane: (lane) => register(places.lanes, lane.name, lane),
    registerDestination: (nodeId, reaches, lookup) => register(places.destinations, nodeId, { reaches, lookup }),
    async replay(id, by) {
      const { sent } = await replayException(parts, { id, by, batch: null });
      await sent;
      return after(id);
    },
    async dismiss(id, by, reason) {
      const settled = await store.write(async (tables) => dismissException(tables, await unclosedException(tables, id), { by, reason, at: clock.now() }));
      tell.moved(settled, 'settled');
      return after(id);
    },
    async dismissCause(cause, by, reason) {
      let dismissed = 0;
      for (let before = Infinity; ; ) {
        const settled = await store.write(async (tables) => {
          const page = Number.isFinite(before) ? { before } : {};
          const rows = await tables.exceptions.list({ cause, state: ['open', 'assigned'], limit: rowsPerWrite, ...page });
          const entries: LaneEntry[] = [];
          for (const row of rows) entries.push(...(await dismissException(tables, row, { by, reason, at: clock.now() })));
          return { rows, entries };
        });
        tell.moved(settled.entries, 'settled');
        dismissed += settled.rows.length;
        before = settled.rows.at(-1)?.id ?? 0;
        if (settled.rows.length < rowsPerWrite) return dismissed;
      }
    },
    async assign(ids, to, by) {
      for (let from = 0; from < ids.length; from += rowsPerWrite) {
        const some = ids.slice(from, from + rowsPerWrite);
        await store.write((tables) => assignExceptions(tables, { ids: some, to, by, at: clock.now() }));
      }
      tell.changed();
    },
    async edit(id, payload, by, why) {
      await store.write((tables) => editException(tables, { id, payload, by, why, at: clock.now() }));
      tell.changed();
      return after(id);
    },
    groups: (filter) => store.read.exceptions.groups(filter),
    replayCause: (cause, by) => batches.start(cause, by),
    stopBatch: (id, by) => batches.stopBatch(id, by),
    batches: (limit) => store.read.replayBatches.recent(limit),
    async preview(ids) {
      checkPreviewSize(ids.length);
      const rows = await store.read.exceptions.list({ ids, limit: ids.length });
      return previewReplays(rows.filter(({ closedAt }) => closedAt === null), places, clock);
    },
    async resolveByKey(entity, key, reason, by) {
      const closed = await store.write((tables) => closeByKey(tables, { entity, key, reason, by, at: clock.now() }));
      // Entries of the key may have been settled along the way: what stood behind them may go now.
      for (const lane of places.lanes.values()) lane.wake();
      if (closed > 0) tell.changed();
      return closed;
    },
    list: (filter) => store.read.exceptions.list(filter),
    get: (id) => store.read.exceptions.get(id),
    onChange: (listener) => store.signals.on((topic) => {
      if (topic === 'exceptions') listener();
    }),
    stop: () => batches.stop(),
  };
}
