import { OperationError } from '../errors/operation-error.ts';
import type { StoreTables } from '../store/contract/store.ts';
import { recordAction } from './record-action.ts';

export interface Assignment {
  readonly ids: readonly number[];
  /** Null: back to nobody. */
  readonly to: string | null;
  readonly by: string;
  readonly at: number;
}

/** Gives what is not closed of these to a person. @throws PAYLOAD_INVALID when all of them are closed */
export async function assignExceptions(tables: StoreTables, { ids, to, by, at }: Assignment): Promise<void> {
  const rows = (await tables.exceptions.list({ ids, limit: ids.length })).filter(({ closedAt }) => closedAt === null);
  if (rows.length === 0) throw new OperationError('PAYLOAD_INVALID', ids.length === 1 ? `Exception ${String(ids[0])} is closed or unknown.` : 'None of these exceptions is open.');
  await tables.exceptions.assign(rows.map(({ id }) => id), to);
  for (const row of rows) await recordAction(tables, { row, by, action: 'assign', at, before: { assignedTo: row.assignedTo }, after: { assignedTo: to } });
}
