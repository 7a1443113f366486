import pg from 'pg';
import { createPostgresServer } from './postgres-server.ts';

type Env = Readonly<Record<string, string>>;

/** What the host keeps its data in. */
export interface Engine {
  readonly name: 'sqlite' | 'postgres';
  /** Variables of a host that get it a database of its own. */
  place(): Promise<Env>;
  remove(): Promise<void>;
}

export async function openEngine(name: Engine['name']): Promise<Engine> {
  // A host without an address of a database keeps its file in its data folder.
  if (name === 'sqlite') return { name, place: () => Promise.resolve({}), remove: () => Promise.resolve() };
  const server = await createPostgresServer();
  await server.start();
  let places = 0;
  return {
    name,
    async place() {
      places += 1;
      const database = `prove_${places}`;
      const administrator = new pg.Client({ connectionString: server.url });
      await administrator.connect();
      try {
        await administrator.query(`create database ${database}`);
      } finally {
        await administrator.end();
      }
      const url = new URL(server.url);
      url.pathname = `/${database}`;
      return { DATABASE_URL: url.href };
    },
    remove: () => server.remove(),
  };
}
