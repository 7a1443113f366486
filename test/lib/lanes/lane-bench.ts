import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { DurableLane, LaneOptions } from '../../../lib/lanes/contract.ts';
import { createDurableLane } from '../../../lib/lanes/durable-lane.ts';
import { createExceptionDesk } from '../../../lib/lanes/exception-desk.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import type { Store } from '../../../lib/store/contract/store.ts';
import { temporarySqlite } from '../../store/sqlite/temporary-store.ts';
import { fakeClock, quiet } from './fake-clock.ts';

export const laneOptions: LaneOptions = { name: 'erp', order: 'strict', concurrency: 10, maxAttempts: 3, retryDelaysMs: [1000, 5000], priority: 1 };

export function message(key: string, revision = '1', change: object = {}): CanonicalMessage {
  return {
    topic: 'sales-order',
    payload: { order: key },
    selvedge: { client: 'test', key, revision, source: { system: 'woocommerce', account: 'shop', node: 'shop-in' }, occurredAt: '2026-01-01T00:00:00.000Z', trace: 'first', ...change },
  };
}

export const timeOut = new OperationError('REMOTE_TIMEOUT', 'BlueCherry did not answer').toFailure();
export const refused = new OperationError('BLUECHERRY_ORDER_REFUSED', 'BlueCherry refuses the order').toFailure();

/** A lane with what stands around it: store, clock, desk and the messages it handed out. */
export function laneBench(options: Partial<LaneOptions> = {}) {
  const sqlite = temporarySqlite();
  const clock = fakeClock();
  let lives = 0;
  let store: Store | undefined;
  const bench = {
    clock,
    delivered: [] as CanonicalMessage[],
    lane: undefined as unknown as DurableLane,
    desk: undefined as unknown as ReturnType<typeof createExceptionDesk>,
    store: () => store!,
    /** Starts a process on the store; the one before is gone without a word. */
    async live() {
      lives += 1;
      store = await sqlite.open();
      bench.delivered = [];
      const delivered = bench.delivered;
      bench.lane = createDurableLane({ ...laneOptions, ...options }, { store, clock, owner: `p${lives}` });
      bench.desk = createExceptionDesk({ store, clock });
      bench.desk.registerLane(bench.lane);
      await bench.lane.start((one) => delivered.push(one));
      await quiet();
    },
    /** Journals all of them in one turn and lets the lane hand out what it may. */
    async journal(...messages: CanonicalMessage[]) {
      await Promise.all(messages.map((one) => bench.lane.journal(one)));
      await quiet();
    },
    /** `key/revision` of what was handed out since the last look. */
    taken: () => bench.delivered.splice(0).map(({ selvedge }) => `${selvedge.key}/${selvedge.revision}`),
    async timeline(key: string) {
      return (await store!.read.timeline.of('sales-order', key, 100)).map(({ kind }) => kind);
    },
    async states(key: string) {
      return (await store!.read.lanes.unsettled('sales-order', key)).map(({ revision, state, attempts }) => `${revision} ${state} ${attempts}`);
    },
    discard: () => sqlite.discard(),
  };
  return bench;
}

export const entryOf = (one: CanonicalMessage | undefined): number => one?.selvedge.lane?.entry ?? -1;
