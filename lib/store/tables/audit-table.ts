import type { Kysely } from 'kysely';
import type { AuditTable } from '../contract/audit-table.ts';
import type { Database } from './database.ts';

export function createAuditTable(db: Kysely<Database>): AuditTable {
  return {
    async record(row) {
      await db.insertInto('audit').values(row).execute();
    },
    recent: (limit) => db.selectFrom('audit').select(['at', 'who', 'action', 'subject', 'before', 'after']).orderBy('id', 'desc').limit(limit).execute(),
  };
}
