import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { inventoryLine, stockCycle } from './sample-lines.ts';
import { readCycle, temporaryBook, told, type TemporaryBook } from './temporary-book.ts';

const committer = path.join(import.meta.dirname, 'commit-until-killed.ts');

describe('a position book whose process is killed', () => {
  let files: TemporaryBook;
  let child: ChildProcess | undefined;
  beforeEach(() => (files = temporaryBook()));
  afterEach(() => {
    child?.kill('SIGKILL');
    files.discard();
  });

  /** Kills it as soon as it begins its commit number `commits`. */
  const killDuringCommit = async (commits: number): Promise<readonly string[]> => {
    const killed = spawn(process.execPath, [committer, files.file], { stdio: ['ignore', 'pipe', 'inherit'] });
    child = killed;
    const ended = once(killed, 'exit');
    const said: string[] = [];
    for await (const line of createInterface({ input: killed.stdout })) {
      said.push(line);
      if (said.filter((one) => one.startsWith('commits ')).length === commits) killed.kill('SIGKILL');
    }
    await ended;
    return said;
  };

  it('has either the old cycle or the new one as a whole, and goes on from there', async function () {
    this.timeout(60_000);
    let inTheMiddle = 0;
    for (let round = 0; round < 5; round += 1) {
      const said = await killDuringCommit(1 + (round % 3));
      assert.deepEqual(said.filter((line) => line.startsWith('damaged')), []);
      if (said.at(-1)?.startsWith('commits ')) inTheMiddle += 1;
      const committed = Number(said.findLast((line) => line.startsWith('committed '))?.split(' ')[1] ?? 0);
      const book = files.open();
      const sequence = book.head()?.sequence ?? 0;
      assert.ok(sequence >= committed, `${sequence} after ${committed} was acknowledged`);
      const figures = new Set([...book.all(1000)].flat().map(({ lines }) => lines[0]?.totals.ots));
      assert.deepEqual([...figures], sequence === 0 ? [] : [sequence]);
      assert.equal([...book.changed(1000)].flat().length, sequence === 0 ? 0 : 3000);
      files.close();
    }
    assert.ok(inTheMiddle > 0, 'no round was killed during a commit');
    assert.deepEqual(files.told, []);
  });

  it('takes back what a commit had written to its file already', () => {
    readCycle(files.open(), stockCycle(1), Array.from({ length: 2000 }, (_, sku) => inventoryLine(`S${sku}`, 'LDS', 1)));
    files.close();
    const other = temporaryBook();
    other.open();
    other.close();
    const database = new DatabaseSync(files.file);
    // So little memory that the pages of an unfinished commit go to the file.
    database.exec("PRAGMA cache_size = 2; BEGIN; UPDATE sku SET lines = '', sum = 0, units = 0; DELETE FROM head; DELETE FROM changed");
    for (const part of ['', '-journal']) cpSync(files.file + part, other.file + part);
    database.exec('ROLLBACK');
    database.close();
    assert.ok(statSync(`${other.file}-journal`).size > 4096);
    const book = other.open();
    assert.deepEqual([book.head(), new Set(told(book.all(9)).map((text) => text.split(' ')[1])), other.told], [stockCycle(1), new Set(['LDS=1']), []]);
    assert.ok(!existsSync(`${other.file}-journal`));
    other.discard();
  });
});
