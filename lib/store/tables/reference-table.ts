import type { Kysely } from 'kysely';
import type { ReferenceRow, ReferenceTable } from '../contract/reference-table.ts';
import { chunksOf } from './chunks.ts';
import type { Database } from './database.ts';

export function createReferenceTable(db: Kysely<Database>): ReferenceTable {
  return {
    async find(entity, system, keys) {
      const found: ReferenceRow[] = [];
      for (const some of chunksOf([...new Set(keys)])) {
        const rows = await db
          .selectFrom('reference')
          .select(['entity', 'key', 'system', 'remote_id as remoteId', 'data', 'updated_at as updatedAt'])
          .where('entity', '=', entity)
          .where('system', '=', system)
          .where('key', 'in', some)
          .orderBy('key')
          .orderBy('remote_id')
          .execute();
        found.push(...rows);
      }
      return found;
    },
    async put(rows) {
      const unique = [...new Map(rows.map((row) => [JSON.stringify([row.entity, row.system, row.remoteId]), row])).values()];
      for (const some of chunksOf(unique)) {
        await db
          .insertInto('reference')
          .values(some.map(({ remoteId, updatedAt, ...row }) => ({ ...row, remote_id: remoteId, updated_at: updatedAt })))
          .onConflict((conflict) =>
            conflict.columns(['entity', 'system', 'remote_id']).doUpdateSet((eb) => ({
              key: eb.ref('excluded.key'),
              data: eb.ref('excluded.data'),
              updated_at: eb.ref('excluded.updated_at'),
            })),
          )
          .execute();
      }
    },
    async remove(entity, system, remoteIds) {
      for (const some of chunksOf(remoteIds)) {
        await db.deleteFrom('reference').where('entity', '=', entity).where('system', '=', system).where('remote_id', 'in', some).execute();
      }
    },
    async count(entity, system) {
      const row = await db
        .selectFrom('reference')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('entity', '=', entity)
        .where('system', '=', system)
        .executeTakeFirstOrThrow();
      return row.count;
    },
  };
}
