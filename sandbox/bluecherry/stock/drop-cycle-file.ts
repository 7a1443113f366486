import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { eachLine } from './cycle-lines.ts';
import type { StockCycle } from './stock-cycles.ts';
import type { StockRow } from './stock-row.ts';
import { totalsOf } from './stock-terms.ts';
import { fileDate, zonedInstant } from './zoned-time.ts';

/** Up to `Total Prod` as the report has it; what follows is what this installation added. */
const columns = [
  'Div', 'Style', 'Color #', 'Style Name', 'Color Name', 'Label', 'Dm/Pk', 'Size', 'SzBk', 'UPC Number', 'Season', 'Location',
  'Total QOH', 'Total Pick', 'Avail QOH', 'Total Open', 'Total Ship To WIP', 'Total Received', 'Total Invoice', 'Total Prod',
  'Lot', 'SKU', 'Total Reserved', 'OTS', 'Prod Date',
];

const field = (value: string | number | null): string => {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const fieldsOf = ({ sku, location, lot, terms, supply }: StockRow): string => {
  const { qoh, picked, open, reserved, wip, shipToWip, ots } = totalsOf(terms);
  const next = supply.map(({ availableFrom }) => availableFrom).sort()[0];
  const values = [
    sku.division, sku.style.padEnd(12), sku.colorCode.padEnd(4), sku.styleName.padEnd(30), sku.colorName, sku.label.padEnd(2), sku.dimension.padEnd(4),
    sku.sizeName.padEnd(6), sku.sizeBucket, sku.upc, null, location.padEnd(5), qoh, picked, qoh - picked, open, shipToWip, terms.R1 + terms.R2, terms.IN, wip,
    lot.padEnd(4), sku.skuCode.padEnd(20), reserved, ots, next === undefined ? null : fileDate(next),
  ];
  return values.map(field).join(',');
};

const time = (at: number, timeZone: string): string => {
  const instant = zonedInstant(at, timeZone);
  return `${fileDate(instant)} ${instant.slice(11, 19)}`;
};

/**
 * One dump of a cycle, `INVENTORY_20261121_100000_4183.csv`, and behind it the control file `….csv.done`, which comes when the
 * dump is whole: `Name,Value` lines with the cycle and its times in local time, and records and SHA-256 of the dump's bytes.
 */
export const dropCycleFile = (folder: string, cycle: StockCycle, timeZone: string): string => {
  const stamp = zonedInstant(cycle.asOf, timeZone).slice(0, 19).replace(/[-:]/g, '').replace('T', '_');
  const name = `INVENTORY_${stamp}_${cycle.sequence}.csv`;
  const target = path.join(folder, name);
  mkdirSync(folder, { recursive: true });
  const file = openSync(`${target}.tmp`, 'w');
  const hash = createHash('sha256');
  const cutAt = cycle.faults.has('file-cut') ? Math.floor((cycle.shown?.count ?? 0) / 2) : Infinity;
  let text = `${columns.map(field).join(',')}\r\n`;
  let written = 0;
  const write = (): void => {
    hash.update(text);
    if (written <= cutAt) writeSync(file, text);
    text = '';
  };
  for (const row of cycle.shown ? eachLine(cycle.shown) : []) {
    if (written === cutAt) write();
    text += `${fieldsOf(row)}\r\n`;
    written += 1;
    if (text.length > 65_536) write();
  }
  write();
  closeSync(file);
  renameSync(`${target}.tmp`, target);
  if (cycle.faults.has('file-without-done')) return target;
  const control: readonly (readonly [string, string | number])[] = [
    ['File', name], ['Cycle', cycle.cycleId], ['Feed', 'inventory'], ['Mode', cycle.mode], ['Sequence', cycle.sequence],
    ['As Of', time(cycle.asOf, timeZone)], ['Completed', time(cycle.completesAt, timeZone)],
    ['Next Expected', cycle.nextExpectedAt === null ? '' : time(cycle.nextExpectedAt, timeZone)], ['Time Zone', timeZone],
    ['Records', cycle.recordCount], ['Rejected', cycle.rejectedCount], ['SHA-256', cycle.faults.has('wrong-checksum') ? '0'.repeat(64) : hash.digest('hex')],
  ];
  writeFileSync(`${target}.done.tmp`, `Name,Value\r\n${control.map((entry) => `${entry.map(field).join(',')}\r\n`).join('')}`);
  renameSync(`${target}.done.tmp`, `${target}.done`);
  return target;
};
