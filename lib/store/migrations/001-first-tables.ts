import { sql } from 'kysely';
import type { EngineTypes, NumberedMigration } from './migration.ts';
import { createLaneEntryTable } from './001-lane-entry.ts';

export const firstTables: NumberedMigration = async (db, types) => {
  await createLaneEntryTable(db, types);
  await createExceptionTable(db, types);
  await createEffectTable(db, types);
  await createHistoryTables(db, types);
  await createStateTables(db, types);
  await createWorkerTables(db, types);
};

type Schema = Parameters<NumberedMigration>[0];

async function createExceptionTable({ schema }: Schema, { withId, whole, text }: EngineTypes): Promise<void> {
  await withId(schema.createTable('exception'))
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('code', text, (column) => column.notNull())
    .addColumn('cause', text, (column) => column.notNull())
    .addColumn('owner', text, (column) => column.notNull())
    .addColumn('text', text, (column) => column.notNull())
    .addColumn('details', text, (column) => column.notNull())
    .addColumn('entity', text, (column) => column.notNull())
    .addColumn('key', text, (column) => column.notNull())
    .addColumn('revision', text, (column) => column.notNull())
    .addColumn('raised_by', text, (column) => column.notNull())
    .addColumn('resume_at', text, (column) => column.notNull())
    .addColumn('lane_entry', whole)
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('assigned_to', text)
    .addColumn('edited_at', whole)
    .addColumn('batch', whole)
    .addColumn('replay_lease', text)
    .addColumn('replay_fence', whole)
    .addColumn('first_seen_at', whole, (column) => column.notNull())
    .addColumn('last_seen_at', whole, (column) => column.notNull())
    .addColumn('closed_at', whole)
    .addColumn('closed_by', text)
    .addColumn('close_reason', text)
    .addColumn('message', text, (column) => column.notNull())
    .execute();
  await schema.createIndex('exception_open').on('exception').unique().columns(['entity', 'key', 'resume_at']).where(sql.ref('closed_at'), 'is', null).execute();
  await schema.createIndex('exception_open_by_id').on('exception').column('id').where(sql.ref('closed_at'), 'is', null).execute();
  await schema.createIndex('exception_cause').on('exception').columns(['cause', 'id']).where(sql.ref('closed_at'), 'is', null).execute();
  await schema.createIndex('exception_batch').on('exception').columns(['batch', 'state', 'id']).where(sql.ref('closed_at'), 'is', null).execute();
  await schema.createIndex('exception_replayed').on('exception').columns(['replay_lease', 'replay_fence']).where(sql.ref('replay_lease'), 'is not', null).execute();
  await schema.createIndex('exception_key').on('exception').columns(['key', 'entity']).execute();
  await schema.createIndex('exception_closed').on('exception').column('closed_at').where(sql.ref('closed_at'), 'is not', null).execute();
}

async function createEffectTable({ schema }: Schema, { whole, text }: EngineTypes): Promise<void> {
  await schema
    .createTable('effect')
    .addColumn('destination', text, (column) => column.notNull())
    .addColumn('operation', text, (column) => column.notNull())
    .addColumn('key', text, (column) => column.notNull())
    .addColumn('revision', text, (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('lease', text, (column) => column.notNull())
    .addColumn('fence', whole, (column) => column.notNull())
    .addColumn('fingerprint', text, (column) => column.notNull())
    .addColumn('result', text)
    .addColumn('claimed_at', whole, (column) => column.notNull())
    .addColumn('settled_at', whole)
    .addPrimaryKeyConstraint('effect_pk', ['destination', 'operation', 'key', 'revision'])
    .execute();
  await schema.createIndex('effect_key').on('effect').column('key').execute();
}

async function createHistoryTables({ schema }: Schema, { withId, whole, text }: EngineTypes): Promise<void> {
  await withId(schema.createTable('timeline'))
    .addColumn('entity', text, (column) => column.notNull())
    .addColumn('key', text, (column) => column.notNull())
    .addColumn('at', whole, (column) => column.notNull())
    .addColumn('system', text, (column) => column.notNull())
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('text', text, (column) => column.notNull())
    .addColumn('revision', text, (column) => column.notNull())
    .execute();
  await schema.createIndex('timeline_key').on('timeline').columns(['key', 'entity', 'at', 'id']).execute();
  await schema.createIndex('timeline_at').on('timeline').column('at').execute();

  await withId(schema.createTable('audit'))
    .addColumn('at', whole, (column) => column.notNull())
    .addColumn('who', text, (column) => column.notNull())
    .addColumn('action', text, (column) => column.notNull())
    .addColumn('subject', text, (column) => column.notNull())
    .addColumn('before', text)
    .addColumn('after', text)
    .execute();
  const auditValues = sql`coalesce(${sql.ref('before')}, ${sql.ref('after')})`;
  await schema.createIndex('audit_values').on('audit').column('at').where(auditValues, 'is not', null).execute();

  await withId(schema.createTable('feed_run'))
    .addColumn('feed', text, (column) => column.notNull())
    .addColumn('started_at', whole, (column) => column.notNull())
    .addColumn('ended_at', whole, (column) => column.notNull())
    .addColumn('outcome', text, (column) => column.notNull())
    .addColumn('read_count', 'integer', (column) => column.notNull())
    .addColumn('emitted_count', 'integer', (column) => column.notNull())
    .addColumn('cycle', text)
    .addColumn('failure', text)
    .execute();
  await schema.createIndex('feed_run_feed').on('feed_run').columns(['feed', 'id']).execute();
  await schema.createIndex('feed_run_good').on('feed_run').columns(['feed', 'id']).where(sql.ref('outcome'), '=', sql.lit('good')).execute();
  await schema.createIndex('feed_run_ended').on('feed_run').column('ended_at').execute();
}

async function createStateTables({ schema }: Schema, { whole, text }: EngineTypes): Promise<void> {
  await schema
    .createTable('cursor')
    .addColumn('feed', text, (column) => column.primaryKey())
    .addColumn('position', text, (column) => column.notNull())
    .addColumn('updated_at', whole, (column) => column.notNull())
    .execute();
  await schema
    .createTable('order_state')
    .addColumn('system', text, (column) => column.notNull())
    .addColumn('key', text, (column) => column.notNull())
    .addColumn('revision', text, (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('updated_at', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('order_state_pk', ['system', 'key'])
    .execute();
  await schema
    .createTable('reference')
    .addColumn('entity', text, (column) => column.notNull())
    .addColumn('system', text, (column) => column.notNull())
    .addColumn('remote_id', text, (column) => column.notNull())
    .addColumn('key', text, (column) => column.notNull())
    .addColumn('data', text, (column) => column.notNull())
    .addColumn('updated_at', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('reference_pk', ['entity', 'system', 'remote_id'])
    .execute();
  await schema.createIndex('reference_key').on('reference').columns(['entity', 'system', 'key']).execute();
  await schema
    .createTable('snapshot')
    .addColumn('feed', text, (column) => column.notNull())
    .addColumn('key', text, (column) => column.notNull())
    .addColumn('hash', text, (column) => column.notNull())
    .addColumn('updated_at', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('snapshot_pk', ['feed', 'key'])
    .execute();
}

async function createWorkerTables({ schema }: Schema, { withId, whole, text }: EngineTypes): Promise<void> {
  await schema
    .createTable('lease')
    .addColumn('lease', text, (column) => column.primaryKey())
    .addColumn('fence', whole, (column) => column.notNull())
    .addColumn('owner', text, (column) => column.notNull())
    .addColumn('expires_at', whole, (column) => column.notNull())
    .execute();
  await schema
    .createTable('lane_control')
    .addColumn('lane', text, (column) => column.primaryKey())
    .addColumn('paused_at', whole)
    .addColumn('paused_by', text)
    .addColumn('pause_reason', text)
    .addColumn('entries', 'integer', (column) => column.notNull())
    .addColumn('bytes', whole, (column) => column.notNull())
    .addColumn('oldest_at', whole)
    .addColumn('status', text, (column) => column.notNull())
    .addColumn('reported_at', whole, (column) => column.notNull())
    .addColumn('reported_by', text, (column) => column.notNull())
    .execute();
  await withId(schema.createTable('replay_batch'))
    .addColumn('cause', text, (column) => column.notNull())
    .addColumn('started_by', text, (column) => column.notNull())
    .addColumn('lease', text, (column) => column.notNull())
    .addColumn('fence', whole, (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('canary', whole, (column) => column.notNull())
    .addColumn('total', 'integer', (column) => column.notNull())
    .addColumn('succeeded', 'integer', (column) => column.notNull())
    .addColumn('failed', 'integer', (column) => column.notNull())
    .addColumn('reason', text)
    .addColumn('started_at', whole, (column) => column.notNull())
    .addColumn('ended_at', whole)
    .execute();
  await schema.createIndex('replay_batch_unfinished').on('replay_batch').column('id').where(sql.ref('ended_at'), 'is', null).execute();
}
