import type { EngineTypes } from '../migrations/migration.ts';

export const sqliteTypes: EngineTypes = {
  withId: (table) => table.addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement()),
  whole: 'integer',
  text: 'text',
};
