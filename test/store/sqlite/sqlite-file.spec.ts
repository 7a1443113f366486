import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { NodeSqliteDialect } from '../../../lib/store/sqlite/node-sqlite-dialect.ts';
import { openSqliteStore } from '../../../lib/store/sqlite/open-sqlite-store.ts';
import type { StoreTables } from '../../../lib/store/contract/store.ts';
import { createTables } from '../../../lib/store/tables/create-tables.ts';
import { createSqliteTransact } from '../../../lib/store/sqlite/sqlite-transact.ts';
import { setDurability } from '../../../lib/store/sqlite/set-durability.ts';
import type { Database } from '../../../lib/store/tables/database.ts';
import { createLaneTable } from '../../../lib/store/tables/lane-table.ts';
import { noRowLocks } from '../../../lib/store/tables/row-locks.ts';
import { eventually } from '../../support/eventually.ts';
import { laneEntry } from '../contract/store-under-test.ts';
import { temporarySqlite } from './temporary-store.ts';

const appender = path.join(import.meta.dirname, 'append-until-killed.ts');

describe('a SQLite store and its file', () => {
  let sqlite: ReturnType<typeof temporarySqlite>;
  const children: ChildProcess[] = [];
  beforeEach(() => (sqlite = temporarySqlite()));
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await sqlite.discard();
  });

  /** Appends one entry after the other in another process; `acknowledged` grows with each that was said to be on disk. */
  const appendElsewhere = () => {
    const child = spawn(process.execPath, [appender, sqlite.file], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const acknowledged: string[] = [];
    let rest = '';
    child.stdout.on('data', (data: Buffer) => {
      const lines = (rest + data.toString()).split('\n');
      rest = lines.pop() ?? '';
      acknowledged.push(...lines);
    });
    return { child, acknowledged };
  };

  it('waits for the disk at every commit, also in a file that was opened before', () => {
    for (let opening = 0; opening < 2; opening += 1) {
      const database = new DatabaseSync(sqlite.file);
      setDurability(database);
      assert.equal(Object.values(database.prepare('PRAGMA synchronous').get() ?? {})[0], 2);
      assert.equal(Object.values(database.prepare('PRAGMA journal_mode').get() ?? {})[0], 'wal');
      database.exec('CREATE TABLE IF NOT EXISTS t (a)');
      database.close();
    }
  });

  it('refuses to call a database durable that has no write-ahead log', () => {
    const database = new DatabaseSync(':memory:');
    assert.throws(() => setDurability(database), { code: 'STORE_UNAVAILABLE' });
    database.close();
  });

  it('keeps everything when it is closed and opened again', async () => {
    const first = await sqlite.open();
    await first.write(({ lanes }) => lanes.append([laneEntry('53')]));
    const second = await sqlite.open();
    assert.equal((await second.read.lanes.counts('erp')).waiting, 1);
  });

  it('creates its folder', async () => {
    const file = path.join(path.dirname(sqlite.file), 'a', 'b', 'c.sqlite');
    await (await openSqliteStore({ file })).close();
    assert.ok(existsSync(file));
  });

  it('refuses a second store on the same file in this process', async () => {
    await sqlite.open();
    await assert.rejects(openSqliteStore({ file: sqlite.file }), { code: 'STORE_UNAVAILABLE', message: /in use by another running Selvedge/ });
  });

  it('refuses a file that another process uses, and takes it over as soon as that one is killed', async () => {
    const { child, acknowledged } = appendElsewhere();
    await eventually('the first entry', () => acknowledged[0]);
    await assert.rejects(openSqliteStore({ file: sqlite.file }), (error: Error) => error.message.includes('in use') && error.message.includes(sqlite.file));
    child.kill('SIGKILL');
    await once(child, 'exit');
    await sqlite.open();
  });

  it('loses no acknowledged entry when its process is killed in the middle of writes', async function () {
    this.timeout(20_000);
    const known: string[] = [];
    for (const wanted of [1, 40, 150]) {
      const { child, acknowledged } = appendElsewhere();
      await eventually(`${wanted} entries`, () => (acknowledged.length >= wanted ? true : undefined));
      child.kill('SIGKILL');
      await once(child, 'close');
      known.push(...acknowledged);
    }
    const store = await sqlite.open();
    const ids = known.map((line) => Number(line.split(' ')[0]));
    const kept = new Map((await store.read.lanes.get(ids)).map(({ id, key }) => [id, key]));
    for (const line of known) assert.equal(kept.get(Number(line.split(' ')[0])), line.split(' ')[1]);
    assert.ok(known.length >= 191);
  });

  it('says what is wrong with a file that is no database, and leaves it as it was', async () => {
    writeFileSync(sqlite.file, 'this is a letter to the warehouse, '.repeat(200));
    const { size } = statSync(sqlite.file);
    await assert.rejects(openSqliteStore({ file: sqlite.file }), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'STORE_UNAVAILABLE');
      assert.match(error.message, /is not a database: move the file away, or restore the last backup/);
      return error.message.includes(sqlite.file);
    });
    assert.equal(statSync(sqlite.file).size, size);
  });

  it('says what is wrong when the folder cannot be made', async () => {
    writeFileSync(sqlite.file, '');
    const file = path.join(sqlite.file, 'below', 'a.sqlite');
    await assert.rejects(openSqliteStore({ file }), (error: Error & { code?: string }) => error.code === 'STORE_UNAVAILABLE' && error.message.includes(file));
  });

  it('refuses a file of a newer release', async () => {
    await (await sqlite.open()).close();
    const database = new DatabaseSync(sqlite.file);
    database.prepare('INSERT INTO migration (name, timestamp) VALUES (?, ?)').run('999-from-the-future', '2030-01-01T00:00:00.000Z');
    database.close();
    await assert.rejects(openSqliteStore({ file: sqlite.file }), { code: 'STORE_UNAVAILABLE', message: /newer release/ });
  });

  it('says that the disk is full, keeps nothing of the group half, and goes on when there is room', async () => {
    await (await sqlite.open()).close();
    const database = new DatabaseSync(sqlite.file);
    const db = new Kysely<Database>({ dialect: new NodeSqliteDialect(database, sqlite.file) });
    const transact = createSqliteTransact({ database, tables: createTables(db), file: sqlite.file });
    const pages = Number(Object.values(database.prepare('PRAGMA page_count').get() ?? {})[0]);
    database.exec(`PRAGMA max_page_count = ${pages + 2}`);
    const append = (key: string, size: number) => (tables: StoreTables) => tables.lanes.append([laneEntry(key, { message: 'x'.repeat(size) })]);
    const results = await transact([append('small', 10), append('large', 1_000_000)]).catch((error: unknown) => [error]);
    const failure: unknown = results.find((result) => result instanceof Error) ?? (results[1] as PromiseRejectedResult).reason;
    assert.equal((failure as { code?: string }).code, 'STORE_UNAVAILABLE');
    assert.match(String(failure), /the disk is full: free some space/);
    const { lanes } = createTables(db);
    assert.equal((await lanes.unsettled('sales-order', 'large')).length, 0);
    assert.equal((await lanes.unsettled('sales-order', 'small')).length, results.length === 2 ? 1 : 0);
    database.exec('PRAGMA max_page_count = 1000000');
    assert.equal((await transact([append('large', 1_000_000)]))[0]?.status, 'fulfilled');
    await db.destroy();
  });

  it('claims, journals and settles by index alone, however many entries wait', async () => {
    await (await sqlite.open()).close();
    const database = new DatabaseSync(sqlite.file);
    const asked = new Set<string>();
    const db = new Kysely<Database>({ dialect: new NodeSqliteDialect(database, sqlite.file), log: ({ query }) => void asked.add(query.sql) });
    const lanes = createLaneTable(db, noRowLocks);
    const holder = { lease: 'lane:erp', fence: 1 };
    const claim = { lane: 'erp', holder, limit: 10, now: 100 };
    for (let round = 0; round < 2; round += 1) {
      const ids = (await lanes.append([laneEntry('53', { revision: `${round}-1` }), laneEntry('53', { revision: `${round}-2` })])).map(Number);
      await lanes.claim(claim);
      await lanes.nextDueAt('erp');
      await lanes.oldestAt('erp');
      await lanes.unsettled('sales-order', '53');
      await lanes.supersede(ids, ['waiting', 'parked'], 1);
      await lanes.postpone([{ id: ids[0]!, dueAt: 1, attempts: 1, lastError: '', lastCode: null }]);
      await lanes.settle(ids.slice(1), { at: 1, outcome: 'done' });
      await lanes.release('erp', { of: holder, except: ids });
      await lanes.release('erp', { of: holder });
      await lanes.release('erp', { allBut: holder });
      await lanes.claimedBy(ids, holder);
      await lanes.bringForward('erp', ['REMOTE_TIMEOUT'], 1);
      await lanes.prune(0, 10);
    }
    assert.ok(asked.size >= 15);
    for (const query of asked) {
      const parameters = query.match(/\?/g)?.map(() => null) ?? [];
      const plan = database.prepare(`EXPLAIN QUERY PLAN ${query}`).all(...parameters).map((row) => String(row['detail']));
      const slow = plan.filter((step) => /^SCAN (lane_entry|older|newer|gone|next)/.test(step) || (query.includes(' limit ') && step.includes('FOR ORDER BY')));
      assert.deepEqual(slow, [], `${query}\n${plan.join('\n')}`);
    }
    await db.destroy();
  });
});
