import { CompiledQuery, type Kysely } from 'kysely';
import { OperationError } from '../../errors/operation-error.ts';
import type { Transact, Work } from '../group-commit.ts';
import { createTables } from '../tables/create-tables.ts';
import type { Database } from '../tables/database.ts';
import { postgresRowLocks } from './postgres-row-locks.ts';

type Results = readonly PromiseSettledResult<unknown>[];
type Say = (text: string) => Promise<void>;

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
    try {
      return await inTransaction(writing, `select pg_advisory_xact_lock_shared(${turn})`, asked, (run) => together(works, run));
    } catch (error) {
      // Without an answer to the commit nobody knows whether it was kept.
      if (asked.commit && error instanceof OperationError && error.code === 'STORE_UNAVAILABLE') throw error;
      return inTransaction(writing, `select pg_advisory_xact_lock(${turn})`, asked, (run, say) => oneByOne(works, run, say));
    }
  };
}

type Run = (work: Work) => Promise<unknown>;

function inTransaction(writing: Kysely<Database>, first: string, asked: { commit: boolean }, body: (run: Run, say: Say) => Promise<Results>): Promise<Results> {
  return writing.connection().execute(async (connection) => {
    const say: Say = async (text) => {
      await connection.executeQuery(CompiledQuery.raw(text));
    };
    const tables = createTables(connection, postgresRowLocks);
    try {
      await say(`begin; ${first}`);
      const results = await body((work) => work(tables), say);
      asked.commit = true;
      await say('commit');
      return results;
    } catch (error) {
      // A connection on which not even this succeeds is given up, and the server rolls back by itself.
      await say('rollback').catch(() => undefined);
      throw error;
    }
  });
}

async function together(works: readonly Work[], run: Run): Promise<Results> {
  const results: PromiseSettledResult<unknown>[] = [];
  for (const work of works) results.push({ status: 'fulfilled', value: await run(work) });
  return results;
}

async function oneByOne(works: readonly Work[], run: Run, say: Say): Promise<Results> {
  const results: PromiseSettledResult<unknown>[] = [];
  for (const work of works) {
    await say('savepoint work');
    try {
      const value = await run(work);
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
