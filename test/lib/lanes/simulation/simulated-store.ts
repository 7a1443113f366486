import { OperationError } from '../../../../lib/errors/operation-error.ts';
import type { Signals } from '../../../../lib/store/contract/signals.ts';
import type { Store, StoreTables } from '../../../../lib/store/contract/store.ts';
import type { Work } from '../../../../lib/store/group-commit.ts';
import type { Faults } from './faults.ts';
import type { SimulatedDatabase } from './simulated-database.ts';
import type { SimulatedProcess, World } from './world.ts';

interface Asked {
  readonly work: Work;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

export interface SimulatedStoreParts {
  readonly world: World;
  readonly database: SimulatedDatabase;
  readonly process: SimulatedProcess;
  readonly faults: Faults;
  readonly signals: Signals;
  readonly shared: boolean;
}

/** The store as one process sees it: writes of one turn share a transaction, and each transaction is a crash point. */
export function simulatedStore({ world, database, process, faults, signals, shared }: SimulatedStoreParts): Store {
  let group: Asked[] | undefined;

  const commit = async (asked: readonly Asked[]): Promise<void> => {
    if (!process.alive()) return;
    const answer = (settle: (one: Asked, position: number) => void): void => process.enter(() => asked.forEach(settle));
    if (world.now() < database.away.until) { answer(({ reject }) => reject(away('nothing was written'))); return; }
    const fault = faults.trip('write');
    if (fault?.what === 'stop-before') {
      process.stop(fault.ms);
      process.enter(() => world.job(process, () => commit(asked))); return;
    }
    const kept = fault?.what !== 'die-before' && fault?.what !== 'fail';
    const results = await database.transact(asked.map(({ work }) => work), kept);
    if (fault?.what === 'die-before') { process.die(); return; }
    if (fault?.what === 'fail') { answer(({ reject }) => reject(away('nothing was written'))); return; }
    if (fault?.what === 'die-after') { process.die(); return; }
    if (fault?.what === 'fail-after') { answer(({ reject }) => reject(away('it may have been written'))); return; }
    if (fault?.what === 'stop-after') process.stop(fault.ms);
    answer(({ resolve, reject }, position) => {
      const result = results[position];
      if (result?.status === 'fulfilled') resolve(result.value);
      else reject(result?.reason);
    });
  };

  const ask = (work: Work, beside: boolean): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const one = { work, resolve, reject };
      if (!beside && group) {
        group.push(one);
        return;
      }
      const asked = [one];
      if (!beside) group = asked;
      process.enter(() =>
        world.job(process, () => {
          if (group === asked) group = undefined;
          return commit(asked);
        }),
      );
    });

  const look = (run: () => Promise<unknown>): Promise<unknown> => (world.now() < database.away.until ? Promise.reject(away('it cannot be read')) : run());
  return {
    shared,
    signals,
    read: readingOf(database.tables, (run) =>
      new Promise((resolve, reject) => {
        process.enter(() =>
          world.job(process, () =>
            look(run).then(
              (value) => process.enter(() => resolve(value)),
              (error: unknown) => process.enter(() => reject(error instanceof Error ? error : new Error(String(error)))),
            ),
          ),
        );
      }),
    ),
    write: <T>(work: (tables: StoreTables) => Promise<T>, how?: { readonly beside: boolean }) => ask(work, how?.beside ?? false) as Promise<T>,
    close: () => Promise.resolve(),
  };
}

type Ask = (run: () => Promise<unknown>) => Promise<unknown>;

function readingOf(tables: StoreTables, ask: Ask): StoreTables {
  const wrapped = Object.entries(tables).map(([name, table]) => {
    const methods = Object.entries(table as Record<string, (...values: unknown[]) => Promise<unknown>>);
    return [name, Object.fromEntries(methods.map(([method, call]) => [method, (...values: unknown[]) => ask(() => call(...values))]))] as const;
  });
  return Object.fromEntries(wrapped) as unknown as StoreTables;
}

const away = (what: string): OperationError => new OperationError('STORE_UNAVAILABLE', `The database cannot be reached: ${what}.`);
