import type { DatabaseSync } from 'node:sqlite';
import type { InventoryLine } from './contract.ts';
import { countLines, linesOf, linesText, mergeLines } from './line-text.ts';
import { sumUnits, type UnitsOf } from './sum-units.ts';
import { checkedKey, skuKey } from './sku-key.ts';

/** The lines of a cycle on their way in, one row per SKU, beside the book. */
export interface CycleRows {
  put(lines: readonly InventoryLine[]): void;
  /** Brings together what came of one SKU in several pages; to be called before the rows are looked at. */
  gather(): { readonly lines: number; readonly skus: number };
}

export function createCycleRows(database: DatabaseSync, unitsOf: UnitsOf): CycleRows {
  const insert = database.prepare('INSERT OR IGNORE INTO cycle.reading (key, code, lines, units) VALUES (?, ?, ?, ?)');
  const repeat = database.prepare('INSERT INTO cycle.repeated (key, part, lines, units) VALUES (?, ?, ?, ?)');
  const repeated = database.prepare('SELECT key, lines, units FROM cycle.repeated ORDER BY key, part');
  const firstAt = database.prepare('SELECT key, lines, units FROM cycle.reading WHERE key = ?');
  const update = database.prepare('UPDATE cycle.reading SET lines = ?, units = ? WHERE key = ?');
  let [lines, skus, parts] = [0, 0, 0];
  let ungathered = false;

  const keep = (key: string, group: readonly InventoryLine[], skuCode: string): void => {
    const { text, count } = linesText(group);
    const units = sumUnits(group, unitsOf);
    if (insert.run(key, skuCode, text, units).changes === 1) {
      skus += 1;
      lines += count;
    } else {
      repeat.run(key, (parts += 1), text, units);
      ungathered = true;
    }
  };
  const bringTogether = (given: readonly Part[]): void => {
    const [first] = given;
    if (!first) return;
    const { text, count } = mergeLines(given.map((part) => part.lines));
    const each = given.reduce((sum, part) => sum + countLines(part.lines), 0);
    // Nothing was said twice, so that units add up.
    const units = count === each ? given.reduce((sum, part) => sum + part.units, 0) : sumUnits(linesOf(text), unitsOf);
    update.run(text, units, first.key);
    lines += count - countLines(first.lines);
  };

  return {
    put(given) {
      const groups = bySku(given);
      inTransaction(database, () => {
        for (const [key, group] of groups) keep(key, group, group[0]?.skuCode ?? '');
      });
    },
    gather() {
      if (!ungathered) return { lines, skus };
      inTransaction(database, () => {
        let together: Part[] = [];
        for (const part of repeated.iterate() as Iterable<unknown> as Iterable<Part>) {
          if (together[0]?.key !== part.key) {
            bringTogether(together);
            together = [firstAt.get(part.key) as unknown as Part];
          }
          together.push(part);
        }
        bringTogether(together);
        database.exec('DELETE FROM cycle.repeated');
      });
      ungathered = false;
      return { lines, skus };
    },
  };
}

interface Part {
  readonly key: string;
  readonly lines: string;
  readonly units: number;
}

function bySku(lines: readonly InventoryLine[]): ReadonlyMap<string, readonly InventoryLine[]> {
  const groups = new Map<string, InventoryLine[]>();
  let [last, group]: [string | undefined, InventoryLine[]] = [undefined, []];
  for (const line of lines) {
    const key = skuKey(line);
    if (key !== last) {
      const known = groups.get(key);
      group = known ?? [];
      if (!known) groups.set(checkedKey(line, key), group);
      last = key;
    }
    group.push(line);
  }
  return groups;
}

export function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    // A full disk ends the transaction by itself.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
