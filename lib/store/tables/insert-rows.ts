import type { Insertable, Kysely } from 'kysely';
import { compileOnce } from './compile-once.ts';
import type { Database } from './database.ts';

type Row<T extends keyof Database, C extends keyof Insertable<Database[T]>> = Readonly<Pick<Insertable<Database[T]>, C>>;

/** Inserts rows with exactly these columns in one statement. Asked to, answers their ids in the order of the rows. */
export function insertRows<T extends keyof Database, C extends keyof Insertable<Database[T]> & string>(
  table: T,
  columns: readonly C[],
  { ids }: { readonly ids: boolean },
): (db: Kysely<Database>, rows: readonly Row<T, C>[]) => Promise<readonly number[]> {
  const insert = compileOnce<{ id: number }>((db, slots) => {
    const rows: Readonly<Record<string, unknown>>[] = [];
    for (let start = 0; start < slots.length; start += columns.length) {
      rows.push(Object.fromEntries(columns.map((column, position) => [column, slots[start + position]])));
    }
    // Kysely cannot follow the columns of a table that is not known yet.
    const query = db.insertInto<keyof Database>(table).values(rows);
    return ids ? query.returning('id' as never) : query;
  });
  return async (db, rows) => {
    if (rows.length === 0) return [];
    const values: unknown[] = [];
    for (const row of rows) for (const column of columns) values.push(row[column]);
    const inserted = await insert(db, values);
    // Ids grow in the order of the rows; the order in which they are returned is not promised.
    return ids ? inserted.map(({ id }) => id).sort((a, b) => a - b) : [];
  };
}
