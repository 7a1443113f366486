import assert from 'node:assert/strict';
import { Kysely, PostgresDialect } from 'kysely';
import type { OperationError } from '../../../lib/errors/operation-error.ts';
import { openPostgresStore } from '../../../lib/store/postgres/open-postgres-store.ts';
import { postgresLeases } from '../../../lib/store/postgres/postgres-leases.ts';
import { readPostgresPlace } from '../../../lib/store/postgres/postgres-place.ts';
import { createPostgresPool } from '../../../lib/store/postgres/postgres-pool.ts';
import { postgresRowLocks } from '../../../lib/store/postgres/postgres-row-locks.ts';
import type { SessionUse } from '../../../lib/store/postgres/prepare-session.ts';
import type { Database } from '../../../lib/store/tables/database.ts';
import { createTables } from '../../../lib/store/tables/create-tables.ts';
import { eventually } from '../../support/eventually.ts';
import { laneEntry } from '../contract/store-under-test.ts';
import { postgresSuite } from './postgres-suite.ts';

describe('a PostgreSQL store and its server', () => {
  const postgres = postgresSuite();
  const { open, discard, query } = postgres;
  afterEach(() => discard());

  const poolOf = (use: SessionUse) => {
    const address = { url: postgres.server().url, schema: postgres.schema() };
    return createPostgresPool({ url: address.url, place: readPostgresPlace(address), use, connections: 1 });
  };
  const refused = async (change: { url?: string; schema?: string }): Promise<OperationError> => {
    const opening = openPostgresStore({ url: postgres.server().url, schema: postgres.schema(), ...change });
    const error = await opening.then(
      () => assert.fail('was opened'),
      (reason: unknown) => reason as OperationError,
    );
    assert.doesNotMatch(`${error.message} ${JSON.stringify(error.details)}`, /secret/);
    return error;
  };
  const withAddress = (change: (url: URL) => void): { url: string } => {
    const url = new URL(postgres.server().url);
    change(url);
    return { url: url.href };
  };

  it('sets its tables up once, when several processes open a new schema at the same time', async () => {
    const stores = await Promise.all([open(), open(), open(), open()]);
    await Promise.all(stores.map((store, n) => store.write(({ lanes }) => lanes.append([laneEntry(`k${n}`)]))));
    assert.equal((await stores[0].read.lanes.counts('erp')).waiting, 4);
    assert.deepEqual(await query(`select count(*)::int as count, count(distinct name)::int as names from "${postgres.schema()}".migration`), [{ count: 2, names: 2 }]);
  });

  it('keeps clients of one database apart', async () => {
    const store = await open();
    const neighbour = await openPostgresStore({ url: postgres.server().url, schema: `${postgres.schema()}-2` });
    await store.write(({ lanes }) => lanes.append([laneEntry('53')]));
    assert.equal((await neighbour.read.lanes.counts('erp')).waiting, 0);
    await neighbour.close();
    await query(`drop schema "${postgres.schema()}-2" cascade`);
  });

  it('uses a schema that was made for it, without the right to make one', async () => {
    await query(`create role worker login password 'a-secret'`);
    await query(`create schema "${postgres.schema()}" authorization worker`);
    const { url } = withAddress((address) => (address.username = 'worker'));
    await (await openPostgresStore({ url, schema: postgres.schema() })).close();
    const error = await refused({ url, schema: 'another' });
    assert.deepEqual([error.code, /our user lacks a right/.test(error.message)], ['STORE_UNAVAILABLE', true]);
    await query(`drop schema "${postgres.schema()}" cascade`);
    await query('drop role worker');
  });

  it('rejects what is asked of it while the server is away, and goes on when it is back', async () => {
    const store = await open();
    await store.write(({ lanes }) => lanes.append([laneEntry('53')]));
    await postgres.server().stop();
    const { port } = new URL(postgres.server().url);
    await assert.rejects(store.write(({ lanes }) => lanes.append([laneEntry('54')])), (error: OperationError) => {
      assert.equal(error.code, 'STORE_UNAVAILABLE');
      assert.match(error.message, /cannot be reached: check the host/);
      return error.message.includes(`postgres on 127.0.0.1:${port}, schema ${postgres.schema()}`);
    });
    await assert.rejects(store.read.lanes.counts('erp'), { code: 'STORE_UNAVAILABLE' });
    await postgres.server().start();
    await store.write(({ lanes }) => lanes.append([laneEntry('55')]));
    assert.deepEqual(await Promise.all(['53', '54', '55'].map(async (key) => (await store.read.lanes.unsettled('sales-order', key)).length)), [1, 0, 1]);
  });

  it('goes on by itself after a restart that nobody noticed', async () => {
    const store = await open();
    await store.write(({ lanes }) => lanes.append([laneEntry('53')]));
    await store.read.lanes.counts('erp');
    await postgres.server().stop();
    await postgres.server().start();
    await store.write(({ lanes }) => lanes.append([laneEntry('54')]));
    assert.equal((await store.read.lanes.counts('erp')).waiting, 2);
  });

  it('runs a work again whose connection was ended before its commit, and says why when that happens again', async () => {
    const store = await open();
    let runs = 0;
    const cutOff = (times: number) =>
      store.write(async ({ lanes }) => {
        const ids = await lanes.append([laneEntry('53')]);
        if ((runs += 1) <= times) await query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'selvedge ${postgres.schema()} write'`);
        await lanes.get(ids.map(Number));
        return ids.length;
      });
    await assert.rejects(cutOff(2), { code: 'STORE_UNAVAILABLE', message: /its server is starting, stopping or was restarted \(terminating connection/ });
    assert.equal((await store.read.lanes.counts('erp')).waiting, 0);
    runs = 0;
    assert.equal(await cutOff(1), 1);
    assert.equal((await store.read.lanes.counts('erp')).waiting, 1);
  });

  it('loses no acknowledged entry when the server is killed in the middle of writes', async function () {
    this.timeout(30_000);
    const store = await open();
    const acknowledged: string[] = [];
    const failed: string[] = [];
    const append = async (worker: number): Promise<void> => {
      for (let n = 0; failed.length === 0; n += 1) {
        const key = `${worker}-${n}`;
        await store.write(({ lanes }) => lanes.append([laneEntry(key)])).then(
          () => acknowledged.push(key),
          (error: unknown) => failed.push((error as OperationError).code),
        );
        if (acknowledged.length === 300) postgres.server().kill();
      }
    };
    await Promise.all([0, 1, 2, 3].map(append));
    assert.deepEqual([...new Set(failed)], ['STORE_UNAVAILABLE']);
    // The killed server's own processes have to notice before another may take its folder.
    await eventually('the server', () => postgres.server().start().then(() => true, () => undefined), 20_000);
    const kept = new Set((await query<{ key: string }>(`select key from "${postgres.schema()}".lane_entry`)).map(({ key }) => key));
    assert.deepEqual(acknowledged.filter((key) => !kept.has(key)), []);
    await store.write(({ lanes }) => lanes.append([laneEntry('after')]));
  });

  it('waits for the disk at every commit and for nothing else without end, whatever user and server have set', async () => {
    await open();
    await query(`alter role selvedge set synchronous_commit = off`);
    await query(`alter role selvedge set statement_timeout = 0`);
    const pool = poolOf('write');
    const client = await pool.connect();
    const setting = async (name: string): Promise<unknown> => (await client.query<Record<string, unknown>>(`show ${name}`, [])).rows[0]?.[name];
    const found = [await setting('synchronous_commit'), await setting('statement_timeout'), await setting('lock_timeout'), await setting('idle_in_transaction_session_timeout')];
    client.release();
    await pool.end();
    await query(`alter role selvedge reset all`);
    assert.deepEqual(found, ['on', '30s', '10s', '5s']);
  });

  it('refuses a server that does not wait for its disk', async () => {
    await query('alter system set fsync = off');
    await query('select pg_reload_conf()');
    await eventually('the setting', async () => ((await query<{ fsync: string }>('show fsync'))[0]?.fsync === 'off' ? true : undefined));
    const error = await refused({}).finally(async () => {
      await query('alter system reset fsync');
      await query('select pg_reload_conf()');
    });
    assert.deepEqual([error.code, error.disposition], ['STORE_UNAVAILABLE', 'halt']);
    assert.match(error.message, /may lose or change what it has acknowledged \(fsync is off\)/);
  });

  it('lets nothing be written through the connections for reading', async () => {
    const store = await open();
    await assert.rejects(store.read.cursors.set('feed', 'p', 1), { code: 'STORE_UNAVAILABLE', message: /read-only/ });
  });

  it('says what is wrong with an address, and never the password', async () => {
    const cases: [string, string, RegExp, { url?: string; schema?: string }][] = [
      ['password', 'STORE_UNAVAILABLE', /refuses our user or password/, withAddress((url) => (url.password = 'another-secret'))],
      ['database', 'STORE_UNAVAILABLE', /no such database/, withAddress((url) => (url.pathname = '/nowhere'))],
      ['port', 'STORE_UNAVAILABLE', /cannot be reached: check the host, the port.*ECONNREFUSED/, withAddress((url) => (url.port = '1'))],
      ['host', 'STORE_UNAVAILABLE', /cannot be reached/, withAddress((url) => (url.hostname = 'nowhere.invalid'))],
      ['address', 'CONFIGURATION_INVALID', /write it as postgres:/, { url: 'postgres//selvedge:a-secret@db' }],
      ['protocol', 'CONFIGURATION_INVALID', /write it as postgres:/, { url: 'mysql://selvedge:a-secret@db/x' }],
      ['schema', 'CONFIGURATION_INVALID', /cannot be the name of a schema/, { schema: 'Robert"; drop' }],
    ];
    for (const [what, code, words, change] of cases) {
      const error = await refused(change);
      assert.equal(error.code, code, what);
      assert.match(error.message, words, what);
    }
  });

  it('refuses a schema of a newer release', async () => {
    await open();
    await query(`insert into "${postgres.schema()}".migration values ('999-from-the-future', '2030-01-01T00:00:00.000Z')`);
    const error = await refused({});
    assert.deepEqual([error.code, /was written by a newer release/.test(error.message)], ['STORE_UNAVAILABLE', true]);
  });

  it('gives whole numbers, and refuses to round one', async () => {
    const store = await open();
    const dueAt = Number.MAX_SAFE_INTEGER;
    const [id = 0] = (await store.write(({ lanes }) => lanes.append([laneEntry('53', { dueAt })]))).map(Number);
    assert.equal((await store.read.lanes.get([id]))[0]?.dueAt, dueAt);
    await query(`update "${postgres.schema()}".lane_entry set due_at = 9007199254740993`);
    await assert.rejects(store.read.lanes.get([id]), /9007199254740993, which cannot be kept exactly/);
    await query(`update "${postgres.schema()}".lane_entry set due_at = 5`);
    assert.equal((await store.read.lanes.get([id]))[0]?.dueAt, 5);
  });

  it('keeps a sentence with a character that PostgreSQL does not know', async () => {
    const store = await open();
    const text = 'Größe\0 42 👟';
    await store.write(({ timeline }) => timeline.record([{ entity: 'sales-order', key: '53', at: 1, system: 'shop', kind: 'read', text, revision: '1' }]));
    assert.equal((await store.read.timeline.of('sales-order', '53', 1))[0]?.text, 'Größe\uFFFD 42 👟');
  });

  it('does not acknowledge a work that keeps the failure of a statement to itself, and keeps the others of its group', async () => {
    const store = await open();
    const [first, second] = await Promise.allSettled([
      store.write(async ({ lanes }) => {
        await lanes.append([laneEntry('53')]);
        await lanes.append([laneEntry('54', { dueAt: 0.5 })]).catch(() => []);
      }),
      store.write(({ lanes }) => lanes.append([laneEntry('55')])),
    ]);
    assert.deepEqual([first.status, second.status], ['rejected', 'fulfilled']);
    const [third, last] = await Promise.allSettled([
      store.write(({ lanes }) => lanes.append([laneEntry('56')])),
      store.write(async ({ lanes }) => {
        await lanes.append([laneEntry('57', { dueAt: 0.5 })]).catch(() => []);
      }),
    ]);
    assert.deepEqual([third.status, last.status], ['fulfilled', 'rejected']);
    assert.equal((await store.read.lanes.counts('erp')).waiting, 2);
  });

  it('leaves no connection behind when it is closed', async () => {
    const store = await open();
    await Promise.all([store.read.audit.recent(1), store.read.audit.recent(1), store.write(({ cursors }) => cursors.set('feed', 'p', 1)), store.write(({ leases }) => leases.expireAll(), { beside: true })]);
    const connections = async () => (await query<{ count: number }>('select count(*)::int as count from pg_stat_activity where application_name like $1', [`%${postgres.schema()}%`]))[0]?.count;
    assert.equal(await connections(), 5);
    await store.close();
    await eventually('no connection', async () => ((await connections()) === 0 ? true : undefined));
  });

  it('claims, journals and settles by index alone, however many entries wait', async () => {
    await open();
    const asked = new Set<string>();
    const pool = poolOf('write');
    const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }), log: ({ query: { sql } }) => void asked.add(sql) });
    const { lanes, leases } = createTables(db, postgresRowLocks, postgresLeases);
    const holder = { lease: 'account:erp', fence: 1 };
    for (let round = 0; round < 2; round += 1) {
      const ids = (await lanes.append([laneEntry('53', { revision: `${round}-1` }), laneEntry('53', { revision: `${round}-2` })])).map(Number);
      await lanes.claim({ lane: 'erp', holder, limit: 10, now: 100 });
      await lanes.claimedBy(ids, holder);
      await lanes.nextDueAt('erp');
      await lanes.counts('erp');
      await lanes.unsettled('sales-order', '53');
      await lanes.supersede(ids, ['waiting', 'parked'], 1);
      await lanes.postpone([{ id: ids[0]!, dueAt: 1, attempts: 1, lastError: '', lastCode: 'REMOTE_TIMEOUT' }]);
      await lanes.bringForward('erp', ['REMOTE_TIMEOUT'], 100);
      await lanes.oldestAt('erp');
      await lanes.settle(ids.slice(1), { at: 1, outcome: 'done' });
      await lanes.release('erp', { of: holder });
      await lanes.release('erp', { allBut: holder });
      await lanes.prune(0, 10);
      await leases.acquire('account:erp', 'p1', -1);
      await leases.renew([holder], 1000);
      await leases.held([holder]);
      await leases.inForce([holder]);
      await leases.release([holder]);
      await leases.list();
      await leases.prune('worker:', 0);
    }
    const queries = [...asked];
    assert.ok(queries.length >= 15);
    const client = await pool.connect();
    for (const text of queries) {
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (generic_plan) ${text}`, []);
      const plan = rows.map((row) => row['QUERY PLAN']);
      const slow = plan.filter((step) => step.includes('Seq Scan') || (text.includes(' limit ') && /^ *(->)? *Sort /.test(step)));
      assert.deepEqual(slow, [], `${text}\n${plan.join('\n')}`);
    }
    client.release();
    await pool.end();
  });
});
