import type { Kysely } from 'kysely';
import { OperationError } from '../../errors/operation-error.ts';
import type { StoreTables } from '../contract/store.ts';
import type { Transact, Work } from '../group-commit.ts';
import type { Database } from '../tables/database.ts';
import { inTransaction, type Say } from './in-transaction.ts';

type Results = readonly PromiseSettledResult<unknown>[];

/**
 * A group is first tried as it is, side by side with those of other processes. Whatever goes wrong before its commit (a
 * work that throws, two processes that made a head of the same key or wait for each other, a connection that broke) has
 * left nothing behind: the group is then run once more while no other process writes to the schema, so that nothing of
 * that kind can come between, and each work behind a savepoint, so that one that fails takes back only what it did itself.
 */
export function createPostgresTransact(writing: Kysely<Database>, schema: string): Transact {
  const turn = `hashtextextended('selvedge writes ${schema}', 0)`;
  return async (works) => {
    const asked = { commit: false };
    const committing = (): void => void (asked.commit = true);
    try {
      return await inTransaction(writing, { begin: `begin; select pg_advisory_xact_lock_shared(${turn})`, body: (tables) => together(works, tables), committing });
    } catch (error) {
      // Without an answer to the commit nobody knows whether it was kept.
      if (asked.commit && error instanceof OperationError && error.code === 'STORE_UNAVAILABLE') throw error;
      return inTransaction(writing, { begin: `begin; select pg_advisory_xact_lock(${turn})`, body: (tables, say) => oneByOne(works, tables, say) });
    }
  };
}

async function together(works: readonly Work[], tables: StoreTables): Promise<Results> {
  const results: PromiseSettledResult<unknown>[] = [];
  for (const work of works) results.push({ status: 'fulfilled', value: await work(tables) });
  return results;
}

async function oneByOne(works: readonly Work[], tables: StoreTables, say: Say): Promise<Results> {
  const results: PromiseSettledResult<unknown>[] = [];
  for (const work of works) {
    await say('savepoint work');
    try {
      const value = await work(tables);
      // Fails when the work has kept to itself that one of its statements did.
      await say('release work');
      results.push({ status: 'fulfilled', value });
    } catch (reason) {
      await say('rollback to work; release work');
      results.push({ status: 'rejected', reason });
    }
  }
  return results;
}
