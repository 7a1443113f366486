import { OperationError } from '../errors/operation-error.ts';
import type { ExceptionRow } from '../store/contract/exception-table.ts';
import type { StoreTables } from '../store/contract/store.ts';

/** @throws PAYLOAD_INVALID when there is no such exception, or it is closed */
export async function unclosedException({ exceptions }: StoreTables, id: number): Promise<ExceptionRow> {
  const row = await exceptions.get(id);
  if (!row) throw new OperationError('PAYLOAD_INVALID', `There is no exception ${id}.`);
  if (row.closedAt !== null) throw new OperationError('PAYLOAD_INVALID', `Exception ${id} is closed already (${row.state} by ${row.closedBy ?? 'nobody'}).`);
  return row;
}

/** @throws PAYLOAD_INVALID also when it is on its way */
export async function waitingException(tables: StoreTables, id: number): Promise<ExceptionRow> {
  const row = await unclosedException(tables, id);
  if (row.state === 'replaying') throw new OperationError('PAYLOAD_INVALID', `Exception ${id} is being sent again already.`);
  return row;
}
