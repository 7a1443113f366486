import { OperationError } from '../errors/operation-error.ts';
import { checkPayload, isEntityName } from '../model/check-payload.ts';
import type { CanonicalMessage } from '../model/envelope.ts';
import type { StoreTables } from '../store/contract/store.ts';
import { recordAction } from './record-action.ts';
import { sentence } from './sentence.ts';
import { waitingException } from './unclosed-exception.ts';

export interface Correction {
  readonly id: number;
  readonly payload: unknown;
  readonly by: string;
  readonly why: string;
  readonly at: number;
}

/**
 * Puts the corrected payload into the kept message, with the whole of both in the audit.
 * @throws PAYLOAD_INVALID when it is not the same record in the shape of its entity
 */
export async function editException(tables: StoreTables, { id, payload, by, why, at }: Correction): Promise<void> {
  const row = await waitingException(tables, id);
  if (!isEntityName(row.entity)) throw new OperationError('PAYLOAD_INVALID', `Exception ${id} holds no entity of the kit ("${row.entity}"), so nobody could check a correction: put it right where it comes from.`);
  checkPayload(row.entity, payload);
  const message = JSON.parse(row.message) as CanonicalMessage;
  checkSameRecord(message.payload, payload, row.key);
  await tables.exceptions.edit(id, JSON.stringify({ ...message, payload }), at);
  const told = { kind: 'edited', text: sentence(`The message of exception ${id} (${row.code}) was corrected by hand`, why) };
  await recordAction(tables, { row, by, action: 'edit', at, before: { payload: message.payload }, after: { payload, why }, told });
}

/** What names the record keeps its value: under another one the destination would take it for another record. */
function checkSameRecord(before: unknown, after: unknown, key: string): void {
  for (const [name, value] of Object.entries(Object(before) as object)) {
    if (value !== key || (after as Readonly<Record<string, unknown>>)[name] === key) continue;
    throw new OperationError('PAYLOAD_INVALID', `"${name}" names the record and must stay "${key}".`, { details: { field: name } });
  }
}
