import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { journalOnSmallDisk, smallDisk } from './small-disk.ts';

describe(`a SQLite store on a disk that becomes full (here: ${smallDisk})`, () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'selvedge-full-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = (kib: number, ballastKib?: number) => {
    const lines = journalOnSmallDisk({ folder, kib, ...(ballastKib === undefined ? {} : { ballastKib }) });
    const saying = (word: string): string[] => lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
    return { acknowledged: saying('acknowledged'), refused: saying('refused'), kept: saying('kept'), room: saying('room'), closed: saying('closed') };
  };
  const sentence = /^STORE_UNAVAILABLE The database .*selvedge\.sqlite cannot be used: the disk (is full: free some space; nothing that was acknowledged is lost|fails or was removed, or a file may not grow further: .*) \(.*\)\.$/;

  it('keeps what it acknowledged and says what is wrong when the log cannot grow', () => {
    const { acknowledged, refused, kept, closed } = run(2500);
    assert.ok(acknowledged.length > 10 && acknowledged.length < 150, String(acknowledged.length));
    assert.equal(refused.length, 1);
    assert.match(refused[0]!, sentence);
    assert.deepEqual(kept, acknowledged);
    assert.deepEqual(closed, ['well']);
  });

  it('keeps what it acknowledged when there is no room to take the log over into the database', () => {
    // The log is taken over at about 4 MB; the database then wants as much again.
    const { acknowledged, refused, kept } = run(5500);
    assert.ok(acknowledged.length > 60, String(acknowledged.length));
    assert.match(refused[0]!, sentence);
    assert.deepEqual(kept, acknowledged);
  });

  if (smallDisk === 'a file system of its own') {
    it('goes on by itself as soon as there is room', () => {
      const { acknowledged, refused, kept, room } = run(3500, 1000);
      assert.equal(refused.length, 1);
      assert.deepEqual(room, ['made']);
      assert.deepEqual(kept, acknowledged);
      assert.notEqual(acknowledged.at(-1)?.split('-')[1], String(acknowledged.length), 'the one after the refusal was acknowledged');
    });

    it('does not start on a full disk, and starts when there is room', () => {
      const { acknowledged, refused, kept } = run(2000, 1990);
      assert.match(refused[0]!, /^STORE_UNAVAILABLE The (database|file) .*(the disk is full|free some space)/);
      assert.equal(acknowledged.length, 1);
      assert.deepEqual(kept, acknowledged);
    });
  } else {
    it('does not start where its files cannot grow', () => {
      const { acknowledged, refused } = run(8);
      assert.match(refused[0]!, /^STORE_UNAVAILABLE/);
      assert.deepEqual(acknowledged, []);
    });
  }
});
