import { sql } from 'kysely';
import type { NumberedMigration } from './migration.ts';

export const stockTables: NumberedMigration = async ({ schema }, { whole, text }) => {
  await schema
    .createTable('demand')
    .addColumn('channel', text, (column) => column.notNull())
    .addColumn('order_key', text, (column) => column.notNull())
    .addColumn('sku_code', text, (column) => column.notNull())
    .addColumn('units', 'integer', (column) => column.notNull())
    .addColumn('ordered_at', whole, (column) => column.notNull())
    .addColumn('erp_at', whole)
    .addColumn('changed_at', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('demand_pk', ['order_key', 'channel', 'sku_code'])
    .execute();
  await schema.createIndex('demand_sku').on('demand').columns(['sku_code', 'ordered_at']).execute();
  await schema.createIndex('demand_pending').on('demand').columns(['sku_code', 'units']).where(sql.ref('erp_at'), 'is', null).execute();
  await schema.createIndex('demand_in_erp').on('demand').columns(['sku_code', 'erp_at', 'units']).where(sql.ref('erp_at'), 'is not', null).execute();
  await schema.createIndex('demand_ordered').on('demand').columns(['ordered_at', 'sku_code', 'units']).execute();
  await schema.createIndex('demand_changed').on('demand').columns(['changed_at', 'sku_code']).execute();

  await schema
    .createTable('feed_cycle')
    .addColumn('feed', text, (column) => column.notNull())
    .addColumn('cycle', text, (column) => column.notNull())
    .addColumn('mode', text, (column) => column.notNull())
    .addColumn('sequence', whole, (column) => column.notNull())
    .addColumn('as_of', whole, (column) => column.notNull())
    .addColumn('completed_at', whole, (column) => column.notNull())
    .addColumn('next_expected_at', whole)
    .addColumn('read_at', whole, (column) => column.notNull())
    .addColumn('published_at', whole)
    .addColumn('records', 'integer', (column) => column.notNull())
    .addColumn('changed', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('feed_cycle_pk', ['feed', 'cycle'])
    .execute();
  await schema.createIndex('feed_cycle_newest').on('feed_cycle').columns(['feed', 'as_of', 'read_at']).execute();
  await schema.createIndex('feed_cycle_read').on('feed_cycle').column('read_at').execute();
};
