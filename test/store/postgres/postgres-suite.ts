import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Store } from '../../../lib/store/contract/store.ts';
import { openPostgresStore } from '../../../lib/store/postgres/open-postgres-store.ts';
import { createPostgresServer, type PostgresServer } from '../../../scripts/prove/postgres-server.ts';

export interface PostgresSuite {
  readonly server: () => PostgresServer;
  readonly schema: () => string;
  /** Each call is another process's store on the schema of the running test. */
  readonly open: () => Promise<Store>;
  /** Closes the test's stores and drops its schema. */
  readonly discard: () => Promise<void>;
  /** A statement of somebody else than the store. */
  readonly query: <T extends pg.QueryResultRow>(text: string, values?: readonly unknown[]) => Promise<T[]>;
}

/** One server for the `describe` it is called in, and a schema for each of its tests, whose name a failure tells. */
export function postgresSuite(): PostgresSuite {
  let server: PostgresServer | undefined;
  let schema = '';
  const stores: Store[] = [];
  const running = (): PostgresServer => server ?? (() => { throw new Error('PostgreSQL is not running'); })();
  const query = async <T extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<T[]> => {
    const client = new pg.Client({ connectionString: running().url });
    await client.connect();
    try {
      return (await client.query<T>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  };

  before(async function () {
    this.timeout(60_000);
    server = await createPostgresServer();
    await server.start();
  });
  after(async function () {
    this.timeout(20_000);
    await server?.remove();
  });
  beforeEach(() => void (schema = `test-${randomBytes(6).toString('hex')}`));
  afterEach(function () {
    const failure: unknown = this.currentTest?.err;
    if (!(failure instanceof Error)) return;
    const [said, told] = [failure.message, `${failure.message} (schema ${schema})`];
    failure.message = told;
    // The reporter shows the message as it stands in the stack.
    failure.stack = failure.stack?.replace(said, () => told) ?? told;
  });

  return {
    server: running,
    schema: () => schema,
    async open() {
      const store = await openPostgresStore({ url: running().url, schema });
      stores.push(store);
      return store;
    },
    async discard() {
      for (const store of stores.splice(0)) await store.close();
      await query(`drop schema if exists "${schema}" cascade`);
    },
    query,
  };
}
