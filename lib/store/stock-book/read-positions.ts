import type { DatabaseSync } from 'node:sqlite';
import type { SkuPosition } from '../../model/stock.ts';
import { positionOf, type BookRow } from './book-rows.ts';
import type { SharedSkuCode } from './contract.ts';
import { skuOf } from './sku-key.ts';

export interface PositionReader {
  /** In order of the key, from the one that comes next after `after`. */
  page(which: 'all' | 'changed', after: string, limit: number): { readonly positions: readonly SkuPosition[]; readonly last: string | undefined };
  find(skuCodes: readonly string[]): readonly SkuPosition[];
  shared(limit: number): readonly SharedSkuCode[];
}

export function createPositionReader(database: DatabaseSync): PositionReader {
  const pages = {
    all: database.prepare('SELECT key, lines, sum FROM sku WHERE key > ? ORDER BY key LIMIT ?'),
    changed: database.prepare('SELECT sku.key, sku.lines, sku.sum FROM changed CROSS JOIN sku ON sku.key = changed.key WHERE changed.key > ? ORDER BY changed.key LIMIT ?'),
  };
  const byCode = database.prepare('SELECT key, lines, sum FROM sku WHERE code IN (SELECT value FROM json_each(?)) ORDER BY key');
  const sharedCodes = database.prepare('SELECT code FROM sku GROUP BY code HAVING count(*) > 1 ORDER BY code LIMIT ?');
  const keysOf = database.prepare('SELECT key FROM sku WHERE code = ? ORDER BY key');
  return {
    page(which, after, limit) {
      const rows = pages[which].all(after, limit) as unknown as BookRow[];
      return { positions: rows.map(positionOf), last: rows.length < limit ? undefined : rows.at(-1)?.key };
    },
    find: (skuCodes) => (byCode.all(JSON.stringify(skuCodes)) as unknown as BookRow[]).map(positionOf),
    shared: (limit) =>
      sharedCodes.all(limit).map(({ code }) => ({
        skuCode: String(code),
        identities: keysOf.all(String(code)).map(({ key }) => skuOf(String(key)).identity),
      })),
  };
}
