import { DatabaseSync } from 'node:sqlite';
import { OperationError, type Failure } from '../../../lib/errors/operation-error.ts';
import type { DurableLane, LaneOptions, Leases, Settlement } from '../../../lib/lanes/contract.ts';
import { createDurableLane } from '../../../lib/lanes/durable-lane.ts';
import { createExceptionDesk } from '../../../lib/lanes/exception-desk.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { Store } from '../../../lib/store/contract/store.ts';
import { temporarySqlite } from '../../store/sqlite/temporary-store.ts';
import { fakeClock, quiet } from './fake-clock.ts';

export const laneOptions: LaneOptions = {
  ...{ name: 'erp', order: 'strict', concurrency: 10, maxAttempts: 3, retryDelaysMs: [1000, 5000], classDelaysMs: {}, priority: 1 },
  capacity: { entries: 100_000, bytes: 1e9 },
  circuit: { failures: 1000, probeDelaysMs: [10_000, 60_000] },
};

export function message(key: string, revision = '1', change: object = {}): CanonicalMessage {
  return {
    topic: 'sales-order',
    payload: { order: key },
    selvedge: { client: 'test', key, revision, source: { system: 'woocommerce', account: 'shop', node: 'shop-in' }, occurredAt: '2026-01-01T00:00:00.000Z', trace: 'first', ...change },
  };
}

export const timeOut = new OperationError('REMOTE_TIMEOUT', 'BlueCherry did not answer').toFailure();
export const refused = new OperationError('BLUECHERRY_ORDER_REFUSED', 'BlueCherry refuses the order').toFailure();

export interface Refused {
  readonly message: CanonicalMessage;
  readonly failure: Failure;
}

/** A worker's lane on a store that others may have lanes on too, with the messages it handed out and those it refused to. */
export interface LaneWorker {
  readonly lane: DurableLane;
  readonly delivered: CanonicalMessage[];
  readonly refused: Refused[];
}

/** A lane with what stands around it: store, clock, desk and the messages it handed out. */
export function laneBench(options: Partial<LaneOptions> = {}) {
  const sqlite = temporarySqlite();
  const clock = fakeClock();
  let lives = 0;
  let store: Store | undefined;
  const open = (): Store => store ?? (() => { throw new Error('no worker lives'); })();
  const worker = async (): Promise<LaneWorker> => {
    const [delivered, refusals]: [CanonicalMessage[], Refused[]] = [[], []];
    const lane = createDurableLane({ ...laneOptions, ...options }, { store: open(), clock });
    await lane.start((one) => delivered.push(one), (one, failure) => refusals.push({ message: one, failure }));
    return { lane, delivered, refused: refusals };
  };
  const bench = {
    clock,
    delivered: [] as CanonicalMessage[],
    refused: [] as Refused[],
    lane: undefined as unknown as DurableLane,
    holder: undefined as unknown as LeaseToken,
    desk: undefined as unknown as ReturnType<typeof createExceptionDesk>,
    store: open,
    /** Takes a lease away from whoever has it. */
    async seize(lease = 'lane:erp'): Promise<LeaseToken> {
      lives += 1;
      const token = await open().write(async ({ leases }) => {
        await leases.expireAll();
        return leases.acquire(lease, `p${lives}`, 1e9);
      });
      return token ?? (() => { throw new Error('the lease was not to be had'); })();
    },
    worker,
    /** Starts a process on the store that drives the lane; the one before is gone without a word. */
    async live() {
      store = await sqlite.open();
      const own = await bench.seize('worker:one');
      const leases: Leases = { worker: () => own, follow: () => () => Promise.resolve(), check: () => undefined, held: () => [own], stop: () => Promise.resolve() };
      bench.holder = await bench.seize();
      Object.assign(bench, await worker());
      bench.desk = createExceptionDesk({ store, clock, leases });
      bench.desk.registerLane(bench.lane);
      bench.lane.gained(bench.holder);
      await quiet();
    },
    /** Journals all of them in one turn and lets the lane hand out what it may. */
    async journal(...messages: CanonicalMessage[]) {
      await Promise.all(messages.map((one) => bench.lane.journal(one)));
      await quiet();
    },
    async settle(one: CanonicalMessage | undefined, settlement: Settlement = { kind: 'done', note: '' }) {
      await bench.lane.settle(handed(one).selvedge, settlement);
      await quiet();
    },
    async failed(one: CanonicalMessage | undefined, failure: Failure) {
      const answer = await bench.lane.failed(handed(one).selvedge, failure);
      await quiet();
      return answer;
    },
    /** `key/revision` of what was handed out since the last look. */
    taken: () => bench.delivered.splice(0).map(nameOf),
    async timeline(key: string) {
      return (await open().read.timeline.of('sales-order', key, 100)).map(({ kind }) => kind);
    },
    async states(key: string) {
      return (await open().read.lanes.unsettled('sales-order', key)).map(({ revision, state, attempts }) => `${revision} ${state} ${attempts}`);
    },
    /** Changes a byte of a message behind the store's back. */
    damage(key: string) {
      const database = new DatabaseSync(sqlite.file);
      database.prepare(`update lane_entry set message = replace(message, '"test"', '"tast"') where key = ?`).run(key);
      database.close();
    },
    discard: () => sqlite.discard(),
  };
  return bench;
}

export const nameOf = ({ selvedge }: CanonicalMessage): string => `${selvedge.key}/${selvedge.revision}`;
export const entryOf = (one: CanonicalMessage | undefined): number => one?.selvedge.lane?.entry ?? -1;

function handed(one: CanonicalMessage | undefined): CanonicalMessage {
  return one ?? (() => { throw new Error('nothing was handed out'); })();
}
