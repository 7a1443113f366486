import pg from 'pg';
import { createPostgresServer } from '../../scripts/prove/postgres-server.ts';
import type { BenchDatabase, BenchEngine, DiskUse, RawInserts } from './bench-engine.ts';
import { openPlace } from './open-place.ts';

/** A server of its own with PostgreSQL's default settings, on the same disk. */
export async function postgresEngine(): Promise<BenchEngine> {
  const server = await createPostgresServer();
  await server.start();
  let databases = 0;
  return {
    name: 'postgres',
    database: () => Promise.resolve(postgresDatabase(server.url, `bench_${(databases += 1)}`)),
    remove: () => server.remove(),
  };
}

function postgresDatabase(url: string, schema: string): BenchDatabase {
  const place = { engine: 'postgres', url, schema } as const;
  return {
    place,
    open: () => openPlace(place),
    raw: () => rawInserts(url, `${schema}_raw`),
    diskUse: () => connected(url, (client) => diskUse(client, schema)),
    tidy: () => connected(url, async (client) => client.query('vacuum')),
    remove: () => connected(url, async (client) => client.query(`drop schema if exists "${schema}" cascade; drop schema if exists "${schema}_raw" cascade`)),
  };
}

async function rawInserts(url: string, schema: string): Promise<RawInserts> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(
    `create schema if not exists "${schema}"; create table if not exists "${schema}".raw (id bigint generated always as identity primary key, lane text, entity text, key text, revision text, state text, due_at bigint, created_at bigint, message text)`,
  );
  const text = `insert into "${schema}".raw (lane, entity, key, revision, state, due_at, created_at, message) values ('bench', 'sales-order', $1, '1', 'waiting', $2, $3, $4)`;
  return {
    async insert(rows) {
      const now = Date.now();
      await client.query('begin');
      for (const row of rows) await client.query({ name: 'raw', text, values: [row.key, now, now, row.text] });
      await client.query('commit');
    },
    close: () => client.end(),
  };
}

async function diskUse(client: pg.Client, schema: string): Promise<DiskUse> {
  const { rows } = await client.query<{ bytes: string; log: string }>(
    `select coalesce(sum(pg_total_relation_size(c.oid)), 0) as bytes, (select sum(size) from pg_ls_waldir()) as log
       from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relkind = 'r'`,
    [schema],
  );
  return { bytes: Number(rows[0]?.bytes), free: null, log: Number(rows[0]?.log) };
}

async function connected<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
