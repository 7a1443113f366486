import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cycleFile } from '../../../lib/store/stock-book/book-file.ts';
import type { InventoryLine } from '../../../lib/store/stock-book/contract.ts';
import { openPositionBook } from '../../../lib/store/stock-book/open-position-book.ts';
import { inventoryLine, stockCycle, unitsOf } from './sample-lines.ts';
import { readCycle, temporaryBook, told, type TemporaryBook } from './temporary-book.ts';

describe('a position book', () => {
  let files: TemporaryBook;
  beforeEach(() => (files = temporaryBook()));
  afterEach(() => files.discard());
  const [a, b, c] = [inventoryLine('A', 'LDS', 5), inventoryLine('B', 'LDS', 0), inventoryLine('C', 'LDS', -2)] as const;

  it('begins empty, and with a full cycle', () => {
    const book = files.open();
    assert.deepEqual([book.head(), told(book.all(9)), told(book.changed(9)), book.find(['A-001-S'])], [null, [], [], []]);
    assert.throws(() => book.begin(stockCycle(1, 'delta')), /a full one must be read first/);
  });

  it('gives back every line as it came, also after it was closed', () => {
    const supply = [{ availableFrom: '2026-04-01', units: 40, source: 'PO"7"' }];
    const rich = inventoryLine('Ä\t"x"', 'LDS', 3, { lot: 'é\n', terms: { SA: 87, RI: -3 }, supply });
    readCycle(files.open(), stockCycle(1), [a, rich, inventoryLine('A', 'LON', 1)]);
    const book = files.open();
    const { skuCode, identity, ...line } = rich;
    assert.deepEqual(book.find([skuCode]), [{ skuCode, identity, lines: [line] }]);
    assert.deepEqual(told(book.all(9)), ['A-001-S LDS=5,LON=1', 'Ä\t"x"-001-S LDS=3']);
    assert.deepEqual([book.head(), told(book.changed(9)).length], [stockCycle(1), 2]);
  });

  it('tells what the last cycle changed, and nothing when it says the same', () => {
    const book = files.open();
    assert.deepEqual(readCycle(book, stockCycle(1), [a, b, c]), { skus: 3, changed: 3 });
    assert.deepEqual(readCycle(book, stockCycle(2), [c, a, b]), { skus: 3, changed: 0 });
    assert.deepEqual([told(book.changed(9)), book.head()?.sequence], [[], 2]);
    assert.deepEqual(readCycle(book, stockCycle(3), [a, inventoryLine('B', 'LDS', 1), c]), { skus: 3, changed: 1 });
    assert.deepEqual(told(book.changed(9)), ['B-001-S LDS=1']);
  });

  it('notices a change in anything that a line says', () => {
    const book = files.open();
    readCycle(book, stockCycle(1), [inventoryLine('A', 'LDS', 5, { terms: { SA: 5 } })]);
    const { changed: nothing } = readCycle(book, stockCycle(2), [inventoryLine('A', 'LDS', 5, { terms: { SA: 5, RT: 0 } })]);
    assert.equal(nothing, 0, 'an absent term is 0');
    const changes: readonly Partial<InventoryLine>[] = [{ lot: 'L1' }, { terms: null }, { terms: { SA: 6 } }, { terms: { RT: 5 } }, { supply: [{ availableFrom: '2026-04-01', units: 1, source: 'PO' }] }];
    for (const [n, change] of changes.entries()) assert.equal(readCycle(book, stockCycle(3 + n), [inventoryLine('A', 'LDS', 5, { terms: { SA: 5 }, ...change })]).changed, 1, JSON.stringify(change));
  });

  it('lets the last word on a SKU, location and lot count, in whichever page it stands', () => {
    const book = files.open();
    const load = book.begin(stockCycle(1));
    load.put([inventoryLine('A', 'LDS', 1), inventoryLine('A', 'LDS', 2), inventoryLine('A', 'LON', 3)]);
    load.put([b, inventoryLine('A', 'LDS', 4)]);
    assert.equal(load.count(), 3);
    load.put([inventoryLine('A', 'AMS', 6), inventoryLine('A', 'LON', 7)]);
    assert.deepEqual([load.count(), load.commit()], [4, { skus: 2, changed: 2 }]);
    assert.deepEqual(told(book.all(9)), ['A-001-S AMS=6,LDS=4,LON=7', 'B-001-S LDS=0']);
  });

  it('keeps what a delta does not mention: other SKUs, and other locations of the same one', () => {
    const book = files.open();
    readCycle(book, stockCycle(1), [a, inventoryLine('A', 'LON', 1), b]);
    assert.deepEqual(readCycle(book, stockCycle(2, 'delta'), [inventoryLine('A', 'LDS', 9), c]), { skus: 2, changed: 2 });
    assert.deepEqual(told(book.all(9)), ['A-001-S LDS=9,LON=1', 'B-001-S LDS=0', 'C-001-S LDS=-2']);
    assert.deepEqual(told(book.changed(9)), ['A-001-S LDS=9,LON=1', 'C-001-S LDS=-2']);
    assert.deepEqual(readCycle(book, stockCycle(3, 'delta'), [inventoryLine('A', 'LON', 1)]), { skus: 1, changed: 0 });
  });

  it('lets a SKU that a full cycle no longer has leave as a change without lines, once', () => {
    const book = files.open();
    readCycle(book, stockCycle(1), [a, b, c]);
    assert.equal(readCycle(book, stockCycle(2), [b]).changed, 2);
    assert.deepEqual(told(book.changed(9)), ['A-001-S ', 'C-001-S ']);
    assert.equal(readCycle(book, stockCycle(3), [b]).changed, 0);
    assert.deepEqual(told(book.all(9)), ['A-001-S ', 'B-001-S LDS=0', 'C-001-S ']);
    readCycle(book, stockCycle(4, 'delta'), [a]);
    assert.deepEqual(told(book.changed(9)), ['A-001-S LDS=5'], 'it may come back');
    readCycle(book, stockCycle(5), []);
    assert.deepEqual(told(book.all(9)), ['A-001-S ', 'B-001-S ', 'C-001-S ']);
  });

  it('does not say that a code has no stock when it lives on under another identity', () => {
    const book = files.open();
    const relabelled = { ...a, identity: { ...a.identity, label: 'NEW' } };
    readCycle(book, stockCycle(1), [a, b]);
    readCycle(book, stockCycle(2), [relabelled, b]);
    assert.deepEqual([told(book.changed(9)), told(book.all(9))], [['A-001-S LDS=5'], ['A-001-S LDS=5', 'B-001-S LDS=0']]);
    assert.deepEqual([book.find(['A-001-S']).map(({ identity }) => identity.label), book.shared(9)], [['NEW'], []]);
    readCycle(book, stockCycle(3), [a, relabelled, b]);
    readCycle(book, stockCycle(4), [relabelled, b]);
    assert.deepEqual(told(book.changed(9)), ['A-001-S LDS=5'], 'what remains of a code that was shared is told anew');
  });

  it('lets the old code of a SKU leave when a delta gives it another one', () => {
    const book = files.open();
    readCycle(book, stockCycle(1), [a, b]);
    readCycle(book, stockCycle(2, 'delta'), [{ ...a, skuCode: 'A-NEW' }]);
    assert.deepEqual(told(book.changed(9)), ['A-001-S ', 'A-NEW LDS=5']);
    assert.deepEqual(told(book.all(9)), ['A-001-S ', 'A-NEW LDS=5', 'B-001-S LDS=0']);
  });

  it('keeps two identities under one code apart, and tells which share it', () => {
    const book = files.open();
    const twin = { ...a, identity: { ...a.identity, division: '02' }, totals: { ...a.totals, ots: 70 } };
    readCycle(book, stockCycle(1), [twin, a, b]);
    assert.deepEqual(told(book.all(9)), ['A-001-S LDS=5', 'B-001-S LDS=0', 'A-001-S LDS=70']);
    assert.deepEqual(book.find(['A-001-S']).map(({ identity }) => identity.division), ['01', '02']);
    assert.deepEqual(book.shared(9), [{ skuCode: 'A-001-S', identities: [a.identity, twin.identity] }]);
    assert.deepEqual(book.shared(0), []);
  });

  it('counts what a full cycle takes away from what had stock', () => {
    const book = files.open();
    const many = ['A', 'B', 'C', 'D'].map((sku, n) => inventoryLine(sku, 'LDS', n + 1));
    readCycle(book, stockCycle(1), [...many, inventoryLine('E', 'LDS', 0), inventoryLine('A', 'LON', 10)]);
    const load = book.begin(stockCycle(2));
    const [first, second, third, fourth] = many as [typeof a, typeof a, typeof a, typeof a];
    load.put([inventoryLine('A', 'LDS', 0), { ...second, totals: { ...second.totals, ots: 0 } }, { ...third, identity: { ...third.identity, label: 'NEW' } }, fourth]);
    assert.deepEqual(load.dropped(), { skus: 2, of: 4, units: 13, ofUnits: 20 }, 'A and B have none left, C has another identity');
    load.put([first]);
    assert.deepEqual(load.dropped(), { skus: 1, of: 4, units: 2, ofUnits: 20 });
    load.abandon();
    assert.deepEqual(book.begin(stockCycle(3, 'delta')).dropped(), { skus: 0, of: 0, units: 0, ofUnits: 0 });
    assert.deepEqual(book.begin(stockCycle(3)).dropped(), { skus: 4, of: 4, units: 20, ofUnits: 20 });
  });

  it('stays as it was when a load is abandoned or another one takes its place', () => {
    const book = files.open();
    readCycle(book, stockCycle(1), [a]);
    const abandoned = book.begin(stockCycle(2));
    abandoned.put([b, c]);
    abandoned.abandon();
    abandoned.abandon();
    const replaced = book.begin(stockCycle(3));
    replaced.put([b]);
    const last = book.begin(stockCycle(4));
    for (const load of [abandoned, replaced]) assert.throws(() => load.put([c]), /has ended/);
    replaced.abandon();
    assert.deepEqual([book.head(), told(book.all(9))], [stockCycle(1), ['A-001-S LDS=5']]);
    last.put([a]);
    assert.deepEqual([last.count(), last.commit()], [1, { skus: 1, changed: 0 }]);
    assert.throws(() => last.commit(), /has ended/);
  });

  it('says what it says while the next cycle is read', () => {
    const book = files.open();
    readCycle(book, stockCycle(1), [a]);
    const load = book.begin(stockCycle(2));
    load.put([inventoryLine('A', 'LDS', 99), b]);
    assert.deepEqual([told([book.find(['A-001-S', 'B-001-S'])]), told(book.all(9)), told(book.changed(9))], [['A-001-S LDS=5'], ['A-001-S LDS=5'], ['A-001-S LDS=5']]);
  });

  it('gives pages in order of division, style and colour, and no page of what a later cycle took away', () => {
    const book = files.open();
    const of = (division: string, style: string) => inventoryLine(style, 'LDS', 1, { identity: { ...a.identity, division, style } });
    readCycle(book, stockCycle(1), [of('02', 'A'), of('01', 'B'), of('01', 'AB'), of('01', 'A'), of('01', 'A')]);
    const pages = [...book.all(2)];
    assert.deepEqual(pages.map((page) => page.map(({ identity }) => `${identity.division} ${identity.style}`)), [['01 A', '01 AB'], ['01 B', '02 A']]);
    const reading = book.changed(3)[Symbol.iterator]();
    assert.equal((reading.next().value as readonly unknown[]).length, 3);
    readCycle(book, stockCycle(2), [of('01', 'A')]);
    assert.throws(() => reading.next(), /another cycle/);
  });

  it('refuses a code that could be taken for another one, and takes over nothing of its cycle', () => {
    const book = files.open();
    const load = book.begin(stockCycle(1));
    assert.throws(() => load.put([a, inventoryLine('A\u0001', 'LDS', 1)]), { code: 'REMOTE_RECORD_INVALID' });
    assert.throws(() => load.commit(), /has ended/);
    assert.equal(book.head(), null);
  });

  it('belongs to one process, and leaves nothing of a cycle behind', () => {
    const book = files.open();
    assert.throws(() => openPositionBook({ file: files.file, unitsOf, onDamage: (sentence) => assert.fail(sentence) }), { code: 'STORE_UNAVAILABLE', message: /in use by another running Selvedge/ });
    book.begin(stockCycle(1)).put([a]);
    assert.ok(existsSync(cycleFile(files.file)));
    files.close();
    assert.ok(!existsSync(cycleFile(files.file)));
    files.open();
  });
});
