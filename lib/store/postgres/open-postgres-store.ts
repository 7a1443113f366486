import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import type { Store } from '../contract/store.ts';
import { createGroupCommit } from '../group-commit.ts';
import { createTables } from '../tables/create-tables.ts';
import type { Database } from '../tables/database.ts';
import { noRowLocks } from '../tables/row-locks.ts';
import { postgresLeasesRead } from './postgres-leases.ts';
import { readPostgresPlace } from './postgres-place.ts';
import { createPostgresPool } from './postgres-pool.ts';
import { openPostgresSignals } from './postgres-signals.ts';
import { createPostgresTransact } from './postgres-transact.ts';
import { upgradeSchema } from './upgrade-schema.ts';
import { createWritesBeside } from './write-beside.ts';

export interface PostgresStoreOptions {
  /** `postgres://user:password@host:5432/database`; a pooler in front must keep a connection's settings (session pooling). */
  readonly url: string;
  /** One per client; created when missing. Several processes may work on one. */
  readonly schema: string;
}

/** Enough for a dashboard beside the lanes; every worker takes this many and three more of the server's max_connections. */
const readConnections = 4;

/**
 * Opens the store in one schema of a PostgreSQL database and brings it up to date. It outlives a restart of the server:
 * what is asked of it meanwhile is rejected with STORE_UNAVAILABLE. A write whose commit was under way when the
 * connection broke is rejected too, and may have been kept: whoever repeats it must bear that.
 * @throws STORE_UNAVAILABLE when the database cannot be reached or used, is of a newer release, or would not keep what
 * it acknowledges
 */
export async function openPostgresStore({ url, schema }: PostgresStoreOptions): Promise<Store> {
  const place = readPostgresPlace({ url, schema });
  await upgradeSchema(url, place);
  const pools = {
    read: createPostgresPool({ url, place, use: 'read', connections: readConnections }),
    write: createPostgresPool({ url, place, use: 'write', connections: 1 }),
    leases: createPostgresPool({ url, place, use: 'leases', connections: 1 }),
  };
  const over = (pool: PostgresPool): Kysely<Database> => new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  const group = createGroupCommit(createPostgresTransact(over(pools.write), schema));
  const beside = createWritesBeside(over(pools.leases));
  const signals = await openPostgresSignals({ url, place });
  return {
    shared: true,
    signals,
    read: createTables(over(pools.read), noRowLocks, postgresLeasesRead),
    write: (work, how) => (how?.beside ? beside.write(work) : group.write(work)),
    async close() {
      await Promise.all([group.close(), beside.close()]);
      await Promise.all([signals.close(), ...Object.values(pools).map((pool) => pool.end())]);
    },
  };
}
