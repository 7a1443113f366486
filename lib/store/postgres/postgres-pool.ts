import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { OperationError } from '../../errors/operation-error.ts';
import { describePostgresFailure } from './describe-postgres-failure.ts';
import { createStatementNames } from './name-statements.ts';
import type { PostgresPlace } from './postgres-place.ts';
import { prepareSession, type SessionUse } from './prepare-session.ts';
import { wholeNumberTypes } from './whole-number.ts';

export interface PostgresPoolOptions {
  readonly url: string;
  readonly place: PostgresPlace;
  readonly use: SessionUse;
  readonly connections: number;
}

/** For a network that swallows everything: a little longer than the server itself allows a statement. Zero: never. */
const silenceTimeoutMs: Readonly<Record<SessionUse, number>> = { read: 35_000, write: 35_000, leases: 2500, signals: 6000, upgrade: 0 };

/** What all connections of a store have in common. */
export function connectionOptions(url: string, use: SessionUse): pg.ClientConfig {
  return {
    connectionString: url,
    connectionTimeoutMillis: use === 'leases' ? 2500 : 5000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    query_timeout: silenceTimeoutMs[use],
  };
}

/** The connections of one store as Kysely wants them. Each is prepared before its first use and given up once it has failed. */
export function createPostgresPool({ url, place, use, connections }: PostgresPoolOptions): PostgresPool {
  const pool = new pg.Pool({
    ...connectionOptions(url, use),
    max: connections,
    types: wholeNumberTypes,
    // Opening one takes longer than a write.
    idleTimeoutMillis: 0,
  });
  // A connection that breaks while nobody uses it is replaced at its next use, which says so if that fails as well.
  pool.on('error', () => undefined);
  const lost: Lost = new WeakMap();
  const prepared = new WeakSet<pg.PoolClient>();
  const nameOf = createStatementNames();
  const guarded = async <T>(run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      throw describePostgresFailure(error, place);
    }
  };

  return {
    connect: () =>
      guarded(async () => {
        const client = await pool.connect();
        if (prepared.has(client)) return adapt(client, { nameOf, guarded, lost });
        // Unheard, it would end the process. The first says why; whatever is asked afterwards is told only that it is over.
        client.on('error', (error) => {
          if (!lost.has(client)) lost.set(client, error);
        });
        try {
          await prepareSession(client, place, use);
        } catch (error) {
          client.release(true);
          throw error;
        }
        prepared.add(client);
        return adapt(client, { nameOf, guarded, lost });
      }),
    end: () => (pool.ending ? Promise.resolve() : pool.end()),
  };
}

type Lost = WeakMap<pg.PoolClient, Error>;

interface Around {
  readonly nameOf: (text: string) => string | undefined;
  readonly guarded: <T>(run: () => Promise<T>) => Promise<T>;
  readonly lost: Lost;
}

function adapt(client: pg.PoolClient, { nameOf, guarded, lost }: Around): PostgresPoolClient {
  let failed = false;
  const query = async (text: unknown, parameters: readonly unknown[] = []): Promise<unknown> => {
    if (typeof text !== 'string') throw new TypeError('The store reads no results through cursors.');
    const name = parameters.length === 0 ? undefined : nameOf(text);
    try {
      const result = await client.query({ text, values: parameters.map(toSql), ...(name === undefined ? {} : { name }) });
      // A transaction in which a statement failed is not committed, and the server does not call that an error.
      if (text === 'commit' && result.command !== 'COMMIT') throw new OperationError('UNCLASSIFIED', 'A work kept to itself that one of its statements had failed: nothing of its transaction was kept.');
      return result;
    } catch (error) {
      if (error instanceof pg.DatabaseError || error instanceof OperationError) throw error;
      failed = true;
      throw lost.get(client) ?? error;
    }
  };
  return {
    query: ((text: unknown, parameters?: readonly unknown[]) => guarded(() => query(text, parameters))) as PostgresPoolClient['query'],
    // One that is still in the middle of something is of no use to whoever comes next.
    release: () => client.release(failed || client.getTransactionStatus() !== 'I'),
  };
}

/** PostgreSQL's text cannot hold the character NUL, which a remote system may well send in a sentence. */
const toSql = (value: unknown): unknown => (typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value);
