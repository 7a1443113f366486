import type { Clock, Leases } from '../../../lib/lanes/contract.ts';
import { createExceptionDesk } from '../../../lib/lanes/exception-desk.ts';
import { leaseLost } from '../../../lib/lanes/lease-lost.ts';
import { OperationError, type Failure } from '../../../lib/errors/operation-error.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { LaneEntry } from '../../../lib/store/contract/lane-table.ts';
import type { Store } from '../../../lib/store/contract/store.ts';
import { temporarySqlite } from '../../store/sqlite/temporary-store.ts';
import { fakeClock, quiet } from './fake-clock.ts';

export const refused = new OperationError('BLUECHERRY_ORDER_REFUSED', 'BlueCherry refuses the order').toFailure();
export const skuMissing = new OperationError('SKU_MISSING', 'Line 1 has no SKU', { details: { line: 1 } }).toFailure();

export function orderFor(key: string, revision = '1', payload: unknown = { order: key }): CanonicalMessage {
  return {
    topic: 'sales-order',
    payload,
    selvedge: { client: 'test', key, revision, source: { system: 'woocommerce', account: 'shop', node: 'shop-in' }, occurredAt: '2026-01-01T00:00:00.000Z', trace: 'first' },
  };
}

const forEver = 3_600_000;

/** The table rows of a lane named `erp`, driven by hand, and workers with a desk each on one database. */
export async function exceptionBench() {
  const sqlite = temporarySqlite();
  const clock = fakeClock();
  const store = await sqlite.open();
  const lease = (name: string): Promise<LeaseToken> => store.write(async ({ leases }) => (await leases.acquire(name, name, forEver))!);
  const workers: Worker[] = [];
  const bench = {
    clock,
    store,
    /** Under which the lane claims. */
    holder: await lease('lane:erp'),
    async worker(name: string): Promise<Worker> {
      const worker = await openWorker(name, store, clock, await lease(`worker:${name}`));
      workers.push(worker);
      return worker;
    },
    async journal(...messages: readonly CanonicalMessage[]): Promise<void> {
      const now = clock.now();
      await store.write(({ lanes }) =>
        lanes.append(messages.map((message) => ({ lane: 'erp', entity: message.topic, key: message.selvedge.key, revision: message.selvedge.revision, message: JSON.stringify(message), priority: 5, dueAt: now, createdAt: now }))),
      );
    },
    /** What the lane sends now. */
    async claim(limit = 1000): Promise<readonly CanonicalMessage[]> {
      const entries = await store.write(({ lanes }) => lanes.claim({ lane: 'erp', holder: bench.holder, limit, now: clock.now() }));
      return entries.map((entry) => handedOut(entry, bench.holder));
    },
    async settle(message: CanonicalMessage): Promise<void> {
      await store.write(({ lanes }) => lanes.settle([message.selvedge.lane!.entry], { at: clock.now(), outcome: 'done' }));
    },
    /** Another worker drives the lane from now on: what was claimed is void. */
    async handOver(): Promise<void> {
      await store.write(({ leases }) => leases.release([bench.holder]));
      bench.holder = await store.write(async ({ leases }) => (await leases.acquire('lane:erp', 'another', forEver))!);
      await store.write(({ lanes }) => lanes.release('erp', { allBut: bench.holder }));
    },
    async timeline(key: string): Promise<readonly string[]> {
      return (await store.read.timeline.of('sales-order', key, 100)).map(({ kind }) => kind);
    },
    async states(key: string): Promise<readonly string[]> {
      return (await store.read.lanes.unsettled('sales-order', key)).map(({ revision, state }) => `${revision} ${state}`);
    },
    async discard(): Promise<void> {
      for (const { desk } of workers) await desk.stop();
      await quiet();
      await sqlite.discard();
    },
  };
  return bench;
}

export type ExceptionBench = Awaited<ReturnType<typeof exceptionBench>>;
export type Worker = Awaited<ReturnType<typeof openWorker>>;

async function openWorker(name: string, store: Store, clock: Clock, token: LeaseToken) {
  let alive = true;
  const leases: Leases = {
    worker: () => token,
    follow: () => () => Promise.resolve(),
    check(holder) {
      if (!alive) throw leaseLost(holder);
    },
    held: () => (alive ? [token] : []),
    stop: () => Promise.resolve(),
  };
  const desk = createExceptionDesk({ store, clock, leases });
  await quiet();
  return {
    name,
    desk,
    token,
    /** Does nothing any more, and its lease is over. */
    async die(): Promise<void> {
      await desk.stop();
      await this.lose();
    },
    /** Its lease is over, and it goes on. */
    async lose(): Promise<void> {
      alive = false;
      await store.write((tables) => tables.leases.release([token]));
    },
    park: (message: CanonicalMessage, failure: Failure = refused) => desk.park({ message, failure, raisedBy: 'erp-out' }),
  };
}

function handedOut({ id, message, attempts }: LaneEntry, holder: LeaseToken): CanonicalMessage {
  const kept = JSON.parse(message) as CanonicalMessage;
  return { ...kept, selvedge: { ...kept.selvedge, lane: { lane: 'erp', entry: id, attempt: attempts + 1 }, holder, trace: 'sent' } };
}

/** A lane of that name is deployed; it notes what it is told. */
export function deployedLane(name = 'erp') {
  const told: string[] = [];
  const lane = { name, moved: (entry: number, to: string) => void told.push(`${entry} ${to}`), wake: () => void told.push('wake') };
  return { told, lane: lane as unknown as Parameters<Worker['desk']['registerLane']>[0] };
}

/** A source that notes what it is asked and answers as it is told to. */
export function shopSource(answer: { fetch?: () => Promise<void>; revisionOf?: (key: string) => Promise<string | null> } = {}) {
  const fetched: string[] = [];
  const sent: CanonicalMessage[] = [];
  return {
    fetched,
    sent,
    source: {
      fetch: async ({ key }: { readonly key: string }) => {
        fetched.push(key);
        await answer.fetch?.();
      },
      send: async (message: CanonicalMessage) => {
        sent.push(message);
        await answer.fetch?.();
      },
      revisionOf: answer.revisionOf ?? (() => Promise.resolve('1')),
    },
  };
}
