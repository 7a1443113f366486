import type { DatabaseSync } from 'node:sqlite';
import type { DroppedStock } from './contract.ts';

/** A code that lives on under another identity has not lost its stock. */
const lost = 'reading.units <= 0 OR (reading.key IS NULL AND sku.code NOT IN (SELECT code FROM cycle.reading))';

export function countDropped(database: DatabaseSync): DroppedStock {
  const row = database
    .prepare(
      `SELECT count(CASE WHEN ${lost} THEN 1 END) AS skus, count(*) AS of, coalesce(sum(CASE WHEN ${lost} THEN sku.units END), 0) AS units, coalesce(sum(sku.units), 0) AS ofUnits
FROM sku LEFT JOIN cycle.reading ON reading.key = sku.key WHERE sku.units > 0`,
    )
    .get() as unknown as DroppedStock;
  return { ...row };
}
