/**
 * One statement takes this many rows: well below the 32,766 parameters that SQLite allows, and few enough that the
 * same statement texts come again and stay prepared.
 */
const rowsPerStatement = 100;

export function* chunksOf<T>(rows: readonly T[], size: number = rowsPerStatement): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
}
