import type { Kysely } from 'kysely';
import type { OrderStateRow, OrderStateTable } from '../contract/order-state-table.ts';
import { chunksOf } from './chunks.ts';
import type { Database } from './database.ts';

export function createOrderStateTable(db: Kysely<Database>): OrderStateTable {
  return {
    async get(system, keys) {
      const found: OrderStateRow[] = [];
      for (const some of chunksOf(keys)) {
        const rows = await db
          .selectFrom('order_state')
          .select(['system', 'key', 'revision', 'state', 'updated_at as updatedAt'])
          .where('system', '=', system)
          .where('key', 'in', some)
          .execute();
        found.push(...rows);
      }
      return found;
    },
    async put(rows) {
      // A statement may touch a row only once (PostgreSQL refuses otherwise): the last of equal keys counts.
      const unique = [...new Map(rows.map((row) => [JSON.stringify([row.system, row.key]), row])).values()];
      for (const some of chunksOf(unique)) {
        await db
          .insertInto('order_state')
          .values(some.map(({ updatedAt, ...row }) => ({ ...row, updated_at: updatedAt })))
          .onConflict((conflict) =>
            conflict.columns(['system', 'key']).doUpdateSet((eb) => ({
              revision: eb.ref('excluded.revision'),
              state: eb.ref('excluded.state'),
              updated_at: eb.ref('excluded.updated_at'),
            })),
          )
          .execute();
      }
    },
  };
}
