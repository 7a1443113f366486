import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';

const minute = 60_000;
const opening = Date.parse('2026-07-01T08:00:00Z');

describe('BlueCherry sandbox: files of cycles', () => {
  let sandbox: Sandbox;
  let folder: string;
  let now = opening;
  const files = (): string[] => readdirSync(folder).sort();
  const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
  const rowsOf = (name: string): string[][] => read(name).trimEnd().split('\r\n').map((line) => line.split(','));
  const controlOf = (name: string): Map<string, string> => new Map(rowsOf(`${name}.done`).map(([key = '', value = '']) => [key, value]));

  beforeEach(async () => {
    now = opening;
    folder = mkdtempSync(path.join(tmpdir(), 'sandbox-drop-'));
    sandbox = await startSandbox({ now: () => now, stock: { dropFolder: folder } });
  });
  afterEach(async () => {
    await sandbox.stop();
    rmSync(folder, { recursive: true });
  });

  it('drops one dated dump per completed cycle, once, and its control file behind it', () => {
    sandbox.bluecherry.stock.dropFiles();
    sandbox.bluecherry.stock.dropFiles();
    const [dump = '', done] = files();
    assert.deepEqual([dump, done, files().length], ['INVENTORY_20260701_085800_4182.csv', `${dump}.done`, 2]);
    const control = controlOf(dump);
    assert.deepEqual(['Mode', 'Sequence', 'As Of', 'Next Expected', 'Time Zone'].map((name) => control.get(name)), ['full', '4182', '07/01/2026 08:58:00', '07/01/2026 09:30:00', 'Europe/London']);
    assert.equal(control.get('Records'), String(rowsOf(dump).length - 1));
    assert.equal(control.get('SHA-256'), createHash('sha256').update(readFileSync(path.join(folder, dump))).digest('hex'));
  });

  it('writes the report as its users know it: leading zeros, padding, blanks, dates of files', () => {
    sandbox.bluecherry.stock.produce({ skuCode: 'MYSTERY-SAMPLE', location: 'LDS' }, 5, '2026-07-09');
    sandbox.bluecherry.stock.run({ runMs: 0 });
    const dump = path.basename(sandbox.bluecherry.stock.dropFiles().at(-1)!);
    const [header = [], ...rows] = rowsOf(dump);
    assert.deepEqual(header.slice(0, 20), [
      'Div', 'Style', 'Color #', 'Style Name', 'Color Name', 'Label', 'Dm/Pk', 'Size', 'SzBk', 'UPC Number', 'Season', 'Location',
      'Total QOH', 'Total Pick', 'Avail QOH', 'Total Open', 'Total Ship To WIP', 'Total Received', 'Total Invoice', 'Total Prod',
    ]);
    const of = (row: readonly string[], name: string): string => row[header.indexOf(name)]!;
    const navy = rows.find((row) => of(row, 'SKU').trim() === 'MC100-NAV-XS' && of(row, 'Location').trim() === 'LDS')!;
    const truth = sandbox.bluecherry.stock.figures('MC100-NAV-XS').find(({ location }) => location === 'LDS')!;
    assert.deepEqual([of(navy, 'Div'), of(navy, 'Style'), of(navy, 'UPC Number').slice(0, 2), of(navy, 'Season')], ['01', 'MC100       ', '06', '']);
    assert.deepEqual([of(navy, 'Total QOH'), of(navy, 'Avail QOH'), of(navy, 'Total Open'), of(navy, 'OTS')].map(Number), [truth.qoh, truth.qoh - truth.picked, truth.open, truth.ots]);
    const expected = rows.find((row) => of(row, 'SKU').trim() === 'MYSTERY-SAMPLE' && of(row, 'Location').trim() === 'LDS')!;
    assert.deepEqual([of(expected, 'Total Prod'), of(expected, 'Prod Date')], ['5', '07/09/2026']);
  });

  it('leaves the control file out, or cuts the dump that it vouches for, when told to', () => {
    sandbox.bluecherry.stock.dropFiles();
    const whole = read(files()[0]!).length;
    sandbox.bluecherry.stock.cycles.faults.add({ kind: 'file-without-done', times: 1 });
    now += 30 * minute;
    const [without = ''] = sandbox.bluecherry.stock.dropFiles();
    assert.equal(files().includes(`${path.basename(without)}.done`), false);
    sandbox.bluecherry.stock.cycles.faults.add({ kind: 'file-cut', times: 1 });
    now += 30 * minute;
    const cut = path.basename(sandbox.bluecherry.stock.dropFiles()[0]!);
    assert.ok(read(cut).length < whole * 0.6);
    assert.equal(rowsOf(cut).length - 1, Math.floor(Number(controlOf(cut).get('Records')) / 2));
  });
});
