import { sql, type Kysely } from 'kysely';
import type { AuditTable } from '../contract/audit-table.ts';
import type { Database } from './database.ts';

/** In the words of the partial index. */
const hasValues = sql`coalesce(${sql.ref('before')}, ${sql.ref('after')})`;

export function createAuditTable(db: Kysely<Database>): AuditTable {
  return {
    async record(row) {
      await db.insertInto('audit').values(row).execute();
    },
    async forgetValues(before, limit) {
      const old = db.selectFrom('audit').select('id').where(hasValues, 'is not', null).where('at', '<', before).orderBy('at').limit(limit);
      const { numUpdatedRows } = await db.updateTable('audit').set({ before: null, after: null }).where('id', 'in', old).executeTakeFirstOrThrow();
      return Number(numUpdatedRows);
    },
    recent: (limit) => db.selectFrom('audit').select(['at', 'who', 'action', 'subject', 'before', 'after']).orderBy('id', 'desc').limit(limit).execute(),
  };
}
