import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** Offset of the first page of this kind that belongs to a table or index. */
export function pageOf(file: string, name: string, kind: 'internal' | 'leaf' | 'overflow'): number {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const row = database.prepare('SELECT pgoffset FROM dbstat WHERE name = ? AND pagetype = ? ORDER BY pageno LIMIT 1').get(name, kind);
    if (!row) throw new Error(`${name} has no ${kind} page`);
    return Number(row['pgoffset']);
  } finally {
    database.close();
  }
}

/** Offset of the page at which the list of free pages begins (sqlite.org/fileformat2.html#the_freelist). */
export function freelistOf(file: string): number {
  const header = readFileSync(file).subarray(0, 100);
  const [page, pageSize] = [header.readUInt32BE(32), header.readUInt16BE(16)];
  if (page === 0) throw new Error(`${file} has no free pages`);
  return (page - 1) * pageSize;
}
