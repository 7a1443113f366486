import type { ExceptionRow } from '../store/contract/exception-table.ts';
import type { StoreTables } from '../store/contract/store.ts';
import { sentence } from './sentence.ts';

export interface Action {
  readonly row: ExceptionRow;
  readonly by: string;
  readonly action: 'replay' | 'dismiss';
  /** What the exception becomes. */
  readonly state: ExceptionRow['state'];
  readonly at: number;
  readonly reason?: string;
}

/** A person's act on an exception: in the audit with the person, in the record's timeline without. */
export async function recordAction(tables: StoreTables, { row, by, action, state, at, reason }: Action): Promise<void> {
  const { id, code, attempts, entity, key, revision } = row;
  await tables.audit.record({
    at,
    who: by,
    action: `exception.${action}`,
    subject: `exception:${id}`,
    before: JSON.stringify({ state: row.state, code, attempts }),
    after: JSON.stringify({ state, ...(reason === undefined ? {} : { reason }) }),
  });
  const text = action === 'replay' ? `Sent again after exception ${id} (${code}).` : sentence(`Exception ${id} (${code}) was dismissed`, reason ?? '');
  await tables.timeline.record([{ entity, key, revision, at, system: 'selvedge', kind: action === 'replay' ? 'replayed' : 'dismissed', text }]);
}
