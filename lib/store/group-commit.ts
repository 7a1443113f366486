import type { StoreTables } from './contract/store.ts';
import { storeClosed } from './store-closed.ts';

export type Work = (tables: StoreTables) => Promise<unknown>;

/**
 * Runs the works in one transaction and answers, in their order, what became of each: one that failed has left nothing
 * behind. Rejects when the transaction as a whole could not be kept.
 */
export type Transact = (works: readonly Work[]) => Promise<readonly PromiseSettledResult<unknown>[]>;

export interface GroupCommit {
  write<T>(work: (tables: StoreTables) => Promise<T>): Promise<T>;
  /** Takes no more works; resolves when those asked for are on disk. */
  close(): Promise<void>;
}

/** A longer transaction would hold up everything else in the process. */
const worksPerTransaction = 500;

interface Waiting {
  readonly work: Work;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

const turnOver = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Gathers the works of one turn of the event loop into one transaction: one wait for the disk serves them all. */
export function createGroupCommit(transact: Transact): GroupCommit {
  const waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;
  let closed = false;

  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      await turnOver();
      const group = waiting.splice(0, worksPerTransaction);
      try {
        const results = await transact(group.map(({ work }) => work));
        group.forEach(({ resolve, reject }, index) => {
          const result = results[index];
          if (result?.status === 'fulfilled') resolve(result.value);
          else reject(result?.reason);
        });
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    writing = undefined;
  };

  return {
    write<T>(work: (tables: StoreTables) => Promise<T>): Promise<T> {
      if (closed) return Promise.reject(storeClosed());
      return new Promise<T>((resolve, reject) => {
        waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
        writing ??= writeAll();
      });
    },
    async close() {
      closed = true;
      await writing;
    },
  };
}
