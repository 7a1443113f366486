import type { ExceptionRow } from '../store/contract/exception-table.ts';
import type { StoreTables } from '../store/contract/store.ts';

export interface Action {
  readonly row: ExceptionRow;
  readonly by: string;
  readonly action: 'replay' | 'dismiss' | 'assign' | 'edit';
  readonly at: number;
  /** What it changes, besides the state that the exception had. */
  readonly before: object;
  readonly after: object;
  /** What the record's timeline says of it; without one it is nothing that happened to the record. */
  readonly told?: { readonly kind: string; readonly text: string };
}

/** A person's act on an exception: in the audit with the person, in the record's timeline without. */
export async function recordAction(tables: StoreTables, { row, by, action, at, before, after, told }: Action): Promise<void> {
  const { id, state, code, attempts, entity, key, revision } = row;
  await tables.audit.record({
    at,
    who: by,
    action: `exception.${action}`,
    subject: `exception:${id}`,
    before: JSON.stringify({ state, code, attempts, ...before }),
    after: JSON.stringify(after),
  });
  if (told) await tables.timeline.record([{ entity, key, revision, at, system: 'selvedge', ...told }]);
}
