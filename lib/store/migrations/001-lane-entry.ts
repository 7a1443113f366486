import { sql } from 'kysely';
import type { NumberedMigration } from './migration.ts';

export const createLaneEntryTable: NumberedMigration = async ({ schema }, { withId, whole, text }) => {
  await withId(schema.createTable('lane_entry'))
    .addColumn('lane', text, (column) => column.notNull())
    .addColumn('entity', text, (column) => column.notNull())
    .addColumn('key', text, (column) => column.notNull())
    .addColumn('revision', text, (column) => column.notNull())
    .addColumn('priority', 'integer', (column) => column.notNull())
    .addColumn('due_at', whole, (column) => column.notNull())
    .addColumn('created_at', whole, (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('head', 'integer', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('lease', text)
    .addColumn('fence', whole)
    .addColumn('last_error', text)
    .addColumn('last_code', text)
    .addColumn('bytes', 'integer', (column) => column.notNull())
    .addColumn('checksum', whole, (column) => column.notNull())
    .addColumn('settled_at', whole)
    .addColumn('outcome', text)
    .addColumn('note', text)
    // Last, because a long value goes to overflow pages that the columns behind it would have to be read through.
    .addColumn('message', text, (column) => column.notNull())
    .execute();
  const index = (name: string) => schema.createIndex(`lane_entry_${name}`).on('lane_entry');
  const [head, settledAt] = [sql.ref('head'), sql.ref('settled_at')];

  // One head per key and lane: the database itself refuses a second.
  await index('head').unique().columns(['key', 'entity', 'lane']).where(head, '=', sql.lit(1)).execute();
  await index('ready').columns(['lane', 'priority', 'due_at', 'id']).where(sql.ref('state'), '=', sql.lit('waiting')).where(head, '=', sql.lit(1)).execute();
  await index('of_key').columns(['key', 'entity', 'lane', 'id']).where(settledAt, 'is', null).execute();
  // Not by `id` itself: without statistics PostgreSQL would rather read the whole table by its ids, newest first, than this.
  await index('history').columns(['key', 'entity', 'lane']).expression(sql`(-${sql.ref('id')})`).where(settledAt, 'is not', null).execute();
  await index('state').columns(['lane', 'state', 'created_at', 'bytes']).where(settledAt, 'is', null).execute();
  await index('settled').column('settled_at').where(settledAt, 'is not', null).execute();
};
