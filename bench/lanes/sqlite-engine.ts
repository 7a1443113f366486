import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setDurability } from '../../lib/store/sqlite/set-durability.ts';
import type { BenchDatabase, BenchEngine, DiskUse, RawInserts } from './bench-engine.ts';
import { openPlace } from './open-place.ts';

export function sqliteEngine(): BenchEngine {
  const folder = mkdtempSync(path.join(tmpdir(), 'selvedge-bench-'));
  let databases = 0;
  return {
    name: 'sqlite',
    database: () => Promise.resolve(sqliteDatabase(path.join(folder, `${(databases += 1)}`, 'selvedge.sqlite'))),
    remove() {
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}

function sqliteDatabase(file: string): BenchDatabase {
  const place = { engine: 'sqlite', file } as const;
  return {
    place,
    open: () => openPlace(place),
    raw: () => Promise.resolve(rawInserts(`${file}.raw`)),
    diskUse: () => Promise.resolve(diskUse(file)),
    tidy: () => Promise.resolve(),
    remove() {
      rmSync(path.dirname(file), { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}

/** The same disk, journal and waiting as the store's own connection. */
function rawInserts(file: string): RawInserts {
  const database = new DatabaseSync(file);
  setDurability(database);
  database.exec('create table if not exists raw (id integer primary key autoincrement, lane text, entity text, key text, revision text, state text, due_at integer, created_at integer, message text)');
  const insert = database.prepare("insert into raw (lane, entity, key, revision, state, due_at, created_at, message) values ('bench', 'sales-order', ?, '1', 'waiting', ?, ?, ?)");
  const [begin, commit] = [database.prepare('begin immediate'), database.prepare('commit')];
  return {
    insert(rows) {
      const now = Date.now();
      begin.run();
      for (const { key, text } of rows) insert.run(key, now, now, text);
      commit.run();
      return Promise.resolve();
    },
    close() {
      database.close();
      return Promise.resolve();
    },
  };
}

function diskUse(file: string): DiskUse {
  const database = new DatabaseSync(file, { readOnly: true });
  const pragma = (name: string): number => Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
  try {
    const page = pragma('page_size');
    return { bytes: pragma('page_count') * page, free: pragma('freelist_count') * page, log: statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0 };
  } finally {
    database.close();
  }
}
