import type { ExceptionFilter, ExceptionRow } from '../../lib/store/contract/exception-table.ts';
import type { StoreTables } from '../../lib/store/contract/store.ts';

const rowsPerRead = 500;

/** Those that somebody still has to do with. */
export const unclosed: readonly ExceptionRow['state'][] = ['open', 'assigned', 'replaying'];

/** All exceptions of a filter, however many. */
export async function everyException({ exceptions }: Pick<StoreTables, 'exceptions'>, filter: Omit<ExceptionFilter, 'limit' | 'before'>): Promise<readonly ExceptionRow[]> {
  const rows: ExceptionRow[] = [];
  for (let before = {}; ; before = { before: rows.at(-1)?.id ?? 0 }) {
    const page = await exceptions.list({ ...filter, limit: rowsPerRead, ...before });
    rows.push(...page);
    if (page.length < rowsPerRead) return rows;
  }
}
