// Over 300 lines: one folder of dumps, every way in which a file can be whole, unfinished or wrong.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFileSync, createWriteStream, mkdtempSync, renameSync, rmSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { CsvDropOptions } from '../../../lib/connectors/bluecherry/csv-drop-options.ts';
import type { InventoryLine, InventorySource } from '../../../lib/connectors/bluecherry/inventory-source.ts';
import { openCsvDrops } from '../../../lib/connectors/bluecherry/open-csv-drops.ts';
import type { StockCycle } from '../../../lib/model/stock.ts';
import { failureOf } from '../support/failures.ts';

const feed = 'harbour:inventory';
const header = 'Div,Style,Color #,Style Name,Color Name,Label,Dm/Pk,Size,SzBk,UPC Number,Season,Location,Total QOH,Total Pick,Avail QOH,Total Open,Total Ship To WIP,Total Received,Total Invoice,Total Prod';
const row = (style: string, changes: Partial<Record<string, string>> = {}): string => {
  const cells: Record<string, string> = {
    'Div': '01 ', 'Style': `${style}   `, 'Color #': 'BLK', 'Style Name': '"Tee, crew"', 'Color Name': 'Black', 'Label': '  ', 'Dm/Pk': '', 'Size': 'M ', 'SzBk': '03', 'UPC Number': '012345678905', 'Season': 'SP25',
    'Location': 'NJ1 ', 'Total QOH': '87', 'Total Pick': ' 8', 'Avail QOH': '79', 'Total Open': '20', 'Total Ship To WIP': '60', 'Total Received': '', 'Total Invoice': '', 'Total Prod': '', ...changes,
  };
  return header.split(',').map((name) => cells[name] ?? '').join(',');
};
const dump = (...rows: string[]): string => `${[header, ...rows].join('\r\n')}\r\n`;

describe('stock dumps in a drop folder', () => {
  let folder: string;
  let now = Date.parse('2026-11-21T09:00:00Z');
  const clock = { now: () => now, setTimer: () => ({ cancel: () => undefined }) };
  const at = (file: string): string => path.join(folder, file);
  const put = (file: string, content: string | Buffer): void => writeFileSync(at(file), content);
  const drop = (file: string, content: string | Buffer, control = ''): void => {
    put(file, content);
    put(`${file}.done`, control);
  };
  const drops = (options: Partial<CsvDropOptions> = {}): InventorySource => openCsvDrops(folder, { clock, timeZone: 'America/New_York', ...options });
  const read = async (source: InventorySource, cycle?: StockCycle): Promise<InventoryLine[]> => {
    const found: InventoryLine[] = [];
    const chosen = cycle ?? (await source.latestCycle(feed)).latest?.cycle;
    assert.ok(chosen);
    for await (const page of source.readCycle(chosen)) found.push(...page);
    return found;
  };

  beforeEach(() => {
    now = Date.parse('2026-11-21T09:00:00Z');
    folder = mkdtempSync(path.join(tmpdir(), 'selvedge-drops-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  describe('are found', () => {
    it('by the date in their name, meant in the zone of the account', async () => {
      drop('inventory-20260301-0600.csv', dump(row('00123')), 'records=1\nNext Expected=2026-03-01 06:30:00\n');
      drop('inventory-20260228-2330.csv', dump(row('00123')));
      put('readme.txt', 'not a dump');
      put('inventory-20261399-0600.csv', 'no such day');
      const { latest, completed, notReady } = await drops().latestCycle(feed);
      assert.deepEqual(latest, {
        cycle: {
          feed, cycleId: 'inventory-20260301-0600', mode: 'full', sequence: 0, asOf: '2026-03-01T11:00:00.000Z', asOfDay: '2026-03-01',
          completedAt: new Date(statSync(at('inventory-20260301-0600.csv.done')).mtimeMs).toISOString(), nextExpectedAt: '2026-03-01T11:30:00.000Z',
        },
        status: 'complete', recordCount: 1, rejectedCount: 0, checksum: null, previousCycleId: null, absentMeansNone: true,
      });
      assert.deepEqual([completed.length, completed[1]?.cycle.asOfDay, completed[1]?.recordCount, notReady.length], [2, '2026-02-28', null, 0]);
    });

    it('only when their control file stands beside them, and is not from an earlier dump of that name', async () => {
      drop('inventory-20260301-0600.csv', dump(row('00123')));
      put('inventory-20260301-0630.csv', dump(row('00123')));
      drop('inventory-20260301-0700.csv', dump(row('00123')));
      utimesSync(at('inventory-20260301-0700.csv.done'), 1_700_000_000, 1_700_000_000);
      const { latest, notReady } = await drops().latestCycle(feed);
      assert.equal(latest?.cycle.cycleId, 'inventory-20260301-0600');
      assert.deepEqual(notReady.map(({ cycleId, status }) => [cycleId, status]), [['inventory-20260301-0700', 'running'], ['inventory-20260301-0630', 'running']]);
    });

    it('where no control file can be had, when size and time stayed the same between two looks', async () => {
      const source = drops({ completeness: { by: 'settled', settleMs: 60_000 } });
      const file = 'inventory-20260301-0600.csv';
      put(file, dump(row('00123')));
      utimesSync(at(file), 1_700_000_000, 1_700_000_000);
      assert.equal((await source.latestCycle(feed)).latest, null);
      now += 59_000;
      appendFileSync(at(file), `${row('00124')}\r\n`);
      assert.equal((await source.latestCycle(feed)).latest, null);
      now += 59_000;
      assert.equal((await source.latestCycle(feed)).latest, null);
      now += 1000;
      assert.equal((await source.latestCycle(feed)).latest?.cycle.cycleId, 'inventory-20260301-0600');
      assert.deepEqual((await read(source)).map(({ identity }) => identity.style), ['00123', '00124']);
    });

    it('as deltas by name or control file, with their sequence; rejected records are told', async () => {
      drop('inventory-delta-20260301-0600.csv', dump(row('00123')), '# by the ERP\nSequence = 4183\nrejected=2\nasOf=2026-03-01T05:55:00-05:00\n');
      const { latest } = await drops().latestCycle(feed);
      assert.deepEqual([latest?.cycle.mode, latest?.cycle.sequence, latest?.cycle.asOf, latest?.status, latest?.rejectedCount, latest?.absentMeansNone], ['delta', 4183, '2026-03-01T10:55:00.000Z', 'complete_with_errors', 2, false]);
    });

    it('with a control file of another way of writing, in its own zone', async () => {
      drop('INVENTORY_20260301_060000_4183.csv', dump(row('00123')), 'Name,Value\r\nTime Zone,Europe/Berlin\r\nAs Of,"03/01/2026 06:00:00"\r\nCompleted,3/1/2026 06:02\r\nNext Expected,\r\nMODE,Delta\r\n');
      assert.deepEqual((await drops().latestCycle(feed)).latest?.cycle, {
        feed, cycleId: 'INVENTORY_20260301_060000_4183', mode: 'delta', sequence: 4183, asOf: '2026-03-01T05:00:00.000Z', asOfDay: '2026-03-01', completedAt: '2026-03-01T05:02:00.000Z', nextExpectedAt: null,
      });
    });

    it('by a pattern of the client', async () => {
      drop('STK_03012026.txt', dump(row('00123')));
      const { latest } = await drops({ fileName: '^STK_(?<month>\\d\\d)(?<day>\\d\\d)(?<year>\\d{4})\\.txt$' }).latestCycle(feed);
      assert.deepEqual([latest?.cycle.cycleId, latest?.cycle.asOf], ['STK_03012026', '2026-03-01T05:00:00.000Z']);
    });

    it('not by a pattern without a date', async () => {
      assert.equal((await failureOf(() => drops({ fileName: '^stock\\.csv$' }))).code, 'CONFIGURATION_INVALID');
      assert.equal((await failureOf(() => drops({ fileName: '(?<year>(?<month>(?<day>' }))).code, 'CONFIGURATION_INVALID');
    });

    it('not in a folder that is not there', async () => {
      const failure = await failureOf(openCsvDrops(at('gone'), { clock, timeZone: 'UTC' }).latestCycle(feed));
      assert.deepEqual([failure.code, failure.disposition, failure.details['reason']], ['REMOTE_UNREACHABLE', 'retry', 'ENOENT']);
    });

    for (const [control, place] of [['records=many', 1], ['\nsha256=12', 2], ['records=1\ncomplete', 2], ['mode=half', 1], ['Time Zone=Mars', 1], ['as of=02/30/2026 06:00:00', 1]] as const) {
      it(`not with a control file that says ${JSON.stringify(control)}; an older one does no harm`, async () => {
        drop('inventory-20260301-0600.csv', dump(row('00123')), control);
        const failure = await failureOf(drops().latestCycle(feed));
        assert.deepEqual([failure.code, failure.details['file'], failure.details['row']], ['DROP_FILE_INVALID', 'inventory-20260301-0600.csv.done', place]);
        drop('inventory-20260301-0630.csv', dump(row('00123')));
        const { latest, notReady } = await drops().latestCycle(feed);
        assert.deepEqual([latest?.cycle.cycleId, notReady.map(({ status }) => status)], ['inventory-20260301-0630', ['failed']]);
      });
    }

    it('not as a delta without a sequence', async () => {
      drop('inventory-delta-20260301-0600.csv', dump(row('00123')));
      assert.match((await failureOf(drops().latestCycle(feed))).message, /delta.*sequence/);
    });
  });

  describe('are read', () => {
    it('trimmed, codes with their leading zeros, blanks as not stated, the SKU from its parts', async () => {
      drop('inventory-20260301-0600.csv', dump(row('00123'), row('GC50', { 'Color #': ' ', 'Size': '', 'SzBk': '', 'Location': ' ', 'Total QOH': '-4' })));
      assert.deepEqual(await read(drops()), [
        {
          skuCode: '00123-BLK-M', identity: { division: '01', style: '00123', colorCode: 'BLK', label: '', dimension: '', sizeBucket: 3 }, location: 'NJ1', lot: '', terms: null,
          totals: { qoh: 87, picked: 8, open: 20, reserved: null, wip: null, shipToWip: 60, ots: null, otsShipToWip: null }, supply: [],
        },
        {
          skuCode: 'GC50', identity: { division: '01', style: 'GC50', colorCode: '', label: '', dimension: '', sizeBucket: 0 }, location: '', lot: '', terms: null,
          totals: { qoh: -4, picked: 8, open: 20, reserved: null, wip: null, shipToWip: 60, ots: null, otsShipToWip: null }, supply: [],
        },
      ]);
    });

    it('by the columns of the client in any order, with terms, goods expected and OTS from what is available', async () => {
      drop('inventory-20260301-0600.csv', [
        'SKU;DIV;style;SzBk;Avail QOH;Total Open;SA Units;OP Units;PO Date;PO Units;Whse',
        'A-1;02;00077;7;10;12;10;;3/1/2026;60;LDS',
        'A-2;02;00078;7;10;;;;00/00/0000;5;LDS',
        'A-3;02;00079;7;;3;;;12/31/2026;0;LDS',
      ].join('\n'));
      const lines = await read(drops({
        delimiter: ';', terms: { SA: 'SA Units', OP: 'OP Units' }, otsFromAvailable: 'Avail QOH', supply: [{ availableFrom: 'PO Date', units: 'PO Units', source: 'purchase_order' }],
        columns: { skuCode: 'SKU', colorCode: null, label: null, dimension: null, location: 'WHSE', qoh: null, picked: null, wip: null, shipToWip: null },
      }));
      assert.deepEqual(lines.map(({ skuCode, location, terms, totals, supply }) => [skuCode, location, terms, totals.ots, supply]), [
        ['A-1', 'LDS', { SA: 10 }, -2, [{ availableFrom: '2026-03-01', units: 60, source: 'purchase_order' }]],
        ['A-2', 'LDS', {}, 10, []],
        ['A-3', 'LDS', {}, null, []],
      ]);
    });

    const text = dump(row('Ä1'));
    const encodings: [string, Buffer, Partial<CsvDropOptions>][] = [
      ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`), {}],
      ['UTF-8 with a byte order mark where another encoding is set', Buffer.from(`\uFEFF${text}`), { encoding: 'windows-1252' }],
      ['UTF-16 with a byte order mark', Buffer.from(`\uFEFF${text}`, 'utf16le'), {}],
      ['Windows-1252 where it is set', Buffer.from(text, 'latin1'), { encoding: 'windows-1252' }],
    ];
    for (const [title, bytes, options] of encodings) {
      it(`in ${title}`, async () => {
        drop('inventory-20260301-0600.csv', bytes);
        assert.deepEqual((await read(drops(options))).map(({ identity }) => [identity.division, identity.style]), [['01', 'Ä1']]);
      });
    }

    it('over empty lines and quotes inside a name', async () => {
      drop('inventory-20260301-0600.csv', `${header}\n\n${row('00123', { 'Style Name': '5" heel' })}\n\n`);
      assert.equal((await read(drops())).length, 1);
    });

    it('to their end only when the content has the checksum stated', async () => {
      const content = dump(row('00123'), row('00124'));
      drop('inventory-20260301-0600.csv', content, `sha256=${createHash('sha256').update(content).digest('hex').toUpperCase()}`);
      assert.equal((await read(drops())).length, 2);
      put('inventory-20260301-0600.csv.done', `sha256=${'0'.repeat(64)}`);
      assert.match((await failureOf(read(drops()))).message, /inventory-20260301-0600\.csv: its content does not have the checksum/);
    });

    const wrong: [string, string, string | undefined, number, string | undefined][] = [
      ['a header without a column', dump(row('1')).replace('Total QOH', 'QOH'), 'no such column', 1, 'Total QOH'],
      ['a header with a column twice', dump(row('1')).replace('Season', 'style'), 'twice', 1, 'Style'],
      ['a short row', dump(row('1'), '01,00124,BLK'), '3 cells where the header has 20', 3, 'Style Name'],
      ['a row with a cell too many', dump(row('1', { 'Style Name': 'Tee, crew' })), '21 cells', 2, 'Total Prod'],
      ['a figure that is none', dump(row('1'), row('2', { 'Total Pick': '1.2E+05' })), '"1.2E+05" is not a whole number', 3, 'Total Pick'],
      ['a size bucket beyond 24', dump(row('1', { 'SzBk': '25' })), 'size bucket', 2, 'SzBk'],
      ['a blank style', dump(row(' ')), 'is blank', 2, 'Style'],
      ['bytes of another encoding', dump(row('\uFFFD')), 'encoding', 2, 'Style'],
      ['nothing', '', 'no header', 1, undefined],
    ];
    for (const [title, content, words, place, column] of wrong) {
      it(`not past ${title}, naming file, row and column`, async () => {
        drop('inventory-20260301-0600.csv', content);
        const failure = await failureOf(read(drops()));
        assert.deepEqual([failure.code, failure.details['file'], failure.details['row'], failure.details['column']], ['DROP_FILE_INVALID', 'inventory-20260301-0600.csv', place, column]);
        assert.ok(failure.message.includes(words ?? ''), failure.message);
      });
    }

    it('not past a quote that is never closed', async () => {
      drop('inventory-20260301-0600.csv', dump(row('1'), row('2', { 'Style Name': '"Tee' }), row('3')));
      assert.equal((await failureOf(read(drops()))).code, 'DROP_FILE_INVALID');
    });

    it('not past a date that is none', async () => {
      drop('inventory-20260301-0600.csv', dump(row('1', { 'Season': '02/30/2026' })));
      const failure = await failureOf(read(drops({ supply: [{ availableFrom: 'Season', units: 'Total Ship To WIP', source: 'po' }] })));
      assert.deepEqual([failure.details['row'], failure.details['column']], [2, 'Season']);
    });
  });

  describe('are superseded', () => {
    const many = dump(...Array.from({ length: 5000 }, (_, index) => row(String(index))));
    const meanwhile: [string, () => void][] = [
      ['removed', () => { unlinkSync(at('inventory-20260301-0600.csv')); }],
      ['replaced', () => { put('new', many); renameSync(at('new'), at('inventory-20260301-0600.csv')); }],
      ['written over', () => { put('inventory-20260301-0600.csv', dump(row('1'))); }],
    ];
    for (const [title, change] of meanwhile) {
      it(`when they are ${title} while they are being read`, async () => {
        drop('inventory-20260301-0600.csv', many);
        const source = drops();
        const cycle = (await source.latestCycle(feed)).latest!.cycle;
        const pages = source.readCycle(cycle);
        assert.equal((await pages.next()).done, false);
        change();
        const failure = await failureOf(async () => { for await (const page of pages) assert.ok(page.length > 0); });
        assert.equal(failure.code, 'BLUECHERRY_CYCLE_EXPIRED');
        assert.match(failure.message, /Begin again with the newest cycle/);
      });
    }

    it('when they are gone before', async () => {
      drop('inventory-20260301-0600.csv', many);
      const source = drops();
      const cycle = (await source.latestCycle(feed)).latest!.cycle;
      unlinkSync(at('inventory-20260301-0600.csv'));
      assert.equal((await failureOf(read(source, cycle))).code, 'BLUECHERRY_CYCLE_EXPIRED');
    });
  });

  it('can be left in the middle, or given up', async () => {
    drop('inventory-20260301-0600.csv', dump(...Array.from({ length: 20_000 }, (_, index) => row(String(index)))));
    const source = drops();
    const cycle = (await source.latestCycle(feed)).latest!.cycle;
    for await (const page of source.readCycle(cycle)) {
      assert.equal(page.length, 1000);
      break;
    }
    const ending = new AbortController();
    const reading = async (): Promise<void> => {
      for await (const page of source.readCycle(cycle, { signal: ending.signal })) {
        assert.ok(page.length > 0);
        ending.abort(new Error('closing'));
      }
    };
    await assert.rejects(reading(), /closing/);
  });

  it('take no more memory the longer they are', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const pagesOf = 100;
    await pipeline(Readable.from((function* () {
      yield `${header}\n`;
      for (let page = 0; page < pagesOf; page += 1) yield `${Array.from({ length: 1000 }, (_, index) => row(String(page * 1000 + index).padStart(8, '0'))).join('\n')}\n`;
    })()), createWriteStream(at('inventory-20260301-0600.csv')));
    put('inventory-20260301-0600.csv.done', '');
    const source = drops();
    const cycle = (await source.latestCycle(feed)).latest!.cycle;
    const held: number[] = [];
    let pages = 0;
    for await (const page of source.readCycle(cycle)) {
      assert.equal(page.length, 1000);
      pages += 1;
      if (pages % 30 !== 10) continue;
      collect();
      const { heapUsed, external } = process.memoryUsage();
      held.push(heapUsed + external);
    }
    assert.equal(pages, pagesOf);
    const [first = 0, ...later] = held;
    assert.ok(later.length === 3 && Math.max(...later) - first < 8_000_000, `bytes in use along the way: ${held.join(', ')}`);
  });
});
