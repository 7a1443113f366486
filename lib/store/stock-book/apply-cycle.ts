import type { DatabaseSync } from 'node:sqlite';
import type { StockCycle } from '../../model/stock.ts';
import { checkedLines } from './book-rows.ts';
import { inTransaction } from './cycle-rows.ts';
import { linesOf, mergeLines, noLines } from './line-text.ts';
import { sumUnits, type UnitsOf } from './sum-units.ts';

const skusAtOnce = 1000;
/** Sorts after every text. */
const beyondAllKeys = new Uint8Array(0);

const goneInFull = `SELECT sku.key FROM sku WHERE sku.lines <> '${noLines}' AND NOT EXISTS (SELECT 1 FROM cycle.reading WHERE reading.key = sku.key)`;

/** What has an identity of the cycle under a code that the cycle does not know: the ERP has given it another code. */
const recodedInDelta = `
SELECT sku.key FROM cycle.reading AS given CROSS JOIN sku
ON sku.key > substr(given.key, 1, length(given.key) - length(given.code))
AND sku.key < substr(given.key, 1, length(given.key) - length(given.code) - 1) || char(2)
WHERE sku.lines <> '${noLines}' AND NOT EXISTS (SELECT 1 FROM cycle.reading WHERE reading.key = sku.key)`;

/**
 * Makes the book say what the rows of the cycle say, in one transaction; what is the same is not written.
 * A SKU that is gone stays without lines, so that channels hear that there is none; unless its code lives on under
 * another identity, whose stock then is the code's.
 * @returns how many SKUs changed
 */
export function applyCycle(database: DatabaseSync, cycle: StockCycle, unitsOf: UnitsOf): number {
  if (cycle.mode === 'delta') completeFromBook(database, unitsOf);
  const run = (statement: string): number => Number(database.prepare(statement).run().changes);
  let changed = 0;
  inTransaction(database, () => {
    run('DELETE FROM changed');
    run('INSERT INTO changed SELECT reading.key FROM cycle.reading LEFT JOIN sku ON sku.key = reading.key WHERE sku.lines IS NOT reading.lines');
    writeChanged(database);
    const gone = run(`INSERT OR IGNORE INTO changed ${cycle.mode === 'full' ? goneInFull : recodedInDelta}`);
    if (gone > 0) run(`UPDATE sku SET lines = '${noLines}', units = 0, sum = 0 WHERE key IN (SELECT key FROM changed EXCEPT SELECT key FROM cycle.reading)`);
    const livesOn = `EXISTS (SELECT 1 FROM sku AS living WHERE living.code = sku.code AND living.lines <> '${noLines}')`;
    run(`INSERT OR IGNORE INTO changed SELECT living.key FROM sku CROSS JOIN sku AS living ON living.code = sku.code
WHERE sku.lines = '${noLines}' AND living.lines <> '${noLines}' AND sku.key IN (SELECT key FROM changed)`);
    if (run(`DELETE FROM sku WHERE lines = '${noLines}' AND ${livesOn}`) > 0) run('DELETE FROM changed WHERE NOT EXISTS (SELECT 1 FROM sku WHERE sku.key = changed.key)');
    database.prepare('INSERT INTO head (one, cycle) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET cycle = excluded.cycle').run(JSON.stringify(cycle));
    changed = Number(database.prepare('SELECT count(*) AS count FROM changed').get()?.['count']);
  });
  return changed;
}

/** A part at a time: what a function of ours is given stays in memory until the statement ends. */
function writeChanged(database: DatabaseSync): void {
  const end = database.prepare(`SELECT key FROM changed WHERE key > ? ORDER BY key LIMIT 1 OFFSET ${skusAtOnce - 1}`);
  const write = database.prepare(`
INSERT INTO sku SELECT reading.*, row_sum(reading.key, reading.lines) FROM changed CROSS JOIN cycle.reading ON reading.key = changed.key
WHERE changed.key > ? AND changed.key <= ?
ON CONFLICT (key) DO UPDATE SET lines = excluded.lines, units = excluded.units, sum = excluded.sum`);
  for (let after: string | undefined = ''; after !== undefined; ) {
    const last = end.get(after)?.['key'] as string | undefined;
    write.run(after, last ?? beyondAllKeys);
    after = last;
  }
}

/** A delta names some lines of a SKU: the others are what the book has. */
function completeFromBook(database: DatabaseSync, unitsOf: UnitsOf): void {
  const both = database.prepare(`
SELECT reading.key, reading.lines AS newer, sku.lines, sku.sum FROM cycle.reading JOIN sku ON sku.key = reading.key
WHERE reading.key > ? AND sku.lines <> reading.lines AND sku.lines <> '${noLines}' ORDER BY reading.key LIMIT ${skusAtOnce}`);
  const update = database.prepare('UPDATE cycle.reading SET lines = ?, units = ? WHERE key = ?');
  for (let after: string | undefined = ''; after !== undefined; ) {
    const rows = both.all(after) as unknown as { key: string; newer: string; lines: string; sum: number }[];
    inTransaction(database, () => {
      for (const { key, newer, ...book } of rows) {
        const { text } = mergeLines([checkedLines({ key, ...book }), newer]);
        update.run(text, sumUnits(linesOf(text), unitsOf), key);
      }
    });
    after = rows.at(-1)?.key;
  }
}
