import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { flipByte } from '../sqlite/flip-byte.ts';
import { openPositionBook } from '../../../lib/store/stock-book/open-position-book.ts';
import { inventoryLine, stockCycle, unitsOf } from './sample-lines.ts';
import { readCycle, temporaryBook, told, type TemporaryBook } from './temporary-book.ts';

describe('a position book that is damaged', () => {
  let files: TemporaryBook;
  const lines = Array.from({ length: 2000 }, (_, sku) => inventoryLine(`S${sku}`, 'LDS', 1));
  beforeEach(() => {
    files = temporaryBook();
    readCycle(files.open(), stockCycle(1), lines);
  });
  afterEach(() => files.discard());

  const isBegunAnew = (why: RegExp): void => {
    const book = files.open();
    assert.deepEqual([book.head(), told(book.all(9))], [null, []]);
    assert.equal(files.told.length, 1);
    assert.match(files.told[0]!, why);
    assert.equal(readCycle(book, stockCycle(2), lines).changed, 2000);
    files.open();
    assert.equal(files.told.length, 1);
  };

  it('is thrown away when it is no book', () => {
    files.close();
    writeFileSync(files.file, 'x'.repeat(5000));
    isBegunAnew(/The stock book .* is damaged \(file is not a database\): check the disk\. It was removed; the next read of the feed is a full one\./);
  });

  it('is thrown away when part of it is missing', () => {
    files.close();
    truncateSync(files.file, Math.floor(statSync(files.file).size / 2));
    isBegunAnew(/is damaged/);
  });

  it('is thrown away when its tables are not what they were', () => {
    files.close();
    const database = new DatabaseSync(files.file);
    database.exec('DROP TABLE changed');
    database.close();
    isBegunAnew(/no such table/);
  });

  it('is thrown away when it is of another release', () => {
    files.close();
    const database = new DatabaseSync(files.file);
    database.exec('PRAGMA user_version = 99');
    database.close();
    isBegunAnew(/is of another release/);
  });

  it('is thrown away when a figure in it is not what was written, and says so to whoever asked', () => {
    files.close();
    // All of them, because a page also has bytes of rows that have moved on.
    const [bytes, figure] = [readFileSync(files.file), '"LDS",""\tnull,[3,'];
    for (let at = bytes.indexOf(figure); at !== -1; at = bytes.indexOf(figure, at + 1)) flipByte(files.file, at + figure.indexOf('3'));
    const book = files.open();
    assert.deepEqual([book.head()?.sequence, files.told], [1, []]);
    assert.throws(() => [...book.all(100)], { code: 'STORE_UNAVAILABLE', message: /is damaged \(the row of SKU S\d+-001-S is not what was written\).*the next read of the feed is a full one/ });
    assert.deepEqual([book.head(), files.told.length, book.find(['S1-001-S'])], [null, 1, []]);
    assert.equal(readCycle(book, stockCycle(2), lines).changed, 2000);
  });

  it('ends a load under way when it shows during it', () => {
    const book = files.open();
    const load = book.begin(stockCycle(2, 'delta'));
    load.put([inventoryLine('S5', 'LON', 4)]);
    const meddler = new DatabaseSync(files.file);
    meddler.exec("UPDATE sku SET sum = 0 WHERE code = 'S5-001-S'");
    meddler.close();
    assert.throws(() => load.commit(), { code: 'STORE_UNAVAILABLE' });
    assert.throws(() => load.commit(), /has ended/);
    assert.throws(() => book.begin(stockCycle(2, 'delta')), /a full one must be read first/);
  });

  it('heals a row by itself when a full cycle says what it should be', () => {
    const book = files.open();
    const meddler = new DatabaseSync(files.file);
    meddler.exec("UPDATE sku SET lines = replace(lines, '[3,', '[4,') WHERE code = 'S5-001-S'");
    meddler.close();
    assert.equal(readCycle(book, stockCycle(2), lines).changed, 1);
    assert.deepEqual([told(book.changed(9)), files.told], [['S5-001-S LDS=1'], []]);
  });

  it('does not throw away what it cannot remove or write', () => {
    files.close();
    rmSync(files.file);
    mkdirSync(files.file);
    assert.throws(() => files.open(), { code: 'STORE_UNAVAILABLE', message: /is a folder/ });
    rmSync(files.file, { recursive: true });
    files.open();
    assert.deepEqual(files.told, []);
    const inFile = path.join(files.file, 'book');
    assert.throws(() => openPositionBook({ file: inFile, unitsOf, onDamage: (sentence) => assert.fail(sentence) }), { code: 'STORE_UNAVAILABLE', message: /choose a data folder/ });
  });
});
