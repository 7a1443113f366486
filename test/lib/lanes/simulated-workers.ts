import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import type { Clock, LeaseFollower } from '../../../lib/lanes/contract.ts';
import { createLeases, type WorkerLeases } from '../../../lib/lanes/leases.ts';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { LeaseTable } from '../../../lib/store/contract/lease-table.ts';
import type { Store, StoreTables } from '../../../lib/store/contract/store.ts';
import { createLocalSignals } from '../../../lib/store/local-signals.ts';
import { NodeSqliteDialect } from '../../../lib/store/sqlite/node-sqlite-dialect.ts';
import type { Database } from '../../../lib/store/tables/database.ts';
import { createTables } from '../../../lib/store/tables/create-tables.ts';

/** How the database treats what is asked of it: `refuses` at once, `drops` the question, `mumbles`: acts and loses the answer. */
export type Outage = 'refuses' | 'drops' | 'mumbles';

export interface SimulatedWorker {
  readonly name: string;
  readonly leases: WorkerLeases;
  /** All that it was ever told it had, by lease. */
  readonly had: Map<string, LeaseToken[]>;
  /** What it was last told of each lease. */
  readonly told: Map<string, LeaseToken | null>;
  readonly running: () => boolean;
  follow(lease: string): void;
  leave(lease: string): void;
  /** SIGSTOP: nothing of it runs, its timers and answers wait. */
  readonly pause: () => void;
  readonly resume: () => void;
  readonly die: () => void;
  setWallClock(byMs: number): void;
}

export interface World {
  now(): number;
  worker(name: string): SimulatedWorker;
  at(time: number, run: () => void): void;
  outage: Outage | null;
  /** How long an answer is under way at least, and how long one is waited for that does not come. */
  answerMs: number;
  silenceMs: number;
  /** One answer in twenty takes up to so much longer. */
  slowMs: number;
  /** What somebody else does to the leases. */
  readonly table: LeaseTable;
  /** Fence of each lease as the database has it. */
  fences(): ReadonlyMap<string, number>;
  /** Runs all that falls due until then; `probe` after each event. */
  run(until: number, probe: () => void): Promise<void>;
  close(): Promise<void>;
}

/**
 * Workers of one process each, on a database between which and them time passes: all on one true time, in which pauses,
 * deaths and outages happen. The database is the real lease table, told the true time.
 */
export function simulatedWorld(seed: number): World {
  const random = numbersFrom(seed);
  let trueTime = 1_000_000;
  let counter = 0;
  const events: { readonly at: number; readonly order: number; readonly run: () => void }[] = [];
  const file = new DatabaseSync(':memory:');
  file.exec('create table lease (lease text primary key, fence integer not null, owner text not null, expires_at integer not null)');
  const fencesNow = file.prepare('select lease, fence from lease');
  const db = new Kysely<Database>({ dialect: new NodeSqliteDialect(file, ':memory:') });
  const tables = createTables(db, undefined, { now: () => sql<number>`${trueTime}`, keep: (query) => query, takeOver: (query) => query });
  const listeners = new Map<string, (topic: string) => void>();
  const at = (time: number, run: () => void): void => void events.push({ at: time, order: (counter += 1), run });

  const world: World = {
    now: () => trueTime,
    at,
    outage: null,
    answerMs: 1,
    silenceMs: 2500,
    slowMs: 1500,
    table: tables.leases,
    fences: () => new Map(fencesNow.all().map(({ lease, fence }) => [String(lease), Number(fence)])),
    worker: (name) => {
      let state: 'runs' | 'paused' | 'dead' = 'runs';
      let wallOffset = Math.floor(random() * 1e6);
      const started = trueTime;
      const held: (() => void)[] = [];
      const mine = (run: () => void): void => {
        if (state === 'runs') run();
        else if (state === 'paused') held.push(run);
      };
      const clock: Clock = {
        now: () => trueTime + wallOffset,
        setTimer(callback, delayMs) {
          let cancelled = false;
          at(trueTime + delayMs, () => mine(() => { if (!cancelled) callback(); }));
          return { cancel: () => void (cancelled = true) };
        },
      };
      const ask = <T>(work: (tables: StoreTables) => Promise<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          const answer = (delayMs: number, run: () => void): void => at(trueTime + delayMs, () => mine(run));
          const away = (): void => reject(new OperationError('STORE_UNAVAILABLE', 'The database is away.'));
          const act = (then: (result: T) => void): void => void work(tables).then(then, reject);
          at(trueTime + 1 + random() * 20, () => {
            if (world.outage === 'refuses') answer(1, away);
            else if (world.outage === 'drops') answer(world.silenceMs, away);
            else if (world.outage === 'mumbles') act(() => answer(world.silenceMs, away));
            else act((result) => answer(world.answerMs + random() * (random() < 0.05 ? world.slowMs : 20), () => resolve(result)));
          });
        });
      const local = createLocalSignals();
      listeners.set(name, (topic) => at(trueTime + 1, () => mine(() => local.send(topic))));
      const store = {
        shared: true,
        signals: { on: (listener: (topic: string) => void) => local.on(listener), send: (topic: string) => listeners.forEach((hear) => hear(topic)) },
        read: { leases: { list: () => ask(({ leases }) => leases.list()) } },
        write: ask,
      } as unknown as Store;
      const leases = createLeases({ store, clock, owner: name, monotonic: () => trueTime - started, random });
      const [had, told] = [new Map<string, LeaseToken[]>(), new Map<string, LeaseToken | null>()];
      const leaving = new Map<string, () => Promise<void>>();
      const followerOf = (lease: string): LeaseFollower => ({
        gained(token) {
          if (told.get(lease)) throw new Error(`${name} was told twice that it has ${lease}`);
          told.set(lease, token);
          had.set(lease, [...(had.get(lease) ?? []), token]);
        },
        lost() {
          if (!told.get(lease)) throw new Error(`${name} was told that it lost ${lease}, which it did not have`);
          told.set(lease, null);
        },
      });
      return {
        name,
        leases,
        had,
        told,
        running: () => state === 'runs',
        follow: (lease) => mine(() => { if (!leaving.has(lease)) leaving.set(lease, leases.follow(lease, followerOf(lease))); }),
        leave: (lease) =>
          mine(() => {
            void leaving.get(lease)?.();
            leaving.delete(lease);
            told.set(lease, null);
          }),
        pause: () => { if (state === 'runs') state = 'paused'; },
        resume() {
          if (state !== 'paused') return;
          state = 'runs';
          held.splice(0).forEach((run, n) => at(trueTime + n * 0.001, () => mine(run)));
        },
        die: () => void (state = 'dead'),
        setWallClock: (byMs) => void (wallOffset += byMs),
      };
    },
    async run(until, probe) {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        probe();
        events.sort((a, b) => a.at - b.at || a.order - b.order);
        const [next] = events;
        if (!next || next.at > until) break;
        events.shift();
        trueTime = Math.max(trueTime, next.at);
        next.run();
        // What was stopped asks on its first line of work, before anything else of it has run.
        probe();
      }
      trueTime = until;
    },
    close: () => db.destroy(),
  };
  return world;
}

/** Mulberry32: the same numbers from the same seed. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
