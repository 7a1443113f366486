import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../../../lib/store/sqlite/open-sqlite-store.ts';
import { flipByte } from './flip-byte.ts';
import { leftBehind, type LeftBehind } from './left-behind.ts';
import { refused } from './refused.ts';

describe('a SQLite store that lost a part of its files', () => {
  let left: LeftBehind;
  beforeEach(async () => (left = await leftBehind({ entries: 24 })));
  afterEach(() => left.discard());

  const refusal = (file = left.file) => refused(openSqliteStore({ file }), file);
  const keepsAll = async (file?: string): Promise<void> => {
    const store = await left.open(file);
    const kept = await store.read.lanes.get([...left.acknowledged.keys()]);
    assert.deepEqual(new Map(kept.map(({ id, message }) => [id, message])), left.acknowledged);
    assert.equal((await store.read.lanes.counts('erp')).waiting, left.acknowledged.size);
  };
  /** A log that is not there and one that is empty are the same. */
  const contents = () => ['', '-wal', '.commits'].map((part) => (existsSync(left.file + part) ? readFileSync(left.file + part).toString('base64') : ''));

  const setCommits = (number: number): void => {
    const database = new DatabaseSync(left.file);
    database.exec(`PRAGMA user_version = ${number}`);
    database.close();
  };

  it('keeps all that a killed process has acknowledged', () => keepsAll());

  const logFaults: Record<string, (log: string) => void> = {
    'a log that was removed': (log) => rmSync(log),
    'an empty log': (log) => truncateSync(log, 0),
    'a log cut in the middle': (log) => truncateSync(log, Math.floor(statSync(log).size / 2)),
    'a log that lacks its last commit': (log) => truncateSync(log, statSync(log).size - 1),
    'a flipped bit in its log': (log) => flipByte(log, 32 + 24 + 100),
  };
  for (const [what, harm] of Object.entries(logFaults)) {
    it(`refuses ${what}, which SQLite alone would not notice, and changes nothing`, async () => {
      const good = left.copy();
      harm(`${left.file}-wal`);
      const before = contents();
      const error = await refusal();
      assert.match(error.message, /lacks the last \d+ commits? that it had acknowledged: its log .* was removed, cut or changed/);
      assert.deepEqual(contents(), before);
      cpSync(`${good}-wal`, `${left.file}-wal`);
      await keepsAll();
    });
  }

  it('refuses an older file in the place of a newer one, until somebody decides to go on with less', async () => {
    const older = await leftBehind({ entries: 6, closed: true });
    rmSync(`${left.file}-wal`);
    cpSync(older.file, left.file);
    await older.discard();
    const error = await refusal();
    assert.match(error.message, /To go on with less, remove .*\.commits/);
    rmSync(`${left.file}.commits`);
    assert.equal((await (await left.open()).read.lanes.counts('erp')).waiting, 6);
  });

  it('refuses a database that is gone or empty, and starts anew where there has been none', async () => {
    rmSync(left.file);
    assert.match((await refusal()).message, /is missing, but has acknowledged writes before/);
    assert.ok(statSync(`${left.file}-wal`).size > 0);
    writeFileSync(left.file, '');
    assert.match((await refusal()).message, /is empty, but has acknowledged writes before/);
    rmSync(`${left.file}.commits`);
    assert.match((await refusal()).message, /is empty/);
    rmSync(`${left.file}-wal`);
    assert.equal((await (await left.open()).read.lanes.counts('erp')).waiting, 0);
  });

  it('refuses a database that was cut, with and without its log', async () => {
    for (const share of [0.3, 0.7, 0.95]) {
      for (const closed of [false, true]) {
        const other = await leftBehind({ entries: 60, closed });
        truncateSync(other.file, Math.floor((statSync(other.file).size * share) / 4096) * 4096);
        assert.match((await refused(openSqliteStore({ file: other.file }), other.file)).message, /damaged: stop, keep a copy/, `${share} ${closed}`);
        await other.discard();
      }
    }
  });

  it('refuses a folder in the place of the file', async () => {
    for (const part of ['', '-wal', '.commits']) rmSync(left.file + part);
    mkdirSync(left.file);
    assert.match((await refusal()).message, /is a folder: name a file, or move the folder away/);
  });

  it('goes on without a witness, or with one that cannot be read, and has one again from then on', async () => {
    for (const text of [null, '', 'nonsense\n', '\0\0\0\0\0\0\0\0']) {
      const file = left.copy();
      if (text === null) rmSync(`${file}.commits`);
      else writeFileSync(`${file}.commits`, text);
      await keepsAll(file);
      assert.match(readFileSync(`${file}.commits`, 'utf8'), /^\d+ *\n$/);
    }
  });

  it('takes a witness that lags behind for what it is: a power cut came before it was on disk', async () => {
    writeFileSync(`${left.file}.commits`, '3          \n');
    await keepsAll();
  });

  it('counts on after the number of commits has used up its 32 bits', async () => {
    const last = 2 ** 31 - 2;
    setCommits(last);
    writeFileSync(`${left.file}.commits`, `${last} \n`);
    const store = await openSqliteStore({ file: left.file });
    for (let n = 0; n < 3; n += 1) await store.write(({ cursors }) => cursors.set('feed', String(n), n));
    assert.equal(Number(readFileSync(`${left.file}.commits`, 'utf8')), -(2 ** 31) + 2);
    await store.close();
    setCommits(last);
    assert.match((await refusal()).message, /lacks the last 4 commits/);
  });
});
